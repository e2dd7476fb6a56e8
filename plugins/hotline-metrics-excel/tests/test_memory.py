"""Workbooks made to exhaust the memory: each is refused before the reader opens it.

Without the guard these tests do not fail in the usual way: the process is killed.
"""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from hotline_metrics.errors import UnreadableSource
from hotline_metrics.plugin import Limits, Row, Source
from hotline_metrics.plugin.calls import read_rows
from hotline_metrics_excel import IMPORTER, Options
from hotline_metrics_excel.biff import _text_lengths
from hotline_metrics_excel.compound import find_stream

FILES = Path(__file__).parent / "files"
Convert = Callable[[bytes, str], bytes]
Make = Callable[..., bytes]

XML = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Content = str | bytes | Iterable[str]


def zipped(parts: dict[str, Content]) -> bytes:
    """Return a zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in [content] if isinstance(content, str | bytes) else content:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return target.getvalue()


def xlsx(sheet: Content, texts: Content = "", part: str = "worksheets/sheet1.xml") -> bytes:
    """Return an .xlsx of one sheet, as small as the reader takes it."""
    return zipped(
        {
            "[Content_Types].xml": XML
            + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'{XML}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
            f'Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets>'
            '<sheet name="甲" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="rId1" Type="{KINDS}/worksheet" Target="{part}"/>'
            f'<Relationship Id="rId2" Type="{KINDS}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
            "xl/sharedStrings.xml": texts or f'{XML}<sst xmlns="{MAIN}"/>',
            f"xl/{part}": sheet,
        }
    )


def sheet(rows: str, after: str = "") -> str:
    """Return a sheet of rows."""
    return f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def shared(*texts: str) -> str:
    """Return shared texts."""
    return f'{XML}<sst xmlns="{MAIN}">{"".join(f"<si><t>{t}</t></si>" for t in texts)}</sst>'


def ods(rows: str) -> bytes:
    """Return an .ods of one sheet."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"{XML}<office:document-content {spaces}><office:body>"
            f'<office:spreadsheet><table:table table:name="甲">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def read(data: bytes, name: str = "a.xlsx", **limits: int) -> list[object]:
    """Return the cells of each row, or the problems."""
    source = Source(name=name, data=data, limits=Limits(**limits))
    return [
        list(item.cells) if isinstance(item, Row) else item
        for item in read_rows(IMPORTER, source, Options())
    ]


def refused(data: bytes, name: str = "a.xlsx", **limits: int) -> str:
    """Return the code of the refusal, which comes at once."""
    begun = time.process_time()
    with pytest.raises(UnreadableSource) as caught:
        read(data, name, **limits)
    assert time.process_time() - begun < 20
    return caught.value.problems[0].code.removeprefix("excel.")


FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'


# --- .xlsx -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>2</v></c></row>",
        '<row><c r = "XFD1048576"><v>2</v></c></row>',
        '<row><c r="xfd1048576"><v>2</v></c></row>',
        '<row><c\nr="XFD1048576"><v>2</v></c></row>',
        '<row><c s="1" r="XFD1048576"><v>2</v></c></row>',
        '<row><x:c xmlns:x="' + MAIN + '" r="XFD1048576"><v>2</v></x:c></row>',
        '<row r="4000000000">' + "<c><v>2</v></c>" * 10 + "</row>",
        '<row r="1"><c r="ZZZZ999999"><v>2</v></c></row>',
    ],
)
def test_a_far_cell_however_it_is_written(far: str) -> None:
    """A file of 1 KB that asks for hundreds of gigabytes."""
    assert refused(xlsx(sheet(FIRST + far))) == "too-spread"
    assert refused(xlsx(sheet(FIRST + far).encode("utf-16"))) in {"too-spread", "damaged"}


def test_a_sheet_in_a_part_of_any_name() -> None:
    """The workbook says where its sheets are."""
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert refused(xlsx(sheet(FIRST + far), part="media/picture.png")) == "too-spread"


def test_usual_and_unusual_ways_of_writing_give_the_same_rows() -> None:
    """What has to be taken apart is read all the same."""
    usual = sheet('<row r="2"><c r="B2" t="s"><v>1</v></c><c r="C2"><v>3</v></c></row>')
    texts = shared("甲", "乙")
    wanted = [["", "", ""], ["", "乙", 3.0]]
    assert read(xlsx(usual, texts))[-1:] == wanted[-1:]
    assert read(xlsx(usual.replace('"', "'"), texts)) == read(xlsx(usual, texts))
    implied = sheet('<row r="2"><c/><c t="s"><v>1</v></c><c><v>3</v></c></row>')
    assert read(xlsx(implied, texts))[-1:] == wanted[-1:]


