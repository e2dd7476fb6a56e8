"""The page of the standard: what the file says, and where LibreOffice puts the ink."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from lxml import etree

from hotline_metrics.errors import MissingDependency
from hotline_metrics.plugin import Publication, Run
from hotline_metrics_docx import DocxOptions, PdfOptions, write_docx, write_pdf

Part = Callable[[bytes, str], etree._Element]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 25.4 / 72
"""Millimetres in a point."""

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="needs LibreOffice and poppler: apt-get install libreoffice-writer poppler-utils",
)


def test_the_file_says_what_the_standard_says(october: Publication, part: Part) -> None:
    """A4, 37/35/28/26 mm, 28 characters a line at 28.95 pt, numbers outside on both sides."""
    data = write_docx(october, DocxOptions())
    body = part(data, "word/document.xml")
    size = body.find(f".//{W}sectPr/{W}pgSz")
    margins = body.find(f".//{W}sectPr/{W}pgMar")
    assert size is not None
    assert margins is not None
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    sides = [int(margins.get(f"{W}{side}", "0")) for side in ("top", "bottom", "left", "right")]
    assert [round(twips / 56.6929) for twips in sides] == [37, 35, 28, 26]
    assert part(data, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    outside = {
        name: next(part(data, f"word/{name}.xml").iter(f"{W}jc")).get(f"{W}val")
        for name in ("footer1", "footer2")
    }
    assert outside == {"footer1": "right", "footer2": "left"}
    pitches = {
        spacing.get(f"{W}line")
        for spacing in part(data, "word/styles.xml").iter(f"{W}spacing")
        if spacing.get(f"{W}lineRule") == "exact"
    }
    assert "579" in pitches, "28.95 pt in twentieths"


@pytest.mark.parametrize(
    ("fonts", "names"),
    [
        ("official", {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}),
        ("windows", {"华文中宋", "仿宋", "黑体", "楷体"}),
        ("free", {"Noto Serif CJK SC", "AR PL SungtiL GB", "Noto Sans CJK SC", "AR PL KaitiM GB"}),
    ],
)
def test_fonts_stand_on_styles_and_no_theme_overrides_them(
    october: Publication, part: Part, fonts: str, names: set[str]
) -> None:
    """East Asian names, and no attribute that would win over them."""
    data = write_docx(october, DocxOptions(fonts=fonts))  # type: ignore[arg-type]
    styles = part(data, "word/styles.xml")
    assert names <= {each.get(f"{W}eastAsia") for each in styles.iter(f"{W}rFonts")}
    for xml in (styles, part(data, "word/document.xml")):
        for each in xml.iter(f"{W}rFonts"):
            assert not [key for key in each.attrib if "Theme" in str(key)]


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("BodyText", "仿宋_GB2312", 16),
        ("Heading1", "黑体", 16),
        ("Heading2", "楷体_GB2312", 16),
        ("Heading3", "仿宋_GB2312", 16),
        ("Imprint", "仿宋_GB2312", 14),
        ("Footer", "宋体", 14),
    ],
)
def test_each_style_has_the_font_and_size_of_the_standard(
    october: Publication, part: Part, style: str, font: str, points: int
) -> None:
    """二号小标宋, 三号仿宋, headings in 黑体, 楷体, 仿宋, 版记 and page numbers in 四号."""
    styles = part(write_docx(october, DocxOptions()), "word/styles.xml")
    (found,) = [each for each in styles.iter(f"{W}style") if each.get(f"{W}styleId") == style]
    fonts, size = found.find(f"{W}rPr/{W}rFonts"), found.find(f"{W}rPr/{W}sz")
    assert fonts is not None
    assert size is not None
    assert fonts.get(f"{W}eastAsia") == font
    assert size.get(f"{W}val") == str(2 * points)


def test_the_imprint_gives_the_office_the_rest_of_the_line(issued: Publication, part: Part) -> None:
    """The day takes what it needs: a long name of an office stays on one line."""
    body = part(write_docx(issued, DocxOptions()), "word/document.xml")
    *_, imprint = body.iter(f"{W}tbl")
    office, day = (int(each.get(f"{W}w", "0")) for each in imprint.iter(f"{W}gridCol"))
    assert office > 2 * day > 0
    texts = ["".join(row.itertext()) for row in imprint.iter(f"{W}tr")]
    assert texts[0].startswith("抄送：")
    assert texts[0].endswith("。")
    assert texts[1].endswith("2023年11月9日印发")


# --- as it is printed --------------------------------------------------------------------------
@attrs.frozen
class Word:
    """A word of a page, and where it stands, in millimetres from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@pytest.fixture(scope="module")
def printed(issued: Publication, tmp_path_factory: pytest.TempPathFactory) -> list[list[Word]]:
    """Return the pages of the founding month as LibreOffice prints them."""
    bulletin = attrs.evolve(issued.bulletin, remark=())
    pdf = write_pdf(attrs.evolve(issued, bulletin=bulletin), PdfOptions())
    path = tmp_path_factory.mktemp("printed") / "b.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    shape = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [
        [
            Word(*(round(float(each) * MM, 1) for each in place), text)
            for *place, text in re.findall(shape, page)
        ]
        for page in told.split("<page ")[1:]
    ]


