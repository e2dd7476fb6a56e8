"""Names of a package that are loaded when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def loader(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package whose names live in modules that load later.

    Args:
        package: the package.
        homes: name to its module, as in ``publish.bulletin``.

    >>> later = loader("hotline_metrics", {"Unit": "domain.unit"})
    >>> later("Unit").__name__
    'Unit'
    >>> later("Unitt")
    Traceback (most recent call last):
    AttributeError: module 'hotline_metrics' has no attribute 'Unitt'
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"hotline_metrics.{homes[name]}"), name)

    return find
