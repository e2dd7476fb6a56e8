"""The main job: a month's tickets in, the founding bulletin out, to the last cell."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from hotline_metrics.cli import main
from hotline_metrics.synthesis.published import founding_table

PUBLISHED = founding_table()


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration's folder after ``report`` has run in it."""
    folder = tmp_path_factory.mktemp("demo") / "october"
    assert main(["demo", str(folder)]) == 0
    assert main(["report", str(folder / "tickets.csv"), "-m", "2023-10"]) == 0
    return folder


@pytest.fixture(scope="module")
def report(october: Path) -> dict[str, object]:
    """Return the report's JSON."""
    loaded: dict[str, object] = json.loads((october / "report.json").read_text("utf-8"))
    return loaded


def test_every_row_was_understood(report: dict[str, object]) -> None:
    """2349 tickets, none rejected."""
    assert report["rows"] == {"read": 2349, "accepted": 2349, "rejected": 0, "in_period": 2349}


def test_the_245_cells(report: dict[str, object]) -> None:
    """49 units by 5 columns equal the published table; 97 % is 96.96 % printed short."""
    lines = {line["unit"]: line for line in report["units"]}  # type: ignore[attr-defined]
    cells = 0
    assert [*lines] == [unit.unit for unit in PUBLISHED.units]
    for unit in PUBLISHED.units:
        line = lines[unit.unit]
        assert line["group"] == unit.group
        figures = line["figures"]
        assert figures["assigned"] == unit.assigned
        assert figures["overdue"] == unit.overdue
        assert figures["redo"] == unit.redo
        cells += 3
        for name in ("result_satisfaction", "process_satisfaction"):
            printed = unit.rates.get(name)
            if printed is None:
                assert figures[name] is None, "市级未抽访"
            else:
                expected = "96.96" if (unit.unit, printed) == ("医保局", "97") else printed
                assert Decimal(figures[name]["percent"]) == Decimal(expected)
                assert figures[name]["n"] <= unit.assigned
            cells += 1
    assert cells == 245


def test_the_headline(report: dict[str, object]) -> None:
    """Both rates, both comparisons in points, overdue and redo."""
    totals = report["totals"]
    assert isinstance(totals, dict)
    assert (totals["assigned"], totals["overdue"], totals["redo"]) == (2349, 41, 4)
    assert totals["result_satisfaction"] == {
        "percent": "71.06",
        "numerator": "715.6",
        "n": 1007,
        "squares": "676.96",
        "interval": ["68.47", "73.52"],
    }
    assert totals["process_satisfaction"]["percent"] == "60.42"
    assert report["comparisons"] == {
        "result_satisfaction": {
            "year_on_year": "-14.05",
            "month_on_month": "3.10",
            "unit": "points",
        },
        "process_satisfaction": {
            "year_on_year": "-12.81",
            "month_on_month": "6.61",
            "unit": "points",
        },
    }


def test_the_eight_categories(report: dict[str, object]) -> None:
    """They sum to the total."""
    counted = {
        line["category"]: line["figures"]["assigned"]
        for line in report["categories"]  # type: ignore[attr-defined]
    }
    assert counted == {
        "城市综合类": 699, "经济综合类": 352, "社会事业类": 287, "城乡建设类": 376, "自然资源类": 38,
        "人力资源和社会保障类": 220, "农业农村类": 284, "行风政风类": 93,
    }  # fmt: skip
    assert sum(counted.values()) == 2349


def test_who_is_praised_and_who_is_criticised(report: dict[str, object]) -> None:
    """Exactly the six units, two of them for the second month; the lowest and the late ones."""
    commended = report["commended"]
    assert isinstance(commended, list)
    praised = {each["unit"]: each["streak"] for each in commended}
    assert praised == {
        "人社局": 2, "医保局": 2, "射桥镇": 1, "辛店乡": 1, "教育局": 1, "生态环境局": 1,
    }  # fmt: skip
    named: dict[str, list[str]] = {}
    for each in report["criticised"]:  # type: ignore[attr-defined]
        named.setdefault(each["rule"], []).append(each["unit"])
    assert named == {
        "low_result": ["郭楼街道", "联通公司"],
        "low_process": ["消防大队", "郭楼街道"],
        "overdue": ["联通公司", "郭楼街道", "城管局"],
    }


def test_the_three_cited_tickets(report: dict[str, object]) -> None:
    """Each of the late units' tickets, with the deadline the bulletin gives."""
    cited = {
        each["unit"]: (each["id"], each["deadline"][5:10], each["closed_at"][5:10])
        for each in report["cited"]  # type: ignore[attr-defined]
    }
    assert cited == {
        "联通公司": ("231007102349106144", "10-10", "10-19"),
        "郭楼街道": ("231017133934871333", "10-20", "10-31"),
        "城管局": ("231029121148565151", "10-30", "10-31"),
    }


def test_the_cited_tickets_are_those_the_rule_chooses_too(tmp_path: Path, october: Path) -> None:
    """Without the clerk's notes: urgent first, then most days late, then the number."""
    out = tmp_path / "report.json"
    tickets, units = str(october / "tickets.csv"), str(october / "units.csv")
    (tmp_path / "none.md").write_text("+++\n+++\n", "utf-8")
    status = main(
        ["report", tickets, "-m", "2023-10", "--rules", "pingyu", "--units", units,
         "--notes", str(tmp_path / "none.md"), "-o", str(out)]
    )  # fmt: skip
    assert status == 0
    cited = json.loads(out.read_text("utf-8"))["cited"]
    assert {each["id"][:6] for each in cited} == {"231007", "231017", "231029"}


@pytest.mark.parametrize(
    "sentence",
    [
        "督查通报",
        "平督通报〔2023〕71号",
        "关于10月份12345热线件办理情况的通报",
        "转交办件2349件，办理结果满意率为71.06%，同比下降14.05%，环比增长3.1%",
        "服务过程满意率为60.42%，同比下降12.81%，环比增长6.61%",
        "共涉及30个县直单位、19个乡镇街道",
        "城市综合类699件",
        "对连续2个月办理情况较好的医保局、人社局通报表扬",
        "等4个单位提出表扬",
        "郭楼街道承办49件，办理结果满意率为30%；联通公司承办36件，办理结果满意率为37.5%",
        "消防大队承办7件",
        "城管局承办312件，超期20件",
        "联通公司负责办理的10月7日231007102349106144号工单，应于10月10日前回复",
        "但直到10月31日才办结",
        "此件为紧急件",
        "2023年10月份县直单位热线办理情况",
        "2023年10月份乡镇街道热线办理情况",
        "市级未抽访",
    ],
)
def test_the_bulletin_says_what_the_founding_one_says(october: Path, sentence: str) -> None:
    """Its structure and its sentences, with the figures computed."""
    assert sentence in (october / "bulletin.md").read_text("utf-8")


def test_the_same_tickets_give_the_same_bytes(october: Path, tmp_path: Path) -> None:
    """Twice the same run; and with the rows in another order and in two files."""
    header, *rows = (october / "tickets.csv").read_text("utf-8-sig").splitlines()
    halves = (rows[1::2], rows[::-2])
    for number, half in enumerate(halves):
        (tmp_path / f"{number}.csv").write_text("\n".join([header, *half]), "gb18030")
    for sources in ([october / "tickets.csv"], [tmp_path / "0.csv", tmp_path / "1.csv"]):
        out = tmp_path / "report.json"
        words = [*map(str, sources), "-m", "2023-10", "--office", str(october), "-o", str(out)]
        assert main(["report", *words]) == 0
        assert out.read_bytes() == (october / "report.json").read_bytes()
