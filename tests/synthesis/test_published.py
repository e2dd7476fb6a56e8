"""Tables of published figures, as TOML and as a CSV of the unit rows."""

from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from hotline_metrics.errors import InvalidValue, RulebookError
from hotline_metrics.synthesis import (
    ImpossibleFigures,
    PublishedTable,
    PublishedTotals,
    PublishedUnit,
    founding_table,
    load_published,
)

TABLE = """
period = "2023-10"

[totals]
assigned = 2
rates = { result_satisfaction = "50" }

[categories]
"城市综合类" = 2

[units]
"县直单位" = [
    { unit = "教育局", assigned = 2, rates = { result_satisfaction = "50%" } },
]
"""


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path.write_text(text, encoding=encoding)
    return path


def test_the_founding_table_is_complete() -> None:
    """30 county units and 19 townships, in the document's order, six of them not surveyed."""
    table = founding_table()
    groups = [row.group for row in table.units]
    assert groups == ["县直单位"] * 30 + ["乡镇街道"] * 19
    assert [table.units[0].unit, table.units[30].unit] == ["医保局", "射桥镇"]
    assert sum(row.assigned for row in table.units) == table.totals.assigned == 2349
    assert sum(table.categories.values()) == 2349
    assert [row.unit for row in table.units if not row.rates] == [
        *("应急管理局", "退役军人事务局", "残联", "公共资源交易中心", "司法局", "市邮政管理局"),
    ]
    assert table.totals.printed == {
        "result_satisfaction": Decimal("71.06"),
        "process_satisfaction": Decimal("60.42"),
    }
    assert [each.unit for each in table.cited] == ["联通公司", "郭楼街道", "城管局"]
    assert all(f"{each.received:%y%m%d%H%M%S}" == each.id[:12] for each in table.cited)


def test_a_toml_table_keeps_what_was_printed(tmp_path: Path) -> None:
    """A per cent sign may stand; the group is the table's heading."""
    table = load_published(written(tmp_path / "table.toml", TABLE))
    assert table.units == (
        PublishedUnit(
            unit="教育局", group="县直单位", assigned=2, rates={"result_satisfaction": "50"}
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"50%"', '"五成"', "教育局"),
        ('"50%"', "50", "a text in quotes"),
        ("assigned = 2, ", 'assigned = "2", ', "a whole number"),
        ("assigned = 2, ", "assigned = 2, overdu = 1, ", "Did you mean 'overdue'"),
        ("assigned = 2, ", "assigned = 2, overdue = 3, ", "教育局"),
        ('"2023-10"', '"2023-13"', "2023-13"),
    ],
)
def test_a_fault_of_a_toml_table_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    """Every fault says where it is and what was expected."""
    path = written(tmp_path / "table.toml", TABLE.replace(old, new, 1))
    with pytest.raises(RulebookError, match=named) as caught:
        load_published(path)
    assert str(caught.value).startswith("table.toml")


BULLETIN = """承办单位\t承办件数\t超期件数\t重办量\t办理结果满意率\t服务过程满意率
医保局\t68\t0\t0\t97%\t78.26%
承办单位\t承办件数\t超期件数\t重办量\t办理结果满意率\t服务过程满意率
司法局\t１\t0\t0\t市级未抽访\t市级未抽访

合计\t69\t0\t0\t96.96%\t
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_rows_of_a_document_can_be_pasted(tmp_path: Path, encoding: str) -> None:
    """Tabs, a header repeated at the page break, full-width digits and a row of totals."""
    path = written(tmp_path / "table.csv", BULLETIN, encoding)
    assert load_published(path, period="2023-10") == PublishedTable(
        period="2023-10",
        totals=PublishedTotals(assigned=69, overdue=0, redo=0, rates={"办理结果满意率": "96.96"}),
        units=(
            PublishedUnit(
                unit="医保局",
                assigned=68,
                rates={"办理结果满意率": "97", "服务过程满意率": "78.26"},
            ),
            PublishedUnit(unit="司法局", assigned=1),
        ),
    )


def test_headings_may_be_the_names_of_measures(tmp_path: Path) -> None:
    """The same table with commas and English headings; calls say how large the sample was."""
    text = "unit,group,assigned,calls,result_satisfaction\n消防大队,县直单位,7,1,100\n"
    table = load_published(written(tmp_path / "table.csv", text), period="2023-10")
    assert table.units == (
        PublishedUnit(
            unit="消防大队",
            group="县直单位",
            assigned=7,
            calls=1,
            rates={"result_satisfaction": "100"},
        ),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("承办单位\n医保局\n", "assigned"),
        ("承办单位,承办件数\n", "no units"),
        ("承办单位,承办件数\n医保局,许多\n", "row 2: 医保局: assigned '许多' is not"),
        ("承办单位,承办件数\n医保局,\n", "row 2: 医保局: assigned '' is not"),
        ("承办单位,承办件数,办理结果满意率\n医保局,5,九成\n", "row 2: 医保局.*九成"),
        ("承办单位,承办件数\n\n,5\n", "row 3"),
    ],
)
def test_a_fault_of_a_csv_table_is_named(tmp_path: Path, text: str, named: str) -> None:
    """The row number is the one a spreadsheet shows."""
    path = written(tmp_path / "table.csv", text)
    with pytest.raises(RulebookError, match=named):
        load_published(path, period="2023-10")


def test_a_fault_of_a_csv_table_is_named_in_chinese(tmp_path: Path) -> None:
    """By the document's own heading."""
    path = written(tmp_path / "table.csv", "承办单位,承办件数\n医保局,许多\n")
    with pytest.raises(RulebookError) as caught:
        load_published(path, period="2023-10")
    assert caught.value.text("zh") == "table.csv 第 2 行：医保局：承办件数“许多”不是整数"


def test_a_csv_table_needs_its_period(tmp_path: Path) -> None:
    """Nothing in unit rows says which month they are about."""
    with pytest.raises(RulebookError, match="2023-10"):
        load_published(written(tmp_path / "table.csv", BULLETIN))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """Both shapes name the file."""
    for name in ("no.toml", "no.csv"):
        with pytest.raises(RulebookError, match=name):
            load_published(tmp_path / name, period="2023-10")


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ({"totals": PublishedTotals(assigned=2350)}, "合计"),
        ({"totals": PublishedTotals(overdue=40)}, "合计"),
        ({"categories": {"城市综合类": 2348}}, "合计"),
        ({"units": founding_table().units * 2}, "医保局"),
        ({"cited": founding_table().cited + 6 * founding_table().cited[:1]}, "联通公司"),
    ],
)
def test_figures_that_do_not_add_up_are_refused(change: dict[str, object], row: str) -> None:
    """Real bulletins contain such errors; no tickets can have these figures."""
    with pytest.raises(ImpossibleFigures) as caught:
        attrs.evolve(founding_table(), **change)  # type: ignore[arg-type]
    assert caught.value.row == row


def test_redo_and_overdue_need_tickets() -> None:
    """A row that contradicts itself is refused where it is made."""
    for contradiction in ({"redo": 1}, {"overdue": 1}, {"calls": 1}, {"assigned": -1}):
        with pytest.raises(ImpossibleFigures):
            PublishedUnit(**{"unit": "甲局", "assigned": 0} | contradiction)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue):
        PublishedUnit(unit="", assigned=1)
