"""A plugin that loads well and whose importers do everything wrong while they read."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hotline_metrics.plugin import (
    AnyImporter,
    FileImporter,
    Location,
    NoOptions,
    Row,
    Source,
    hookimpl,
)


def _row(source: Source, number: int) -> Row:
    return Row(["a"], Location(source=source.name, row=number))


def endless(source: Source, options: NoOptions) -> Iterator[Row]:
    return (_row(source, number) for number in itertools.count(1))


def fails_at_third(source: Source, options: NoOptions) -> Iterator[Row]:
    yield _row(source, 1)
    yield _row(source, 2)
    raise ValueError("cannot read the phone number 13800001234")


def fails_at_once(source: Source, options: NoOptions) -> Iterator[Row]:
    raise RuntimeError("not even a generator")


def yields_text(source: Source, options: NoOptions) -> Iterator[Any]:
    yield "a,b,c"


def yields_text_row(source: Source, options: NoOptions) -> Iterator[Any]:
    yield Row("abc", Location(source=source.name, row=1))


def yields_nowhere(source: Source, options: NoOptions) -> Iterator[Any]:
    yield Row(["a"], None)  # type: ignore[arg-type]


def returns_nothing(source: Source, options: NoOptions) -> Any:
    return None


def needs_package(source: Source, options: NoOptions) -> Iterator[Row]:
    import package_that_nobody_has.reader  # type: ignore[import-not-found]

    yield from package_that_nobody_has.reader.rows(source)


def _offer(read: Callable[[Source, NoOptions], Any]) -> AnyImporter:
    return FileImporter(
        format=read.__name__.replace("_", "-"),
        summary="does it wrong",
        suffixes=(f".{read.__name__}",),
        options=NoOptions,
        read=read,
        requires=("package_that_nobody_has",),
        install='pip install "hotline-metrics-acme"',
    )


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    yield _offer(endless)
    yield _offer(fails_at_third)
    yield _offer(fails_at_once)
    yield _offer(yields_text)
    yield _offer(yields_text_row)
    yield _offer(yields_nowhere)
    yield _offer(returns_nothing)
    yield _offer(needs_package)
