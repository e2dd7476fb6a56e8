"""Ten published bulletins, in all their layouts: every figure of their tables, and the headlines."""

from decimal import Decimal
from pathlib import Path

import pytest

from hotline_metrics import MonthlyReport
from hotline_metrics.domain.figure import Figure
from hotline_metrics.history.published.document import read_published
from hotline_metrics.history.published.layout import lay_out
from hotline_metrics.history.published.reading import PublishedReading

BULLETINS = Path(__file__).parents[1] / "data" / "bulletins"


def read(name: str) -> PublishedReading:
    """Read one of the bulletins."""
    (path,) = BULLETINS.glob(f"{name}*.txt")
    return read_published(lay_out(path.read_text("utf-8").splitlines()))


def printed(figure: Figure) -> str | None:
    """Return a figure as it is printed, without its per cent sign."""
    if figure is None or isinstance(figure, int):
        return None if figure is None else str(figure)
    return str(figure.percent)


def table(report: MonthlyReport, *measures: str) -> dict[str, list[str | None]]:
    """Return the units' printed figures."""
    return {
        line.unit: [printed(line.figures.get(name)) for name in measures] for line in report.units
    }


@pytest.mark.parametrize(
    ("name", "period", "totals"),
    [
        ("daying", "2017-03", {"handled": "2495", "assigned": "2388", "replied_on_time": "2424"}),
        ("fengcheng", "2024-12", {"assigned": "4071", "closed": "3780"}),
        (
            "gaoan",
            "2022-09",
            {"assigned": "2084", "valid": "1986", "closed": "1821", "closed_rate": "80.60",
             "on_time_rate": "99.95", "overdue": "1", "open": "159"},
        ),
        ("hanzhong", "2022-08", {"received": "434"}),
        ("hengdong", "2023-09", {"assigned": "1472", "on_time_rate": "99.80", "late_closed": "3"}),
        (
            "junshan",
            "2021-Q3",
            {"received": "2848", "on_time_rate": "99.86", "redo": "6", "redo_rate": "0.21",
             "surveyed": "560", "dissatisfied": "6", "dissatisfied_rate": "1.07"},
        ),
        (
            "ningguo",
            "2021-08",
            {"received": "2343", "assigned": "594", "on_time_closed": "591", "late_closed": "3",
             "closed_rate": "100", "on_time_rate": "99.6"},
        ),
        (
            "xiangyin",
            "2024-08",
            {"received": "1292", "on_time_rate": "98", "redo": "97", "redo_rate": "9.22",
             "surveyed": "1144", "dissatisfied": "78", "dissatisfied_rate": "6.87"},
        ),
    ],
)  # fmt: skip
def test_headlines(name: str, period: str, totals: dict[str, str]) -> None:
    """With the precision that was printed."""
    report = read(name).report
    assert str(report.period) == period
    assert {key: printed(report.totals.get(key)) for key in totals} == totals


def test_a_month_without_its_year_is_no_period() -> None:
    """岳阳县 writes 5月份 and nowhere the year: nothing is guessed, the figures are read."""
    reading = read("yueyangxian")
    assert reading.period is None
    assert printed(reading.report.totals["late_closed"]) == "18"


def test_one_cell_a_line() -> None:
    """汉中: 37 units, five cells each, a unit's name with a wide blank in it or before it."""
    (path,) = BULLETINS.glob("hanzhong*.txt")
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    cells = lines[lines.index("超时未办数") + 1 :]
    expected = {
        "".join(cells[n].split()): list(cells[n + 1 : n + 5]) for n in range(0, len(cells), 5)
    }
    found = table(read("hanzhong").report, "assigned", "closed", "open", "late_open")
    assert len(expected) == 37
    assert found == expected


def test_one_cell_a_line_in_two_tables() -> None:
    """高安: eight columns for bureaus, and the tables of towns after them."""
    report = read("gaoan").report
    names = ("assigned", "early_closed", "early_rate", "redo", "extensions")
    assert table(report, *names) == {
        "市监局": ["266", "262", "98.50", "1", "0"],
        "卫健委": ["162", "116", "71.60", "1", "0"],
        "教体局": ["123", "112", "91.06", "1", "0"],
        "人社局": ["114", "108", "94.74", "0", "0"],
        "住建局": ["113", "94", "83.19", "1", "0"],
        "瑞州街办": ["128", "121", "94.53", "1", "0"],
        "筠阳街办": ["72", "58", "80.56", "1", "0"],
        "新街镇": ["38", "31", "81.58", "0", "0"],
        "八景镇": ["33", "22", "66.67", "0", "0"],
        "杨圩镇": ["30", "25", "83.33", "0", "0"],
    }
    assert printed(report.unit("市监局").figures["on_time_rate"]) == "100"
    assert printed(report.unit("市监局").figures["rated_satisfied_share"]) == "58.64"
    assert {line.group for line in report.units} == {"市直单位", "乡镇(街道)"}


def test_pipes() -> None:
    """衡东: rates with their trailing zeros."""
    assert table(read("hengdong").report, "assigned", "on_time_rate", "redo_rate") == {
        "城管执法局": ["247", "99.60", "5.26"],
        "市场监督管理局": ["149", "100.00", "4.70"],
        "住建局": ["124", "100.00", "2.42"],
        "教育局": ["100", "100.00", "5.00"],
        "人社局": ["80", "100.00", "0.00"],
    }


def test_two_blocks_side_by_side() -> None:
    """连云港: scores and ranks are kept as printed, beside the figures."""
    reading = read("lianyungang")
    units = {
        "灌云县": ("1115", "145.76", "1"),
        "赣榆区": ("1955", "145.35", "2"),
        "东海县": ("1857", "144.69", "3"),
        "灌南县": ("1268", "144.42", "4"),
        "徐圩新区": ("716", "100", "1"),
        "云台山景区": ("191", "97.57", "2"),
        "连云区": ("2133", "94.65", "3"),
        "海州区": ("8500", "94.16", "4"),
        "市开发区": ("1068", "93.75", "5"),
    }
    for unit, (assigned, score, rank) in units.items():
        assert printed(reading.report.unit(unit).figures["assigned"]) == assigned
        assert Decimal(reading.extras[f"units/{unit}/score"]) == Decimal(score)
        assert reading.extras[f"units/{unit}/rank"] == rank
    assert len(reading.report.units) == 9


@pytest.mark.parametrize("path", sorted(BULLETINS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_bulletin_that_breaks_off_is_read_as_far_as_it_goes(path: Path) -> None:
    """Cut at any place; never an error."""
    text = path.read_text("utf-8")
    for end in range(0, len(text), max(len(text) // 40, 1)):
        read_published(lay_out(text[:end].splitlines()))
