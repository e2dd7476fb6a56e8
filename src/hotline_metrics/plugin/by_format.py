"""Options told by the format they are for, as a caller of several formats has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.specs import AnySpec

OptionsByFormat = Mapping[str, object]
"""Format, by its short or full name, to its options: the plugin's class, or a mapping."""


def options_of(
    spec: AnySpec, options: OptionsByFormat | None, find: Callable[[str], AnySpec]
) -> object:
    """Return an instance of the options of one format.

    Args:
        spec: the format.
        options: those of several formats.
        find: what a name means among formats of this kind.

    Raises:
        UnknownFormat: a name means no format of this kind, whatever else is in use.
        OptionsError: they are not what the format takes.
    """
    found = [given for name, given in (options or {}).items() if find(name) is spec]
    return make_options(spec, found[-1] if found else None)
