"""From a report to a bulletin, by the template that ships and by a clerk's own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from hotline_metrics.domain.figure import CountedRate
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import RulebookError, TemplateError
from hotline_metrics.figures.report import (
    CitedTicket,
    Comparison,
    Criticism,
    MonthlyReport,
    RowCount,
    UnitLine,
)
from hotline_metrics.publish.bulletin import (
    Bulletin,
    Heading,
    Paragraph,
    Run,
    SignOff,
    Table,
    plain_text,
)
from hotline_metrics.publish.compose import compose_bulletin
from hotline_metrics.publish.notes import load_notes
from hotline_metrics.publish.report_json import decode_report
from hotline_metrics.publish.template import Template

HERE = Path(__file__).parent / "october"
RULES = Rulebook.preset("pingyu")
OCTOBER = decode_report((HERE / "report.json").read_bytes())
NOTES = load_notes(HERE / "2023-10.md")
ISSUED = compose_bulletin(OCTOBER, RULES, notes=NOTES)


def texts(bulletin: Bulletin) -> list[str]:
    return [plain_text(b.runs) for b in bulletin.blocks if not isinstance(b, Table)]


def say(body: str, report: MonthlyReport = OCTOBER, rules: Rulebook = RULES) -> str:
    return "\n".join(texts(compose_bulletin(report, rules, template=Template.parse(body))))


def figures(bulletin: Bulletin) -> dict[str, str]:
    return {run.figure: run.text for run in bulletin.runs() if run.figure}


def test_the_head_and_the_sign_off() -> None:
    assert plain_text(ISSUED.head) == "督查通报"
    assert plain_text(ISSUED.number) == "平督通报〔2023〕71号"
    assert plain_text(ISSUED.title) == "关于10月份12345热线件办理情况的通报"
    assert plain_text(ISSUED.to) == "各乡镇、街道，县直各单位："
    assert plain_text(ISSUED.copies) == "县委办、县政府办"
    assert ISSUED.remark == ()
    signed = [plain_text(b.runs) for b in ISSUED.blocks if isinstance(b, SignOff)]
    assert signed == ["平舆县12345热线办", "2023年11月6日"]


def test_the_overall_paragraph_has_the_founding_document_s_sentences() -> None:
    text = "\n".join(texts(ISSUED))
    for sentence in (
        "转交办件544件，办理结果满意率为71.06%，同比下降14.05%，环比增长3.1%；",
        "服务过程满意率为60.42%，同比下降12.81%，环比增长6.61%。共涉及6个县直单位、2个乡镇街道。",
        "其中城市综合类344件、经济综合类200件。",
        "对连续2个月办理情况较好的医保局、人社局通报表扬；对射桥镇提出表扬。",
        "一是办理结果满意率较低。如，郭楼街道承办49件，办理结果满意率为30%；联通公司承办36件，",
        "三是超期现象依然存在。联通公司承办36件，超期6件；郭楼街道承办49件，超期15件；城管局承办312件，",
        "超期20件。如，联通公司负责办理的10月7日231007102349106144号工单，应于10月10日前回复办理结果，",
        "但直到10月19日才办结；郭楼街道负责办理的10月17日231017133934871333号工单，",
        "应于10月20日前回复办理结果，但截至11月9日仍未办结；",
        "此件为紧急件，应于10月30日前回复办理结果，但直到10月31日才办结。",
        "四是办理不彻底，回访不到位。如群众反映",
    ):
        assert sentence in text


def test_a_rate_of_very_few_answers_says_so() -> None:
    """0 % of one answer is another thing than 0 % of forty."""
    assert "消防大队承办7件，参与评价1件，服务过程满意率为0%；" in "\n".join(texts(ISSUED))


def test_headings() -> None:
    heads = [plain_text(b.runs) for b in ISSUED.blocks if isinstance(b, Heading)]
    assert heads == ["一、办理总体情况", "二、存在主要问题"]


def test_every_figure_of_the_text_is_a_typed_run() -> None:
    assert figures(ISSUED) | {
        "totals/assigned": "544",
        "totals/result_satisfaction": "71.06%",
        "comparisons/result_satisfaction/year_on_year": "同比下降14.05%",
        "comparisons/process_satisfaction/month_on_month": "环比增长6.61%",
        "categories/城市综合类/assigned": "344",
        "groups/县直单位/units": "6",
        "commended/医保局/streak": "2",
        "units/郭楼街道/overdue": "15",
        "units/消防大队/process_satisfaction": "0%",
        "cited/231007102349106144/id": "231007102349106144",
        "cited/231007102349106144/deadline": "10月10日",
    } == figures(ISSUED)


def test_one_table_for_each_group() -> None:
    bureaus, towns = ISSUED.tables
    assert (bureaus.caption, towns.caption) == (
        "2023年10月份县直单位热线办理情况",
        "2023年10月份乡镇街道热线办理情况",
    )
    assert [column.title for column in towns.columns] == [
        "承办单位",
        "承办件数",
        "超期件数",
        "重办量",
        "办理结果满意率",
        "服务过程满意率",
    ]
    insured, *_, justice = bureaus.rows
    assert [cell.text for cell in insured] == ["医保局", "68", "0", "0", "96.96%", "78.26%"]
    assert insured[4].figure == "units/医保局/result_satisfaction"
    assert isinstance(insured[4].value, CountedRate)
    assert [cell.text for cell in justice[4:]] == ["市级未抽访"] * 2
    assert justice[4].value is None


def test_ranks_and_sums_where_the_rulebook_wants_them() -> None:
    table = attrs.evolve(
        RULES.table, columns=("overdue", "rank.overdue", "rank.result_satisfaction"), totals=True
    )
    bureaus, _ = compose_bulletin(OCTOBER, attrs.evolve(RULES, table=table)).tables
    assert [column.title for column in bureaus.columns[1:]] == [
        "超期件数",
        "超期件数排名",
        "办理结果满意率排名",
    ]
    assert bureaus.totals
    shown = {row[0].text: [cell.text for cell in row[1:]] for row in bureaus.rows}
    assert shown["城管局"] == ["20", "6", "4"]
    assert shown["司法局"] == ["0", "1", "—"]
    assert shown["合计"] == ["26", "—", "—"]


def test_nothing_is_left_out_in_silence() -> None:
    """Rejected rows mark page one, or with leave stand in a note at the end."""
    rows = RowCount(read=547, accepted=544, rejected=3, in_period=544)
    report = attrs.evolve(OCTOBER, rows=rows)
    draft = compose_bulletin(report, RULES)
    assert plain_text(draft.remark) == "草稿：另有 3 行未计入"
    assert Run("3", figure="rows/rejected") in draft.remark
    noted = compose_bulletin(report, RULES, rejected="note")
    assert noted.remark == ()
    assert texts(noted)[-1] == "说明：另有3行因内容有误未计入以上数字。"


def test_without_notes_there_are_blanks_to_fill_by_hand() -> None:
    bulletin = compose_bulletin(OCTOBER, RULES)
    assert plain_text(bulletin.number) == "督查通报〔2023〕　号"
    assert "　　年　月　日" in texts(bulletin)


def test_december_is_issued_in_the_next_year() -> None:
    report = attrs.evolve(OCTOBER, period=Period.parse("2023-12"))
    assert "〔2024〕" in plain_text(compose_bulletin(report, RULES).number)


@pytest.mark.parametrize("preset", ["plain", "pingyu"])
@pytest.mark.parametrize("period", ["2023-10", "2023-W40", "2023-Q4", "2023", "2023-01..2023-10"])
def test_the_template_that_ships_fits_an_empty_report(preset: str, period: str) -> None:
    rules = Rulebook.preset(preset)
    totals = {name: None if m.is_rate else 0 for name, m in rules.measures.items()}
    bulletin = compose_bulletin(MonthlyReport(period=Period.parse(period), totals=totals), rules)
    assert any("未接到" in text for text in texts(bulletin))
    assert bulletin.tables == ()


def test_the_template_that_ships_fits_rules_without_survey_praise_or_overdue() -> None:
    plain = Rulebook.preset("plain")
    measures = {"closed": plain.measures["closed"]}
    table = attrs.evolve(plain.table, columns=("closed",))
    rules = attrs.evolve(plain, measures=measures, table=table, questions=(), criticise=())
    line = UnitLine(unit="甲", group="", figures={"closed": 3})
    report = MonthlyReport(period=Period.parse("2023-10"), units=(line,), totals={"closed": 3})
    text = "\n".join(texts(compose_bulletin(report, rules)))
    assert "共涉及1个承办单位。" in text
    assert "存在主要问题" not in text


def test_an_absent_headline_rate_is_said_and_not_zero() -> None:
    report = attrs.evolve(OCTOBER, totals={**OCTOBER.totals, "result_satisfaction": None})
    assert "办理结果满意率暂缺（市级未抽访）；" in "\n".join(texts(compose_bulletin(report, RULES)))


def test_the_hour_is_said_only_where_the_day_does_not_show_the_delay() -> None:
    cited = CitedTicket(
        id="7",
        unit="城管局",
        assigned_at=datetime(2023, 10, 29, 9),
        deadline=datetime(2023, 10, 29, 11),
        closed_at=datetime(2023, 10, 29, 15, 30),
        urgent=True,
        days_late=0,
    )
    body = (
        "{% for t in tickets %}{{ t.deadline }}/{{ t.closed }}/{{ t.assigned | date }}{% endfor %}"
    )
    report = attrs.evolve(OCTOBER, cited=(cited,))
    assert say(body, report) == "10月29日11时/10月29日15时30分/2023年10月29日"


def test_points_or_per_cent_is_the_template_s_choice() -> None:
    change = "change.result_satisfaction.year_on_year"
    assert say("{{ " + change + " }}") == "同比下降14.05%"
    assert say("{{ " + change + " | moved('个百分点') }}") == "同比下降14.05个百分点"


def test_figures_in_a_clerk_s_own_words() -> None:
    body = """{% for p in problems %}
{% for u in p.units %}{{ u }}{{ said(u, p.measures[0]) }}；{% endfor %}

