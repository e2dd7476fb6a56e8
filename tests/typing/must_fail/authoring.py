"""What a type checker must refuse of a plugin's author; ``# E:`` names the error of its line."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from hotline_metrics.plugin import (
    AnyExporter,
    AnyImporter,
    Bulletin,
    BulletinReader,
    Counting,
    Engine,
    Exporter,
    FileImporter,
    Problem,
    Publication,
    Row,
    ServiceImporter,
    Source,
    Tally,
    Window,
    hookimpl,
    option,
)
from hotline_metrics.plugin.options import make_options


@attrs.frozen
class Options:
    delimiter: str = option(";", help="what stands between two cells")
    rows: int = option("many", help="a default of another type")  # E: assignment


@attrs.frozen
class Other:
    """Options of another format."""


def read(source: Source, options: Options) -> Iterator[Row | Problem]:
    yield from ()


def read_path(path: str, options: Options) -> Iterator[Row | Problem]:
    yield from ()


def read_text(source: Source, options: Options) -> Iterator[str]:
    yield ""


def read_window(window: Window, options: Options) -> Iterator[Row]:
    yield from ()


def write(publication: Publication, options: Options) -> bytes:
    return b""


def write_text(publication: Publication, options: Options) -> str:
    return ""


def write_files(publication: Publication, options: Options) -> Mapping[str, bytes]:
    return {}


def read_back(source: Source, options: Options) -> Bulletin:
    return Bulletin()


def tally(counting: Counting, options: Options) -> Tally:
    raise NotImplementedError


# --- these fit -----------------------------------------------------------------------------------
FITS = FileImporter(format="x", summary="", suffixes=(".x",), options=Options, read=read)
WRITES = Exporter(format="x", summary="", suffixes=(".x",), options=Options, write=write)
SEVERAL = Exporter(format="x", summary="", suffixes=(".x",), options=Options, write=write_files)
SERVES = ServiceImporter(format="x", summary="", options=Options, read=read_window)
BACK = BulletinReader(format="x", summary="", suffixes=(".x",), options=Options, read=read_back)
COUNTS = Engine(name="x", summary="", options=Options, count=tally)

# --- and these do not ----------------------------------------------------------------------
FileImporter(
    format="x",
    summary="",
    suffixes=(".x",),
    options=Other,
    read=read,  # E: arg-type
)
FileImporter(
    format="x",
    summary="",
    suffixes=(".x",),
    options=Options,
    read=read_path,  # E: arg-type
)
FileImporter(
    format="x",
    summary="",
    suffixes=(".x",),
    options=Options,
    read=read_text,  # E: arg-type
)
FileImporter(
    format="x",
    summary="",
    suffixes=[".x"],  # E: arg-type
    options=Options,
    read=read,
)
ServiceImporter(
    format="x",
    summary="",
    options=Options,
    read=read,  # E: arg-type
)
Exporter(
    format="x",
    summary="",
    suffixes=(".x",),
    options=Options,
    write=write_text,  # E: arg-type
)
Exporter(
    format="x",
    summary="",
    suffixes=(".x",),
    options=Other,
    write=write,  # E: arg-type
)
BulletinReader(
    format="x",
    summary="",
    suffixes=(".x",),
    options=Options,
    read=read,  # E: arg-type
)
Engine(
    name="x",
    summary="",
    options=Options,
    count=read,  # E: arg-type
)

FITS.format = "y"  # E: misc
FITS.read(Source(name="x"), Other())  # E: arg-type


@hookimpl
def hotline_importers() -> Iterable[AnyImporter]:
    yield FITS
    yield WRITES  # E: misc


@hookimpl  # E: type-var
def hotline_exporters() -> AnyExporter:
    return WRITES


make_options(FITS, Options(delimiter=","))
make_options(FITS, {"delimiter": ","})
make_options(FITS, Other())  # E: misc
