"""What the host makes of a plugin that fails, or gives the wrong thing, when it is called."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import pytest

from hotline_metrics.domain.period import Period, Window
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import (
    InvalidValue,
    MissingDependency,
    OptionsError,
    PluginBroken,
    UnreadableSource,
)
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.intake.source import Limits
from hotline_metrics.plugin import (
    Bulletin,
    BulletinReader,
    Counting,
    Engine,
    Exporter,
    FileImporter,
    Location,
    NoOptions,
    Problem,
    ProblemKind,
    Publication,
    Row,
    Scan,
    Scanning,
    ServiceImporter,
    Source,
    Tally,
)
from hotline_metrics.plugin.calls import (
    clean_with,
    count_with,
    frame_with,
    read_bulletin,
    read_rows,
    read_service_rows,
    scan_service,
    scan_source,
    scanned_rows,
    write_publication,
)
from hotline_metrics.plugin.registry import Registry

MONTH = Period.parse("2023-10")
WINDOW = Window(MONTH, datetime(2023, 11, 9, 17, 40))
SCANNING = Scanning(window=WINDOW)
RULES = Rulebook(name="plain")
PUBLICATION = Publication(report=MonthlyReport(period=MONTH), bulletin=Bulletin(), rules=RULES)
SOURCE = Source(name="a.x", data=b"")


def exporter(result: object) -> Exporter[NoOptions]:
    def write(publication: Publication, options: NoOptions) -> Any:
        if isinstance(result, Exception):
            raise result
        return result

    return Exporter(format="x", summary="", suffixes=(), options=NoOptions, write=write)


def test_one_file_or_several() -> None:
    """An exporter returns bytes, or bytes by name; a name may have a folder."""
    assert write_publication(exporter(b"abc"), PUBLICATION, NoOptions()) == b"abc"
    several = {"index.html": b"a", "img/1.png": b"b"}
    assert write_publication(exporter(several), PUBLICATION, NoOptions()) == several


@pytest.mark.parametrize("name", ["../x", "/x", "C:\\x", "a/../../x", "a\\..\\..\\x", "", "\\x"])
def test_an_exporter_cannot_leave_its_folder(name: str) -> None:
    """Whatever system the files are written on."""
    with pytest.raises(PluginBroken, match="outside its folder"):
        write_publication(exporter({name: b""}), PUBLICATION, NoOptions())


@pytest.mark.parametrize("result", ["text", None, {"a.txt": "text"}, KeyError("张三")])
def test_an_exporter_that_fails_or_gives_something_else(result: object) -> None:
    """The error names the format and where it comes from, and repeats no words."""
    with pytest.raises(PluginBroken, match=r"^'x' of ") as caught:
        write_publication(exporter(result), PUBLICATION, NoOptions())
    assert "张三" not in str(caught.value)


def test_our_own_errors_pass_unchanged() -> None:
    """A plugin that says what is wrong is not broken."""
    error = InvalidValue("no such paper size")
    with pytest.raises(InvalidValue) as caught:
        write_publication(exporter(error), PUBLICATION, NoOptions())
    assert caught.value is error


def test_options_of_another_format_are_refused() -> None:
    """Before the plugin sees them."""
    with pytest.raises(OptionsError, match="x takes its own NoOptions, not a dict"):
        write_publication(exporter(b""), PUBLICATION, {})  # type: ignore[misc]


def test_a_missing_package_without_a_command() -> None:
    """That of pip is a good guess; a package nobody declared is a failure like any other."""
    failing = exporter(ModuleNotFoundError("No module named 'docx.oxml'", name="docx.oxml"))
    with pytest.raises(PluginBroken, match="failed with ModuleNotFoundError"):
        write_publication(failing, PUBLICATION, NoOptions())
    declared = Exporter(
        format="x",
        summary="",
        suffixes=(),
        options=NoOptions,
        write=failing.write,
        requires=("docx",),
    )
    with pytest.raises(
        MissingDependency, match=r"'x' needs docx\. Install it with: pip install docx"
    ):
        write_publication(declared, PUBLICATION, NoOptions())


def test_readers_of_bulletins() -> None:
    """A failure makes the file unreadable; something else makes the reader broken."""

    def reader(result: object) -> BulletinReader[NoOptions]:
        def read(source: Source, options: NoOptions) -> Any:
            if isinstance(result, Exception):
                raise result
            return result

        return BulletinReader(format="x", summary="", suffixes=(), options=NoOptions, read=read)

    assert read_bulletin(reader(Bulletin()), SOURCE, NoOptions()) == Bulletin()
    with pytest.raises(UnreadableSource, match=r"^a\.x: 'x' of .* failed with ValueError"):
        read_bulletin(reader(ValueError("x")), SOURCE, NoOptions())
    with pytest.raises(PluginBroken, match="returned a str, not a Bulletin"):
        read_bulletin(reader("# 通报"), SOURCE, NoOptions())


def test_engines() -> None:
    """An engine gives a tally or is broken."""

    def engine(result: object) -> Engine[NoOptions]:
        def count(counting: Counting, options: NoOptions) -> Any:
            if isinstance(result, Exception):
                raise result
            return result

        return Engine(name="x", summary="", options=NoOptions, count=count)

    counting = Counting(tickets=[], rules=RULES, window=WINDOW)
    tally = Tally(counts={}, as_of=WINDOW.as_of)
    assert count_with(engine(tally), counting, NoOptions()) == tally
    with pytest.raises(PluginBroken, match="returned a dict, not a Tally"):
        count_with(engine({}), counting, NoOptions())
    with pytest.raises(PluginBroken, match="failed with ZeroDivisionError"):
        count_with(engine(ZeroDivisionError()), counting, NoOptions())


def test_columns() -> None:
    """A file is columns or none, an engine of columns gives what it read; else they are broken."""

    def wrong(*_: object) -> Any:
        return {}

    importer = FileImporter(
        format="x", summary="", suffixes=(), options=NoOptions, read=wrong, scan=wrong
    )
    with pytest.raises(PluginBroken, match=r"^'x' of .* returned a dict, not a Scan") as caught:
        scan_source(importer, SOURCE, NoOptions())
    service = ServiceImporter(format="x", summary="", options=NoOptions, read=wrong, scan=wrong)
    with pytest.raises(PluginBroken, match=r"^'x' of .* returned a dict, not a Scan"):
        scan_service(service, SCANNING, NoOptions())
    assert caught.value.text("zh").endswith("的“x”返回的是 dict，不是扫描（Scan）")
    engine = Engine(name="x", summary="", options=NoOptions, count=wrong, clean=wrong)
    nothing: Any = None
    with pytest.raises(PluginBroken, match=r"^'x' of .* returned a dict, not Cleaned"):
        clean_with(engine, nothing, NoOptions())
    by_rows = Engine(name="x", summary="", options=NoOptions, count=wrong)
    with pytest.raises(PluginBroken, match=r"^'x' of .* does not read columns") as caught:
        clean_with(by_rows, nothing, NoOptions())
    assert caught.value.text("zh").endswith("的“x”不能按列读取")


def test_services_are_read_like_files() -> None:
    """With the window in place of a source, and the same guard."""

    def read(window: Window, options: NoOptions) -> Iterator[Row | Problem]:
        yield Row([str(window.period)], Location(source="api", path="$.items[0]"))
        raise ConnectionError("token=s3cret")

    service = ServiceImporter(format="rest", summary="", options=NoOptions, read=read)
    rows = read_service_rows(service, WINDOW, NoOptions())
    first = next(rows)
    assert isinstance(first, Row)
    assert first.cells == ["2023-10"]
    with pytest.raises(UnreadableSource) as caught:
        next(rows)
    assert str(caught.value).endswith("failed with ConnectionError after $.items[0]")
    with pytest.raises(UnreadableSource, match="limit rows of 0"):
        list(read_service_rows(service, WINDOW, NoOptions(), limits=Limits(rows=0)))


def test_cells_may_stand_in_any_sequence() -> None:
    """A named tuple, a row of a database: what counts from the left and has a length."""

    class Record(NamedTuple):
        number: str
        unit: str

    def read(source: Source, options: NoOptions) -> Iterator[Row | Problem]:
        yield Row(Record("1", "甲局"), Location(source=source.name, row=1))

    importer = FileImporter(format="x", summary="", suffixes=(), options=NoOptions, read=read)
    (row,) = read_rows(importer, SOURCE, NoOptions())
    assert isinstance(row, Row)
    assert tuple(row.cells) == ("1", "甲局")


def test_services_are_scanned_under_the_same_guard() -> None:
    """What a scan raises is told without its words, and its rows are counted like any."""

    def fails(scanning: Scanning, options: NoOptions) -> Scan | None:
        raise ConnectionError("token=s3cret")

    def read(window: Window, options: NoOptions) -> Iterator[Row | Problem]:
        yield from ()

    service = ServiceImporter(format="rest", summary="", options=NoOptions, read=read)
    assert scan_service(service, SCANNING, NoOptions()) is None
    failing = ServiceImporter(format="rest", summary="", options=NoOptions, read=read, scan=fails)
    with pytest.raises(UnreadableSource) as caught:
        scan_service(failing, SCANNING, NoOptions())
    assert str(caught.value).endswith("failed with ConnectionError before the first row")
    head, record = (Row(["a"], Location(source="api", row=row)) for row in (1, 2))
    scan = Scan(name="api", head=(head,), table=None, rows=lambda _: [record])
    assert list(scanned_rows(service, scan, limits=Limits(rows=2))) == [head, record]
    with pytest.raises(UnreadableSource, match="limit rows of 1"):
        list(scanned_rows(service, scan, limits=Limits(rows=1)))


def test_reading_is_lazy_and_closes_what_it_leaves() -> None:
    """Who stops in the middle leaves no open file behind."""
    log = []

    def read(source: Source, options: NoOptions) -> Iterator[Row | Problem]:
        kind = ProblemKind(code="x.torn", severity="error", zh="坏了", en="torn")
        try:
            log.append("opened")
            yield Problem(kind, Location(source=source.name, row=1))
            yield Row(["a"], Location(source=source.name, row=2))
        finally:
            log.append("closed")

    importer = FileImporter(format="x", summary="", suffixes=(), options=NoOptions, read=read)
    rows = read_rows(importer, SOURCE, NoOptions())
    assert log == []
    assert isinstance(next(rows), Problem)
    rows.close()  # type: ignore[attr-defined]
    assert log == ["opened", "closed"]


def test_specs_refuse_what_could_not_work() -> None:
    """At once, where the author sees it."""

    def spec(**changes: Any) -> FileImporter[Any]:
        values: Mapping[str, Any] = {
            "format": "x", "summary": "", "suffixes": (".x",), "options": NoOptions,
            "read": lambda source, options: iter(()),
        }  # fmt: skip
        return FileImporter(**{**values, **changes})

    assert spec().format == "x"
    for changes in (
        {"format": "acme/calls"}, {"format": ""}, {"format": "Acme Calls"}, {"suffixes": ".x"},
        {"suffixes": ("x",)}, {"suffixes": (".X",)}, {"options": dict}, {"options": NoOptions()},
        {"requires": "openpyxl"},
    ):  # fmt: skip
        with pytest.raises(InvalidValue):
            spec(**changes)


def test_bundled_specs_pickle() -> None:
    """So that work can go to another process."""
    registry = Registry(discover=False)
    for spec in (*registry.exporters().values(), *registry.engines().values()):
        assert pickle.loads(pickle.dumps(spec)) == spec


def test_what_an_engine_makes_of_a_frame() -> None:
    """A scan, or none that it knows; a failure is the engine's and tells no words of a cell."""

    def engine(frame: Any) -> Engine[NoOptions]:
        def count(counting: Counting, options: NoOptions) -> Tally:
            raise NotImplementedError

        return Engine(name="x", summary="", options=NoOptions, count=count, frame=frame)

    def fails(error: Exception) -> Any:
        def frame(table: object, name: str) -> Scan:
            raise error

        return frame

    scan = Scan(name="a", head=(), table=None)
    assert frame_with(engine(None), {}, "a") is None
    assert frame_with(engine(lambda table, name: None), {}, "a") is None
    assert frame_with(engine(lambda table, name: scan), {}, "a") is scan
    with pytest.raises(PluginBroken, match="returned a dict, not a Scan"):
        frame_with(engine(lambda table, name: {}), {}, "a")
    with pytest.raises(PluginBroken, match="failed with ValueError") as caught:
        frame_with(engine(fails(ValueError("张三"))), {}, "a")
    assert "张三" not in str(caught.value)
    ours = InvalidValue("two columns have one name")
    with pytest.raises(InvalidValue) as refused:
        frame_with(engine(fails(ours)), {}, "a")
    assert refused.value is ours