@pytest.mark.parametrize(
    ("cell", "lone"),
    [
        ('<c r="A{n}" t="s"><v>0</v></c>', '<c r="A{n}" t="s"><v>1</v></c>'),
        ("<c r='A{n}' t='s'><v>0</v></c>", "<c r='A{n}' t='s'><v>1</v></c>"),
        ("""<c r="A{n}" t='s'><v>0</v></c>""", """<c r="A{n}" t='s'><v>1</v></c>"""),
    ],
)
def test_a_long_text_that_many_cells_share(cell: str, lone: str) -> None:
    """The reader copies it for each; a short one, or a long one shown once, is no harm."""
    texts = shared("甲" * 30_000, "乙")
    rows = [f'<row r="{n}">{cell.format(n=n)}</row>' for n in range(1, 20_000)]
    assert refused(xlsx(sheet("".join(rows)), texts)) == "too-large"
    rows[1:] = [f'<row r="{n}">{lone.format(n=n)}</row>' for n in range(2, 20_000)]
    assert len(read(xlsx(sheet("".join(rows)), texts))) == 19_999


def test_texts_of_another_part_do_not_hide_long_ones() -> None:
    """Whichever part the reader takes them from."""
    texts = shared("甲" * 30_000)
    rows = [f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000)]
    data = io.BytesIO(xlsx(sheet("".join(rows)), texts))
    with zipfile.ZipFile(data) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    assert refused(zipped({"a.xml": shared("乙", "丙"), **parts})) == "too-large"


def test_a_sheet_of_nothing_but_spaces() -> None:
    """Packed a thousand times, as no program packs a sheet."""
    spaces = (" " * 1_000_000 for _ in range(60))
    begin, end = sheet("|").split("|")
    assert refused(xlsx([begin, *spaces, end])) == "too-packed"


def test_a_tag_without_an_end() -> None:
    """Looking for its end takes time and memory once, not again for each block."""
    begin, end = sheet("|").split("|")
    assert refused(xlsx([begin, "<c r", *(" " * 1_000_000 for _ in range(40)), end])) == "damaged"


def test_entities_are_not_resolved() -> None:
    """Neither the reader nor the guard knows any but the five of XML."""
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    rows = "<row r='1'><c r='A1' t='inlineStr'><is><t>&b;</t></is></c></row>"
    assert refused(xlsx(sheet(rows).replace(XML, XML + laughs))) == "damaged"


def test_a_merged_range_over_everything() -> None:
    """It would make every row as wide as a sheet can be."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_000))
    over = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert refused(xlsx(sheet(rows, over))) == "too-spread"


# --- .ods ------------------------------------------------------------------------------------
CELL = '<table:table-cell office:value-type="string" {more}><text:p>甲{inner}</text:p></table:table-cell>'


def row(*cells: str, times: int = 1) -> str:
    """Return a row that stands for several."""
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def cell(times: int = 1, inner: str = "") -> str:
    """Return a cell that stands for several."""
    return CELL.format(more=f'table:number-columns-repeated="{times}"', inner=inner)


def empty(times: int) -> str:
    """Return empty cells."""
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row(cell(16_000), times=1_000_000), "too-spread"),
        (row(cell(100), times=1_000_000), "too-large"),
        (
            row(cell(), empty(16_382), cell()) + row(empty(1), times=1_048_574) + row(cell()),
            "too-spread",
        ),
        (row(cell(inner='<text:s text:c="2000000000"/>')), "too-large"),
        (row(cell(inner='<text:s text:c="99999999999999999999"/>')), "too-large"),
        (row(cell(1000, inner='<text:s text:c="1000000"/>'), times=1000), "too-large"),
        (row(cell(1000, inner="乙" * 30_000), times=1000), "too-large"),
    ],
)
def test_what_an_opendocument_sheet_repeats(rows: str, code: str) -> None:
    """Half a line that stands for gigabytes."""
    assert refused(ods(rows), "a.ods") == code


def test_what_offices_repeat_is_read() -> None:
    """LibreOffice fills every sheet to its last corner with nothing."""
    rows = row(cell(), empty(16_383)) + row(empty(16_384), times=1_048_575)
    assert read(ods(rows), "a.ods") == [["甲"]]
    assert read(ods(row(cell(3), times=2)), "a.ods") == [["甲"] * 3] * 2


def test_entities_of_an_opendocument_file() -> None:
    """Refused as soon as they are declared."""
    data = zipped({"content.xml": '<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'})
    assert refused(data, "a.ods") == "damaged"


# --- .xlsb -----------------------------------------------------------------------------------
def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    length = b""
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + data


def wide(text: str) -> bytes:
    """Return a text with its length."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: Iterable[tuple[int, int]], texts: Sequence[str] = ()) -> bytes:
    """Return an .xlsb whose cells show the first shared text, or numbers when there is none."""
    rows = b""
    for place, column in cells:
        rows += record(0, struct.pack("<IIHBBBI", place, 0, 0, 0, 0, 0, 0))
        style = struct.pack("<II", column, 0)
        rows += record(7, style + b"\0" * 4) if texts else record(5, style + struct.pack("<d", 1))
    return zipped(
        {
            "[Content_Types].xml": XML + "<Types/>",
            "xl/workbook.bin": record(131) + record(153, struct.pack("<II", 0, 0) + wide(""))
            + record(143)
            + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("甲"))
            + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": f'{XML}<Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="rId1" Type="{KINDS}/worksheet" Target="worksheets/sheet1.bin"/>'
            f'<Relationship Id="rId2" Type="{KINDS}/sharedStrings" Target="sharedStrings.bin"/>'
            "</Relationships>",
            "xl/sharedStrings.bin": record(159, struct.pack("<II", len(texts), len(texts)))
            + b"".join(record(19, b"\0" + wide(text)) for text in texts) + record(160),
            "xl/worksheets/sheet1.bin": record(129) + record(148, struct.pack("<IIII", 0, 1, 0, 1))
            + record(145) + rows + record(146) + record(130),
        }
    )  # fmt: skip


