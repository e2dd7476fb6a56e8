"""The csv importer: encodings, delimiters, quotes, and where a record stands."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics.bundled.csv_importer import IMPORTER, Options
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.intake.scan import Scan, TextFile
from hotline_metrics.intake.source import Limits, Row, Source


def read(data: bytes, limits: Limits | None = None, **options: str) -> list[Row]:
    """Read bytes that must hold rows only."""
    rows = []
    source = Source(name="t.csv", data=data, limits=limits or Limits())
    for item in IMPORTER.read(source, Options(**options)):
        assert isinstance(item, Row), item
        rows.append(item)
    return rows


TABLE = "工单编号,承办单位\n1,甲局\n"
CELLS = [["工单编号", "承办单位"], ["1", "甲局"]]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("gb18030"),
        TABLE.encode("gbk"),
        TABLE.encode("utf-16"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace(",", ";").encode("gb18030"),
    ],
)
def test_what_offices_save(data: bytes) -> None:
    """Encoding, line ends and delimiter are found."""
    assert [list(row.cells) for row in read(data)] == CELLS


def test_options_win() -> None:
    """Where nothing can be found out, the office says it."""
    assert [list(row.cells) for row in read(b"a|b", delimiter="|")] == [["a", "b"]]
    assert [list(row.cells) for row in read("é,b".encode("latin-1"), encoding="latin-1")] == [
        ["é", "b"]
    ]


@pytest.mark.parametrize("options", [{"encoding": "utf-9"}, {"delimiter": ",,"}])
def test_impossible_options_are_refused(options: dict[str, str]) -> None:
    """Before any file is opened."""
    with pytest.raises(ValueError, match=next(iter(options))):
        Options(**options)


def test_a_wrong_encoding_is_said_with_its_place() -> None:
    """The whole file is checked, not its beginning."""
    data = ("a,b\n" * 100_000).encode() + b"\xff,\xff\n"
    with pytest.raises(UnreadableSource, match="400000"):
        read(data, encoding="utf-8")


def test_records_are_numbered_like_a_spreadsheet_shows_them() -> None:
    """Line breaks in cells make the physical line run ahead; blank lines count."""
    rows = read(b'a,b\n"x\ny",1\n\nz,2\n')
    assert [(row.location.row, row.location.line) for row in rows] == [
        (1, 1),
        (2, 2),
        (3, 4),
        (4, 5),
    ]
    assert rows[3].location.describe("en") == "t.csv, row 4 (line 5)"


@pytest.mark.parametrize(
    "torn", ['"never closed,1', '"stray" quote,1', '"never closed', 'x,"never closed again']
)
def test_a_torn_quote_costs_one_row(torn: str) -> None:
    """The rows after it are not swallowed, and the torn one is named."""
    data = f"a,b\n1,2\n{torn}\n3,4\n5,6\n".encode()
    items = list(IMPORTER.read(Source(name="t.csv", data=data), Options()))
    rows = [list(item.cells) for item in items if isinstance(item, Row)]
    assert rows == [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]
    (problem,) = [item for item in items if not isinstance(item, Row)]
    assert (problem.code, problem.location.row) == ("csv.quote-stray", 3)


def test_limits_name_themselves() -> None:
    """A cell or a row beyond them is a problem, not a crash."""
    limits = Limits(columns=3, cell_characters=200_000)
    wide = list(IMPORTER.read(Source(name="t.csv", data=b"a,b,c,d\n", limits=limits), Options()))
    assert [item.code for item in wide if not isinstance(item, Row)] == ["csv.row-too-wide"]
    large = b"a," + b"x" * 300_000 + b"\nb,1\n"
    items = list(IMPORTER.read(Source(name="t.csv", data=large, limits=limits), Options()))
    assert [item.code for item in items if not isinstance(item, Row)] == ["csv.cell-too-large"]
    assert [list(item.cells) for item in items if isinstance(item, Row)] == [["b", "1"]]


def test_reading_is_lazy(tmp_path: Path) -> None:
    """The first row comes before the last line is read; stopping early is fine."""
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" * 1_000_000)
    rows = IMPORTER.read(Source.at(path), Options())
    assert isinstance(next(rows), Row)
    rows.close()  # type: ignore[attr-defined]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_problems_or_unreadable(data: bytes) -> None:
    """Never another exception, and every item has a place."""
    try:
        items = list(IMPORTER.read(Source(name="t.csv", data=data), Options()))
    except UnreadableSource:
        return
    assert [item.location.row for item in items] == list(range(1, len(items) + 1))


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=3), max_size=6))
def test_what_python_writes_is_read_back(table: list[list[str]]) -> None:
    """For every text but NUL, which no export holds."""
    import csv
    import io

    clean = [[cell.replace("\0", "").replace("\ufeff", "") for cell in row] for row in table]
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(clean)
    data = stream.getvalue().encode("utf-8", "surrogatepass")
    if "\ud800" <= max(stream.getvalue(), default="") <= "\udfff":
        return
    rows = read(data, delimiter=",", encoding="utf-8")
    assert [list(row.cells) for row in rows] == clean


def scanned(path: Path, data: bytes, limits: Limits | None = None, **options: str) -> Scan | None:
    """Offer a file as columns."""
    path.write_bytes(data)
    assert IMPORTER.scan is not None
    return IMPORTER.scan(Source.at(path, limits=limits), Options(**options))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TABLE.encode(), "utf-8-sig"),
        (TABLE.encode("gb18030"), "gb18030"),
    ],
)
def test_columns_begin_with_the_rows_that_are_read(
    tmp_path: Path, data: bytes, encoding: str
) -> None:
    """In the encodings and with the delimiter that reading finds."""
    scan = scanned(tmp_path / "t.csv", data)
    assert scan is not None
    assert [list(row.cells) for row in scan.head] == CELLS
    assert scan.table == TextFile(path=tmp_path / "t.csv", encoding=encoding, delimiter=",")


def test_a_long_file_gives_its_head_only(tmp_path: Path) -> None:
    """The line that the first block cuts is no row of it."""
    scan = scanned(tmp_path / "t.csv", b"a,b\n" + b"1,2\n" * 400_000)
    assert scan is not None
    assert {tuple(row.cells) for row in scan.head} == {("a", "b"), ("1", "2")}


def test_what_engines_would_split_otherwise_is_no_columns(tmp_path: Path) -> None:
    """Another encoding, limits of rows and cells, or a table that is no file."""
    path = tmp_path / "t.csv"
    assert scanned(path, TABLE.encode("utf-16")) is None
    assert scanned(path, TABLE.encode(), encoding="big5") is None
    assert scanned(path, TABLE.encode(), Limits(columns=1)) is None
    assert IMPORTER.scan is not None
    assert IMPORTER.scan(Source(name="t.csv", data=TABLE.encode()), Options()) is None
