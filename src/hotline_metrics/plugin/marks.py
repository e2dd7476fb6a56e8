"""The mark that makes a function of a plugin an answer to one of our hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from hotline_metrics.plugin.specs import AnySpec

Hook = TypeVar("Hook", bound=Callable[..., Iterable[AnySpec]])

PROJECT = "hotline_metrics"
"""Name of the entry-point group, and of the project as pluggy knows it."""


def hookimpl(function: Hook) -> Hook:
    """Mark a function as the plugin's answer to the hook of the same name.

    The type of the function is kept, so a checker sees what it yields.

    Args:
        function: named after a hook, takes nothing, yields or returns specs.

    Returns:
        The same function, marked.
    """
    # pluggy waits until somebody writes a plugin: reading our types does not need it.
    from pluggy import HookimplMarker

    return HookimplMarker(PROJECT)(function)