def test_an_engine_of_columns_that_fails() -> None:
    """As one that counts; and what it says itself passes unchanged, from a scan or a reader too."""

    def fails(error: Exception) -> Any:
        def call(*_: object) -> Any:
            raise error

        return call

    nothing: Any = None
    ours = UnreadableSource("a.x is no table")
    broken = Engine(
        name="x", summary="", options=NoOptions, count=fails(ours), clean=fails(KeyError("张三"))
    )
    with pytest.raises(PluginBroken, match="failed with KeyError"):
        clean_with(broken, nothing, NoOptions())
    saying = Engine(name="x", summary="", options=NoOptions, count=fails(ours), clean=fails(ours))
    reader = BulletinReader(
        format="x", summary="", suffixes=(), options=NoOptions, read=fails(ours)
    )
    importer = FileImporter(
        format="x", summary="", suffixes=(), options=NoOptions, read=fails(ours), scan=fails(ours)
    )
    for call in (
        lambda: clean_with(saying, nothing, NoOptions()),
        lambda: count_with(saying, nothing, NoOptions()),
        lambda: read_bulletin(reader, SOURCE, NoOptions()),
        lambda: scan_source(importer, SOURCE, NoOptions()),
    ):
        with pytest.raises(UnreadableSource) as caught:
            call()
        assert caught.value is ours


def test_a_plugin_of_no_module_is_named_by_its_format() -> None:
    """What is called need not say where it comes from."""

    class Writes:
        __module__ = ""

        def __call__(self, publication: Publication, options: NoOptions) -> Any:
            return "text"

    nameless = Exporter(format="x", summary="", suffixes=(), options=NoOptions, write=Writes())
    with pytest.raises(PluginBroken, match=r"^'x' returned a str, not bytes") as caught:
        write_publication(nameless, PUBLICATION, NoOptions())
    assert caught.value.text("zh").startswith("“x”返回的是")