{% endfor %}"""
    assert say(body).split("\n")[-1] == "联通公司超期6件；郭楼街道超期15件；城管局超期20件；"


def test_a_table_by_name_and_a_name_that_is_not_there() -> None:
    template = Template.parse("见下表：\n\n{{ table('县直单位') }}\n", "own.md")
    bulletin = compose_bulletin(OCTOBER, RULES, template=template)
    assert isinstance(bulletin.blocks[0], Paragraph)
    assert bulletin.tables[0].name == "县直单位"
    with pytest.raises(TemplateError, match=r"own\.md.*line 3.*Did you mean '县直单位'") as caught:
        compose_bulletin(
            OCTOBER, RULES, template=Template.parse("\n\n{{ table('县直') }}", "own.md")
        )
    assert "乡镇街道" in str(caught.value)
    assert caught.value.text("zh").startswith("own.md 第 3 行：没有“县直”（是不是“县直单位”？）")


def test_a_template_may_be_a_path(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text("# {{ month }}", encoding="utf-8")
    bulletin = compose_bulletin(OCTOBER, RULES, template=tmp_path / "own.md")
    assert texts(bulletin) == ["一、10月份"]


def test_a_unit_with_a_hostile_name_is_criticised_under_that_name() -> None:
    name = "*|局<b>{{ month }}\ue000\n# 甲"
    line = attrs.evolve(OCTOBER.unit("郭楼街道"), unit=name)
    report = attrs.evolve(
        OCTOBER, units=(line,), criticised=(Criticism(unit=name, rule="overdue"),), cited=()
    )
    bulletin = compose_bulletin(report, RULES)
    assert f"{name}承办49件，超期15件" in "\n".join(texts(bulletin))
    assert bulletin.tables[0].rows[0][0].text == name
    assert figures(bulletin)[f"units/{name}/overdue"] == "15"


def test_the_same_report_gives_the_same_document() -> None:
    assert compose_bulletin(OCTOBER, RULES, notes=NOTES) == ISSUED


def test_said_words_an_absent_figure_and_names_what_it_lacks() -> None:
    """A unit first, then a measure that it has."""
    each = "{% for u in units %}{% if u.name == '司法局' %}"
    asked = each + "{{ said(u, 'WHAT') }}{% endif %}{% endfor %}"
    assert say(asked.replace("WHAT", "result_satisfaction")) == "办理结果满意率：市级未抽访"
    with pytest.raises(TemplateError, match="Did you mean 'overdue'"):
        say(asked.replace("WHAT", "overdu"))
    with pytest.raises(TemplateError, match="'said' wants a unit and a measure"):
        say("{{ said('司法局', 'overdue') }}")


def test_a_title_holds_no_table() -> None:
    """The line of the head is named."""
    template = Template.parse("+++\ntitle = \"{{ table('县直单位') }}\"\n+++\n", "own.md")
    with pytest.raises(TemplateError, match=r"own\.md.*line 2: a table cannot stand here"):
        compose_bulletin(OCTOBER, RULES, template=template)


def test_a_figure_that_did_not_move() -> None:
    still = Comparison(year_on_year=Decimal(0), month_on_month=None, unit="points")
    report = attrs.evolve(OCTOBER, comparisons={"result_satisfaction": still})
    assert say("{{ change.result_satisfaction.year_on_year }}", report) == "同比持平"


def test_a_preset_need_not_be_given_and_another_rulebook_must() -> None:
    """A report names the rules it was counted by, and their digest once they are known."""
    assert compose_bulletin(OCTOBER) == compose_bulletin(OCTOBER, RULES)
    ours = attrs.evolve(OCTOBER, rules="ours")
    older = attrs.evolve(OCTOBER, rules_digest="sha256:of-an-older-preset")
    for report in (ours, older):
        with pytest.raises(RulebookError, match="give that rulebook as rules="):
            compose_bulletin(report)


def test_a_rate_tells_how_many_answered() -> None:
    report = attrs.evolve(OCTOBER, totals={"result_satisfaction": CountedRate(30, 41)})
    assert say("{{ totals.result_satisfaction.n }}", report) == "41"
