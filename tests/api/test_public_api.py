"""What others may build on, name by name: a change shows as a difference in ``public_api.txt``.

A line that goes away or gets narrower is a major release; a line more is a minor one.
``HOTLINE_METRICS_UPDATE_GOLDEN=1`` rewrites the file.
"""

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from hotline_metrics.plugin import (
    BulletinReader,
    Engine,
    Exporter,
    FileImporter,
    ServiceImporter,
)
from hotline_metrics.testing import check_golden

MODULES = ("hotline_metrics", "hotline_metrics.plugin", "hotline_metrics.testing")


def lines_of(module: str) -> Iterator[str]:
    """Yield a line for each name, and for each attribute and method of a class."""
    room = importlib.import_module(module)
    yield f"# {module}"
    for name in room.__all__:
        yield from _described(name, getattr(room, name))
    yield ""


def _described(name: str, value: object) -> Iterator[str]:
    if inspect.isclass(value):
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        yield f"class {name}({bases})" if bases else f"class {name}"
        for field in attrs.fields(value) if attrs.has(value) else ():
            shown = " = ..." if field.default is not attrs.NOTHING else ""
            yield f"    {'* ' if field.kw_only else ''}{field.alias}: {_written(value, field)}{shown}"
        for part in sorted(_parts(value)):
            yield f"    {part}"
    elif inspect.isfunction(value):
        yield f"def {name}{inspect.signature(value)}"
    elif inspect.ismodule(value):
        yield f"module {name}"
    elif isinstance(value, (str, tuple)):
        yield f"{name} = {value!r}"
    else:
        yield name


def _written(kind: type, field: "attrs.Attribute[object]") -> str:
    """Return the type as the class has it; attrs replaces its own once somebody resolves it."""
    for each in kind.__mro__:
        found = vars(each).get("__annotations__", {}).get(field.name)
        if found is not None:
            return found if isinstance(found, str) else inspect.formatannotation(found)
    return str(field.type)


def _parts(kind: type) -> Iterator[str]:
    for name, part in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(part, (classmethod, staticmethod)):
            yield f"{type(part).__name__} {name}{inspect.signature(part.__func__)}"
        elif inspect.isfunction(part):
            yield f"def {name}{inspect.signature(part)}"
        elif isinstance(part, property) or type(part).__name__ == "cached_property":
            yield f"property {name}"


def test_the_public_names_are_those_that_were_promised() -> None:
    """With their parameters, attributes and methods."""
    told = "\n".join(line for module in MODULES for line in lines_of(module))
    check_golden(told, Path(__file__).parent / "public_api.txt")


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_there_once_and_documented(module: str) -> None:
    """Lazy names load when they are asked for; each says what it is."""
    room = importlib.import_module(module)
    assert len(set(room.__all__)) == len(room.__all__)
    for name in room.__all__:
        value = getattr(room, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name


def test_a_spec_asks_for_no_more_than_it_did() -> None:
    """A plugin of today works with tomorrow's release: new attributes have a default."""
    asked = {
        spec: [f.alias for f in attrs.fields(spec) if f.default is attrs.NOTHING]
        for spec in (FileImporter, ServiceImporter, Exporter, BulletinReader, Engine)
    }
    assert asked == {
        FileImporter: ["format", "summary", "suffixes", "options", "read"],
        ServiceImporter: ["format", "summary", "options", "read"],
        Exporter: ["format", "summary", "suffixes", "options", "write"],
        BulletinReader: ["format", "summary", "suffixes", "options", "read"],
        Engine: ["name", "summary", "options", "count"],
    }
