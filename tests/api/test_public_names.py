"""What ``import hotline_metrics`` offers."""

import importlib

import pytest

import hotline_metrics


@pytest.mark.parametrize("name", hotline_metrics.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    """Lazy names load when they are asked for."""
    value = getattr(hotline_metrics, name)
    assert name == "Figure" or value.__doc__


def test_names_are_sorted_and_no_submodule() -> None:
    """A lazy name that a submodule bears would turn into the module."""
    assert sorted(hotline_metrics.__all__) == hotline_metrics.__all__
    for name in hotline_metrics.__all__:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"hotline_metrics.{name}")
    assert set(hotline_metrics.__all__) <= set(dir(hotline_metrics))


def test_a_wrong_name_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="ticket_of"):
        hotline_metrics.ticket_of  # noqa: B018


def test_the_version_is_that_of_the_distribution() -> None:
    """Read when it is asked for."""
    assert str(hotline_metrics.__version__).count(".") == 2
