"""The audit: what published bulletins got wrong, found from what they print."""

from datetime import datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics import MonthlyReport, Period, PrintedRate, Rulebook
from hotline_metrics.figures.report import CitedTicket, Commendation, Comparison
from hotline_metrics.history.audit import Finding, audit_reading, audit_report
from hotline_metrics.history.audit.kinds import KINDS
from hotline_metrics.history.published.document import read_published
from hotline_metrics.history.published.layout import lay_out

PINGYU = Rulebook.preset("pingyu")
PLAIN = Rulebook.preset("plain")
FOUNDING = Path(__file__).parents[1] / "data" / "bulletins" / "founding.txt"


def audited(
    text: str, rules: Rulebook = PLAIN, history: tuple[MonthlyReport, ...] = ()
) -> tuple[Finding, ...]:
    """Audit a bulletin given as text."""
    return audit_reading(read_published(lay_out(text.splitlines()), rules), rules, history=history)


def coded(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    """Return the findings with a code."""
    assert f"audit.{code}" in KINDS
    return [each for each in findings if each.code == f"audit.{code}"]


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    """Audit the founding bulletin under its own rules."""
    return audited(FOUNDING.read_text("utf-8"), PINGYU)


class TestTheFoundingBulletin:
    """Its sums agree; one pair of rates cannot stand together; some samples are forced."""

    def test_one_error(self, findings: tuple[Finding, ...]) -> None:
        """97 % beside 78.26 %: 96.96 printed short, or 96.52 or 97.39."""
        (error,) = [each for each in findings if each.severity == "error"]
        assert error.code == "audit.rates-inconsistent"
        assert "医保局" in error.message("zh")
        assert "96.52%、96.96%、97.39%" in error.hint("zh")
        assert "表1第2行" in error.location.describe("zh")
        assert "table 1, row 2" in error.location.describe("en")

    def test_forced_samples(self, findings: tuple[Finding, ...]) -> None:
        """The printed rates leave only one number of calls."""
        forced = {e.details["unit"]: int(e.details["n"]) for e in coded(findings, "sample-forced")}
        assert forced == {
            "卫健体委": 41,
            "清源水业公司": 22,
            "阳城镇": 19,
            "双庙乡": 18,
            "公路事业发展中心": 4,
        }

    def test_one_call(self, findings: tuple[Finding, ...]) -> None:
        """消防大队 is named for 0 % on a single call."""
        tiny = coded(findings, "sample-tiny")
        assert {(each.details["unit"], each.details["n"]) for each in tiny} == {("消防大队", "1")}

    def test_which_weights_explain_the_table(self, findings: tuple[Finding, ...]) -> None:
        """1/0 leaves six rates impossible, 1/0.5/0 three, 1/0.6/0 none; together 6, 4 and 1."""
        explained = {
            e.details["weight"]: (e.details["impossible"], e.details["inconsistent"])
            for e in coded(findings, "weights")
        }
        assert explained["0"] == ("6", "6")
        assert explained["0.5"] == ("3", "4")
        assert explained["0.6"] == ("0", "1")

    def test_nothing_else_is_wrong(self, findings: tuple[Finding, ...]) -> None:
        """Totals, categories, lists, cited tickets and text agree."""
        assert {each.code for each in findings} == {
            "audit.rates-inconsistent",
            "audit.sample-tiny",
            "audit.sample-forced",
            "audit.sample-ranges",
            "audit.weights",
        }

    def test_smallest_and_largest_samples(self, findings: tuple[Finding, ...]) -> None:
        """For each of the 42 units whose rates can stand together."""
        (ranges,) = coded(findings, "sample-ranges")
        assert ranges.details["units"] == "42"
        assert "卫健体委 41–41" in ranges.hint("zh")
        assert "教育局 23–69" in ranges.hint("zh")

    def test_an_edited_number_is_found(self) -> None:
        """One digit changed in the text, one in a table."""
        text = FOUNDING.read_text("utf-8")
        edited = text.replace("城管局承办 312 件", "城管局承办 321 件")
        (finding,) = coded(audited(edited, PINGYU), "text-differs")
        assert (finding.details["printed"], finding.details["expected"]) == ("321", "312")
        below = text.replace("住建局\t250", "住建局\t249")
        assert len(coded(audited(below, PINGYU), "units-below-total")) == 1


# What real bulletins got wrong, each in a few lines.
@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        (
            "categories-differ",
            "2022年9月份通报\n共受理诉求1628件，其中城市管理类1000件、交通运输类522件、医疗卫生类100件。",
            "1622",
        ),
        (
            "units-above-total",
            "2023年5月份通报\n共受理工单4567件。\n承办单位\t受理案件数\n甲局\t3000\n乙局\t2932\n",
            "5932",
        ),
        ("comparison-word", "2021年8月份通报\n共派单594件，较上月同比增长13%。", "环比"),
        (
            "decrease-above-100",
            "2022年9月份通报\n共受理工单100件，环比减幅121.43%。",
            "121.43%",
        ),
        (
            "share-differs",
            "2024年12月份通报\n共接收工单4071件，办结3780件。\n住建类1099件，占比29.07%；其他类10件，占比0.25%。",
            "办结",
        ),
        (
            "share-differs",
            "2024年12月份通报\n共接收工单4071件。\n求助类181件，占比4.44%；投诉类3302件，占比81.11%。",
            "截去",
        ),
        (
            "share-differs",
            "2024年8月份通报\n承办工单1292件，回访总工单1144件，回访不满意数78件，回访不满意率6.87%。",
            "6.82%",
        ),
        ("other-period", "关于二月份热线办理情况的通报\n2017年3月，共办理热线工单2495件。", "二月"),
        ("stray-characters", "2023年9月份通报\n共接收工单1472件，按时办结率99.80%%。", "99.80%%"),
        ("carried-over", "2022年9月份通报\n共受理工单2084件，办结2259件。", "2259"),
        (
            "rate-impossible",
            "2023年5月份通报\n承办单位\t承办件数\t满意率\n甲局\t3\t62.5%\n乙局\t9\t100%\n",
            "甲局",
        ),
        (
            "rate-out-of-range",
            "2023年5月份通报\n承办单位\t承办件数\t满意率\n甲局\t3\t100.5%\n乙局\t9\t100%\n",
            "100.5%",
        ),
    ],
)
def test_errors_that_were_published(code: str, text: str, said: str) -> None:
    """The finding says what was printed, what it should be, or the likely cause."""
    findings = coded(audited(text), code)
    assert findings
    assert any(said in each.message("zh") + each.hint("zh") for each in findings)
    assert all(each.message("en") and "{" not in each.message("en") for each in findings)