def test_a_binary_workbook_is_read() -> None:
    """As small as the reader takes it."""
    assert read(xlsb([(0, 0), (1, 1)]), "a.xlsb") == [[1.0, ""], ["", 1.0]]
    assert read(xlsb([(0, 0)], ["甲"]), "a.xlsb") == [["甲"]]


def test_a_far_cell_of_a_binary_workbook() -> None:
    """Two records are enough."""
    assert refused(xlsb([(0, 0), (1_048_575, 16_383)]), "a.xlsb") == "too-spread"
    assert refused(xlsb([(0, 0), (0, 0xFFFFFFFF)]), "a.xlsb") == "too-spread"


def test_a_long_text_that_cells_of_a_binary_workbook_share() -> None:
    """As in .xlsx."""
    data = xlsb([(n, 0) for n in range(20_000)], ["甲" * 30_000])
    assert refused(data, "a.xlsb") == "too-large"


# --- .xls ------------------------------------------------------------------------------------
def moved(place: int, column: int) -> bytes:
    """Return the sample with its last cell elsewhere."""
    data = bytearray((FILES / "calls.xls").read_bytes())
    at = bytes(data).find(b"\x09\x08\x10\x00")
    cells = []
    while any(data[at : at + 4]):
        kind, size = struct.unpack_from("<HH", data, at)
        cells += [at] if kind in {0x00FD, 0x0203} else []
        at += 4 + size
    struct.pack_into("<HH", data, cells[-1] + 4, place, column)
    return bytes(data)


def test_a_far_cell_of_an_old_workbook() -> None:
    """No program writes it, and the reader would ask for 137 gigabytes."""
    assert len(read(moved(9, 5), "a.xls")) == 10
    assert refused(moved(65_535, 65_535), "a.xls") == "too-spread"


def test_the_texts_of_an_old_workbook(workbook: Make, convert: Convert) -> None:
    """Each length is found, also of texts that go on in the next record."""
    texts = [f"{n}" + "甲a"[n % 2] * (n % 97 * 40) for n in range(3000)]
    file = convert(workbook({"甲": [[text] for text in texts]}), "xls")
    stream = find_stream(file, ("Workbook", "Book"))
    records, place = [], 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == 0x00FC or (kind == 0x003C and records):
            records.append(stream[place + 4 : place + 4 + size])
        elif records:
            break
        place += 4 + size
    assert len(records) > 10
    assert sorted(_text_lengths(records)) == sorted(3 * len(text) for text in texts)


def test_a_long_text_that_cells_of_an_old_workbook_share(workbook: Make, convert: Convert) -> None:
    """As in .xlsx."""
    file = convert(workbook({"甲": [["甲" * 32_000]] * 1000}), "xls")
    assert len(read(file, "a.xls")) == 1000
    assert refused(file, "a.xls", bytes=50_000_000) == "too-large"


def test_a_table_of_sectors_that_names_one_twice() -> None:
    """It could be made as large as one likes."""
    data = bytearray((FILES / "calls.xls").read_bytes())
    data[80:84] = data[76:80]
    assert refused(bytes(data), "a.xls") == "damaged"
