"""What every spec promises, whatever it offers."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import ClassVar

import attrs
from hypothesis import HealthCheck, Phase, settings

from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.specs import AnySpec, Engine, Exporter

SECRET = "planted-s3cret"  # noqa: S105 - it is planted to be looked for


def attempts(examples: int, *, shrink: bool = True) -> settings:
    """Return how a contract tries values drawn at random.

    Args:
        examples: how many.
        shrink: whether to look for a smaller one that fails too, which may take minutes where
            one try takes long; values drawn without are small from the start.
    """
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]
    return settings(
        max_examples=examples,
        phases=phases,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]
    )


def function_of(spec: AnySpec) -> Callable[..., object]:
    """Return the function that does a spec's work."""
    if isinstance(spec, Exporter):
        return spec.write
    if isinstance(spec, Engine):
        return spec.count
    return spec.read


class SpecContract:
    """What all contracts ask of a spec; subclass one of the others.

    Attributes:
        options: options to run with, by name; by default those the class has.
        examples: how many damaged files, publications or tables are tried.
    """

    options: ClassVar[Mapping[str, object]] = {}
    examples: ClassVar[int] = 60

    @property
    def spec(self) -> AnySpec:
        """The spec under test."""
        raise NotImplementedError

    def given_options(self) -> Mapping[str, object]:
        """Return the options to run with, by name."""
        return self.options

    def made_options(self) -> object:
        """Return the options as the host makes them."""
        made: object = make_options(self.spec, self.given_options())
        return made

    def test_it_says_what_it_is(self) -> None:
        """A listing has a line about it."""
        for text in self.spec.summary:
            assert text.strip(), "summary is empty"
            assert "\n" not in text, "summary is one line"

    def test_options_are_a_frozen_class_with_a_line_of_help_each(self) -> None:
        """What the command line lists is complete."""
        fields = attrs.fields(self.spec.options)
        for field in fields:
            assert field.metadata.get("help"), f"option {field.name!r} has no help"
        made = self.made_options()
        for field in fields[:1]:
            try:
                setattr(made, field.name, None)
            except attrs.exceptions.FrozenInstanceError:
                continue
            raise AssertionError("options must be made by attrs.frozen")

    def test_secrets_stay_out_of_every_repr(self) -> None:
        """A planted secret is not printed with the options."""
        secret = [f.name for f in attrs.fields(self.spec.options) if f.metadata.get("secret")]
        for name in secret:
            made = make_options(self.spec, {**self.given_options(), name: SECRET})
            assert SECRET not in repr(made), f"{name} shows in the repr"

    def test_it_pickles(self) -> None:
        """Spec and options can be sent to another process."""
        assert pickle.loads(pickle.dumps(self.spec)) == self.spec  # noqa: S301 - our own bytes
        made = self.made_options()
        assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes

    def test_its_module_is_light(self) -> None:
        """Importing the module imports none of the packages in ``requires``."""
        module = function_of(self.spec).__module__
        heavy = sorted({name.partition(".")[0] for name in self.spec.requires})
        # What the interpreter or the package itself loads is not this module's doing.
        code = (
            "import sys, hotline_metrics.plugin\n"
            f"heavy = set({heavy!r}) - set(sys.modules)\n"
            f"import {module}\n"
            "print(*sorted(heavy & set(sys.modules)))"
        )
        done = subprocess.run(  # noqa: S603 - this interpreter, and code of ours
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        loaded = done.stdout.split()
        assert not loaded, f"importing {module} loads {', '.join(loaded)}; import inside the call"
