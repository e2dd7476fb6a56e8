"""The audit of sums, lists and deadlines, each held against a report of a few lines."""

from datetime import datetime
from fractions import Fraction

import attrs
import pytest

from hotline_metrics import CountedRate, MonthlyReport, Period, PrintedRate, Rulebook
from hotline_metrics.figures.report import (
    CitedTicket,
    Commendation,
    Criticism,
    GroupLine,
    UnitLine,
)
from hotline_metrics.history.audit import Finding, audit_reading, audit_report
from hotline_metrics.history.audit.subject import Subject, shown
from hotline_metrics.history.audit.wording import check_against
from hotline_metrics.history.published.document import read_published
from hotline_metrics.history.published.layout import lay_out

PINGYU = Rulebook.preset("pingyu")
PLAIN = Rulebook.preset("plain")
MAY = Period.parse("2024-05")


def line(unit: str, group: str = "镇", **figures: int | str) -> UnitLine:
    """Return a unit's line; rates are given as they are printed."""
    return UnitLine(
        unit=unit,
        group=group,
        figures={
            name: PrintedRate(value) if isinstance(value, str) else value
            for name, value in figures.items()
        },
    )


def found(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Return what was found, and at which figure."""
    return [(each.code.removeprefix("audit."), each.location.path or "") for each in findings]


class TestLists:
    """Who is praised and criticised, against the figures and the rulebook."""

    EARNED = line("甲镇", result_satisfaction="95", process_satisfaction="80", overdue=0, redo=0)
    ALSO = attrs.evolve(EARNED, unit="乙镇")
    LATE = line("丙镇", result_satisfaction="95", process_satisfaction="80", overdue=2, redo=0)
    LINES = (EARNED, ALSO, LATE)

    def test_praised_without_having_earned_it(self) -> None:
        """The finding says which figures speak against it; one who earned it is missed."""
        report = MonthlyReport(
            period=MAY,
            units=self.LINES,
            commended=(Commendation(unit="甲镇"), Commendation(unit="丙镇")),
        )
        findings = audit_report(report, PINGYU)
        assert ("commended-unearned", "commended/丙镇") in found(findings)
        assert ("commended-missing", "units/乙镇") in found(findings)
        (unearned,) = [each for each in findings if each.code == "audit.commended-unearned"]
        assert unearned.details["printed"] == "超期件数2"

    def test_criticised_without_cause_and_not_criticised(self) -> None:
        """A list that names some must name all and no other."""
        report = MonthlyReport(
            period=MAY, units=self.LINES, criticised=(Criticism(unit="甲镇", rule="overdue"),)
        )
        assert {
            ("criticised-unearned", "units/甲镇"),
            ("criticised-missing", "units/丙镇"),
        } <= set(found(audit_report(report, PINGYU)))


class TestSums:
    """Units against their group and the total."""

    REPORT = MonthlyReport(
        period=MAY,
        totals={"assigned": 100},
        units=(line("甲镇", assigned=30), line("乙镇", assigned=20)),
    )

    def test_a_group_that_its_units_do_not_make(self) -> None:
        """Neither their number nor their tickets."""
        group = GroupLine(group="镇", units=3, figures={"assigned": 51})
        elsewhere = GroupLine(group="县直单位", units=9, figures={"assigned": 50})
        report = attrs.evolve(self.REPORT, groups=(group, elsewhere))
        findings = found(audit_report(report, PLAIN))
        assert ("unit-count-differs", "groups/镇/units") in findings
        assert ("group-differs", "groups/镇/assigned") in findings
        assert not [path for _, path in findings if "县直单位" in path]

    def test_tables_of_some_units(self) -> None:
        """Half of the tickets are missing: these are not all units."""
        assert found(audit_report(self.REPORT, PLAIN)) == [("units-partial", "totals/assigned")]


def test_a_deadline_in_a_year_without_calendar_is_not_judged() -> None:
    """Working days of a year whose holidays nobody has told cannot be counted."""
    cited = CitedTicket(
        id="x",
        unit="甲镇",
        assigned_at=datetime(1990, 5, 7),
        deadline=datetime(1990, 5, 8),
        closed_at=datetime(1990, 5, 19),
        urgent=True,
        days_late=11,
    )
    report = MonthlyReport(
        period=Period.parse("1990-05"), cited=(attrs.evolve(cited, urgent=False),)
    )
    strict = attrs.evolve(PINGYU, calendar=attrs.evolve(PINGYU.calendar, unknown_year="error"))
    assert audit_report(report, strict) == ()


def test_a_counted_rate_is_shown_with_its_sample() -> None:
    """A reader can then judge it; a measure without title has that of the bulletins."""
    assert shown(CountedRate(Fraction(41), 50)) == "82%（n=50）"
    subject = Subject(report=MonthlyReport(period=MAY), rules=PINGYU)
    assert subject.title("no_such_measure") == "no_such_measure"


class TestAgainstTheReport:
    """A document that was edited by hand, held against the report it was made from."""

    LINES = (
        "2024年5月份12345热线办理情况通报",
        "全县交办工单30件。咨询类12件、投诉类18件。",
        "乡镇\t交办量",
        "甲镇\t10",
        "乙镇\t20",
        "合计\t30",
    )

    @pytest.mark.parametrize(
        ("old", "new", "name"),
        [
            ("全县交办工单30件", "全县交办工单31件", "totals/assigned"),
            ("甲镇\t10", "甲镇\t11", "units/甲镇/assigned"),
            ("投诉类18件", "投诉类17件", "categories/投诉类/assigned"),
            ("合计\t30", "合计\t32", "groups/乡镇/assigned"),
        ],
    )
    def test_an_edited_figure(self, old: str, new: str, name: str) -> None:
        """Is found wherever it stands, and no other is."""
        text = "\n".join(self.LINES)
        made = read_published(lay_out(text.splitlines()), PLAIN)
        edited = read_published(lay_out(text.replace(old, new).splitlines()), PLAIN)
        assert found(audit_reading(made, PLAIN, against=made.report)) == []
        findings = audit_reading(edited, PLAIN, against=made.report)
        said = [each.location.path for each in findings if each.details.get("elsewhere") == "报告"]
        assert set(said) == {name}

    def test_a_rate_that_was_taken_out(self) -> None:
        """The document says that it is lacking; the report has it."""
        report = MonthlyReport(period=MAY, totals={"result_satisfaction": PrintedRate("98")})
        text = [self.LINES[0], "满意率暂缺。"]
        findings = audit_reading(read_published(lay_out(text), PLAIN), PLAIN, against=report)
        assert {each.location.path for each in findings} == {"totals/result_satisfaction"}

    def test_a_score_is_no_figure_of_the_report(self) -> None:
        """It is kept as printed; the report has none to hold against it."""
        text = "\n".join([self.LINES[0], "单位\t交办量\t得分", "甲镇\t10\t98", "乙镇\t20\t97"])
        reading = read_published(lay_out(text.splitlines()), PLAIN)
        assert reading.extras["units/甲镇/score"] == "98"
        assert found(audit_reading(reading, PLAIN, against=reading.report)) == []


def test_a_rate_that_one_unit_lacks_is_not_lacking_of_all() -> None:
    """Text and tables agree, so there is nothing to find."""
    lines = (
        "2024年5月份12345热线办理情况通报",
        "人社局满意率暂缺。全县满意率98%。",
        "单位\t满意率",
        "人社局\t暂缺",
        "公安局\t98%",
        "合计\t98%",
    )
    assert found(audit_reading(read_published(lay_out(lines), PLAIN), PLAIN)) == []


def test_a_document_that_was_not_read_has_nothing_to_hold_against() -> None:
    """Figures without places are audited as figures."""
    report = MonthlyReport(period=MAY, totals={"assigned": 30})
    assert list(check_against(Subject(report=report, rules=PLAIN), {"totals/assigned": 31})) == []


class TestRates:
    """Rates that cannot be, and a headline outside all of its parts."""

    def test_a_headline_outside_its_units(self) -> None:
        """A pooled rate lies between the lowest and the highest of the units."""
        units = (line("甲镇", result_satisfaction="80"), line("乙镇", result_satisfaction="90"))
        report = MonthlyReport(
            period=MAY, totals={"result_satisfaction": PrintedRate("95")}, units=units
        )
        assert ("headline-outside-units", "totals/result_satisfaction") in found(
            audit_report(report, PLAIN)
        )

    @pytest.mark.parametrize(
        ("surveyed", "assigned"), [({}, "9"), ({"surveyed": 3}, "3"), ({"surveyed": 12}, "9")]
    )
    def test_a_rate_that_these_calls_cannot_give(
        self, surveyed: dict[str, int], assigned: str
    ) -> None:
        """The report's own number of calls counts, and never more calls than tickets."""
        unit = line("甲镇", assigned=9, result_satisfaction="62.51")
        unit = attrs.evolve(unit, figures={**unit.figures, **surveyed})
        findings = audit_report(MonthlyReport(period=MAY, units=(unit,)), PLAIN)
        (impossible,) = [each for each in findings if each.code == "audit.rate-impossible"]
        assert impossible.details["assigned"] == assigned
        assert "数字写错" in impossible.hint("zh")

    @pytest.mark.parametrize(
        ("result", "process", "cause"),
        [
            ("97", "78.26", "可能少印了小数：96.52%、96.96%、97.39%"),
            ("78.26", "97", "可能少印了小数：96.52%、96.96%、97.39%"),
            ("97.00", "78.26", "两个问题的受访人可能不同"),
        ],
    )
    def test_two_rates_of_the_same_calls(self, result: str, process: str, cause: str) -> None:
        """Each is possible alone; whichever may be printed short is named, else none is."""
        unit = line("医保局", assigned=68, result_satisfaction=result, process_satisfaction=process)
        findings = audit_report(MonthlyReport(period=MAY, units=(unit,)), PINGYU)
        (inconsistent,) = [each for each in findings if each.severity == "error"]
        assert inconsistent.code == "audit.rates-inconsistent"
        assert cause in inconsistent.hint("zh")
