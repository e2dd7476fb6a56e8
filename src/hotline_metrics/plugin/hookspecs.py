"""The hooks a plugin may answer; each offers specs of one kind.

A hook takes no arguments and gives an iterable of specs, so ``yield`` reads best. All four
are asked at most once in the life of a registry, when somebody first needs a format that is
not bundled. The order in which plugins answer has no meaning.

Answer with specs, not with open files or connections, and import whatever is heavy inside
the functions of the spec: every user of any plugin pays for what this module imports.

An exception in a hook disables the plugin that raised it and no other. It is listed with its
distribution, version and cause, and raised again when one of its formats is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from pluggy import HookspecMarker

from hotline_metrics.plugin.marks import PROJECT
from hotline_metrics.plugin.specs import (
    AnyBulletinReader,
    AnyEngine,
    AnyExporter,
    AnyFileImporter,
    AnyServiceImporter,
    BulletinReader,
    Engine,
    Exporter,
    FileImporter,
    ServiceImporter,
)

_hookspec = HookspecMarker(PROJECT)


@_hookspec
def hotline_importers() -> Iterable[AnyFileImporter | AnyServiceImporter]:  # type: ignore[empty-body]
    """Offer ways to get rows out of files and services.

    An importer gives the rows as they stand and understands nothing: finding the header,
    reading dates and ratings and judging a row is the core's work, the same for everybody.

    Files and services share one set of names. A file is matched by its suffix first; a file
    without a known suffix is shown to every ``recognise``.
    """


@_hookspec
def hotline_exporters() -> Iterable[AnyExporter]:  # type: ignore[empty-body]
    """Offer ways to write a publication.

    ``write`` returns bytes and touches no file; the host writes them, whole or not at all.
    The same publication must give the same bytes, today and tomorrow: no clock, no random
    number, no order of a set.
    """


@_hookspec
def hotline_bulletin_readers() -> Iterable[AnyBulletinReader]:  # type: ignore[empty-body]
    """Offer ways to read a published bulletin back.

    A reader is the inverse of an exporter: it gives the neutral document, headings,
    paragraphs and tables, and leaves it to the core to find figures in it. Published
    bulletins come from everywhere, so expect documents that no exporter of ours wrote.
    """


@_hookspec
def hotline_engines() -> Iterable[AnyEngine]:  # type: ignore[empty-body]
    """Offer ways to count tickets.

    An engine may be as fast as it likes and never judges: its tally must equal that of the
    engine ``objects`` for every set of tickets, in any order.
    """


HOOKS: dict[str, tuple[type, ...]] = {
    "hotline_importers": (FileImporter, ServiceImporter),
    "hotline_exporters": (Exporter,),
    "hotline_bulletin_readers": (BulletinReader,),
    "hotline_engines": (Engine,),
}
"""Hook to the kinds of spec it may yield."""