OCTOBER = MonthlyReport(
    period=Period.parse("2023-10"), totals={"result_satisfaction": PrintedRate("71.06")}
)
LAST_YEAR = MonthlyReport(
    period=Period.parse("2022-10"), totals={"result_satisfaction": PrintedRate("85.11")}
)
LAST_MONTH = MonthlyReport(
    period=Period.parse("2023-09"),
    totals={"result_satisfaction": PrintedRate("67.96")},
    commended=(Commendation(unit="人社局"),),
)


@pytest.mark.parametrize(
    ("year_on_year", "month_on_month", "cause"),
    [
        ("-14.05", "3.1", None),
        ("3.1", "3.1", "这是环比"),
        ("14.05", "3.1", "升降写反"),
        ("-14.50", "3.1", ""),
    ],
)
def test_comparisons_are_redone(year_on_year: str, month_on_month: str, cause: str | None) -> None:
    """Against the archive, and against each other."""
    from decimal import Decimal

    changes = Comparison(
        year_on_year=Decimal(year_on_year), month_on_month=Decimal(month_on_month), unit="points"
    )
    report = attrs.evolve(OCTOBER, comparisons={"result_satisfaction": changes})
    findings = coded(
        audit_report(report, PINGYU, history=(LAST_YEAR, LAST_MONTH)), "movement-differs"
    )
    assert len(findings) == (cause is not None)
    assert all((cause or "") in each.hint("zh") for each in findings)


def test_streaks_are_counted_in_the_archive() -> None:
    """Two months running, not three; who is named for the first time is right."""
    right, wrong = Commendation(unit="医保局"), Commendation(unit="人社局", streak=3)
    report = attrs.evolve(OCTOBER, commended=(right, wrong))
    (finding,) = coded(audit_report(report, PINGYU, history=(LAST_MONTH,)), "streak-differs")
    assert (finding.details["printed"], finding.details["expected"]) == ("3", "2")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("cited-id-differs", {"assigned_at": datetime(2023, 10, 8)}),
        ("cited-outside-period", {"id": "x", "assigned_at": datetime(2023, 9, 8)}),
        ("cited-deadline-differs", {"deadline": datetime(2023, 10, 11)}),
        ("cited-not-late", {"closed_at": datetime(2023, 10, 10)}),
    ],
)
def test_cited_tickets_are_held_against_number_and_rule(
    code: str, changes: dict[str, object]
) -> None:
    """The ticket of 7 October is due on the 10th, by the make-up days."""
    right = CitedTicket(
        id="231007102349106144",
        unit="联通公司",
        assigned_at=datetime(2023, 10, 7),
        deadline=datetime(2023, 10, 10),
        closed_at=datetime(2023, 10, 19),
        urgent=False,
        days_late=9,
    )
    assert audit_report(attrs.evolve(OCTOBER, cited=(right,)), PINGYU) == ()
    wrong = attrs.evolve(right, **changes)  # type: ignore[arg-type]
    assert coded(audit_report(attrs.evolve(OCTOBER, cited=(wrong,)), PINGYU), code)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_findings_speak_both_languages(kind: object) -> None:
    """Sentence and cause."""
    from hotline_metrics.domain.problem import ProblemKind

    assert isinstance(kind, ProblemKind)
    assert kind.zh
    assert kind.en


@given(st.text(max_size=400))
def test_arbitrary_text_is_audited_without_an_error(text: str) -> None:
    """Whatever it is, the audit ends with findings or none."""
    audited(text, PINGYU)


@given(
    st.lists(
        st.sampled_from(
            ["2023年10月份", "共受理", "100件", "满意率", "97.5%", "，", "。", "\n", "同比下降", "\t",
             "承办单位", "甲局", "占比", "7", "|", "其中", "类", "表扬", "、", "超期", "号工单"]
        ),
        max_size=60,
    )
)  # fmt: skip
def test_pieces_of_bulletins_are_audited_without_an_error(pieces: list[str]) -> None:
    """Torn sentences and tables."""
    audited("".join(pieces), PINGYU)