@needs_libreoffice
def test_every_word_of_the_body_stands_within_the_margins(printed: list[list[Word]]) -> None:
    """156 by 225 mm; a mark of punctuation may hang over by its own width."""
    for page in printed:
        body = [word for word in page if word.bottom < 297 - 35]
        assert min(word.left for word in body) >= 27.9
        assert max(word.right for word in body) <= 184 + 5.8
        assert min(word.top for word in body) >= 37 - 0.1


@needs_libreoffice
def test_twenty_two_lines_at_28_95_points(printed: list[list[Word]]) -> None:
    """The second page is full of text; its lines are 10.21 mm apart."""
    lines = sorted({word.bottom for word in printed[1] if word.bottom < 297 - 35})
    apart = [round(b - a, 1) for a, b in itertools.pairwise(lines) if b - a > 1]
    assert len(apart) + 1 == 22
    assert (lines[-1] - lines[0]) / 21 == pytest.approx(28.95 * MM, abs=0.05)


@needs_libreoffice
def test_page_numbers_stand_outside(printed: list[list[Word]]) -> None:
    """``— 1 —`` on the right of odd pages and on the left of even ones, one character in."""
    for number, page in enumerate(printed, start=1):
        foot = [word for word in page if word.top > 297 - 35]
        assert [word.text for word in foot] == ["—", str(number), "—"]
        if number % 2:
            assert foot[-1].right == pytest.approx(184 - 4.9, abs=0.5)
        else:
            assert foot[0].left == pytest.approx(28 + 4.9, abs=0.5)


@needs_libreoffice
def test_the_imprint_lies_on_the_lower_edge(printed: list[list[Word]]) -> None:
    """版记 ends the last page, where its text area ends."""
    (day,) = [word for word in printed[-1] if word.text.endswith("印发")]
    assert 297 - 35 - 8 < day.bottom <= 297 - 35 + 0.5
    assert [word.text for word in printed[-1] if word.text.startswith("抄送：")]


@needs_libreoffice
def test_the_sentences_and_the_tables_are_there(printed: list[list[Word]]) -> None:
    """Head, totals, lists, both tables; each table whole on a page of its own."""
    pages = ["".join(word.text for word in page) for page in printed]
    for words in ("平督通报〔2023〕71号", "71.06%", "郭楼街道"):
        assert words in "".join(pages)
    assert [n for n, page in enumerate(pages, 1) if "县直单位热线办理情况" in page] == [4]
    assert [n for n, page in enumerate(pages, 1) if "市级未抽访" in page] == [4]
    assert [n for n, page in enumerate(pages, 1) if "乡镇街道热线办理情况" in page] == [5]


@needs_libreoffice
def test_a_font_that_stands_in_is_said(
    october: Publication, caplog: pytest.LogCaptureFixture
) -> None:
    """And can be refused."""
    bulletin = attrs.evolve(october.bulletin, blocks=october.bulletin.blocks[:1])
    page = attrs.evolve(october, bulletin=bulletin)
    write_pdf(page, PdfOptions())
    assert "仿宋_GB2312 is not installed, AR PL SungtiL GB stands in" in caplog.text
    with pytest.raises(MissingDependency, match="仿宋_GB2312"):
        write_pdf(page, PdfOptions(substitute=False))
    caplog.clear()
    write_pdf(page, PdfOptions(fonts="free", substitute=False))
    assert not caplog.text


@needs_libreoffice
def test_the_same_document_is_the_same_pdf(october: Publication) -> None:
    """Neither the clock nor the profile is in it."""
    assert write_pdf(october, PdfOptions()) == write_pdf(october, PdfOptions())


def test_without_libreoffice_the_message_says_how_to_get_it(
    october: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a traceback."""
    from hotline_metrics_docx import libreoffice

    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    with pytest.raises(MissingDependency, match="LibreOffice"):
        write_pdf(october, PdfOptions())
    with pytest.raises(MissingDependency, match="没有这个程序"):
        write_pdf(october, PdfOptions(soffice=Path("/nowhere/soffice")))


def test_a_title_of_two_lines_is_balanced(october: Publication, part: Part) -> None:
    """Its lines are about as long as each other, by indents and not by breaks in the text."""
    title = "关于2023年10月份全县12345政务服务便民热线工单办理情况的通报"
    bulletin = attrs.evolve(october.bulletin, title=(Run(title),))
    body = part(
        write_docx(attrs.evolve(october, bulletin=bulletin), DocxOptions()), "word/document.xml"
    )
    (made,) = [p for p in body.iter(f"{W}p") if "".join(p.itertext()) == title]
    indent = made.find(f"{W}pPr/{W}ind")
    assert indent is not None
    assert indent.get(f"{W}left") == indent.get(f"{W}right") != "0"
