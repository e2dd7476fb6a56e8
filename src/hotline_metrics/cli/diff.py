"""``diff``: which figures moved between two reports, because of which tickets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import PeriodType, office_option, rules_option, units_option
from hotline_metrics.cli.tables import text_table
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.figure import (
    CountedRate,
    Figure,
    print_figure,
    print_number,
    round_half_up,
)
from hotline_metrics.domain.period import Period
from hotline_metrics.figures.decomposition import Decomposition
from hotline_metrics.message import Message

FIELDS = {
    "id": Message("工单编号", "number"),
    "unit": Message("承办单位", "unit"),
    "received_at": Message("受理时间", "received"),
    "dispatched_at": Message("派单时间", "dispatched"),
    "acknowledged_at": Message("签收时间", "acknowledged"),
    "deadline": Message("办结时限", "deadline"),
    "extended_deadline": Message("延期后时限", "extended deadline"),
    "extension_days": Message("延期天数", "extension"),
    "closed_at": Message("办结时间", "closed"),
    "category": Message("诉求分类", "category"),
    "kind": Message("诉求类型", "kind"),
    "urgency": Message("紧急程度", "urgency"),
    "channel": Message("受理渠道", "channel"),
    "redo": Message("重办次数", "redo"),
    "declined": Message("退单次数", "declined"),
    "surveyed": Message("是否抽访", "surveyed"),
    "answers": Message("评价", "answers"),
    "co_units": Message("协办单位", "co-units"),
    "primary": Message("主办", "lead"),
    "tracks_signing": Message("有无签收记录", "tracks signing"),
    "exempt": Message("剔除超期", "exempt"),
    "repeat_of": Message("重复诉求", "repeats"),
}
"""What the attributes of a ticket are called."""


def diff_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(
        old: str,
        new: str,
        old_tickets: tuple[str, ...],
        new_tickets: tuple[str, ...],
        rules: str | None,
        units: str | None,
        period: Period | None,
        office: str | None,
        why: str | None,
    ) -> int:
        from hotline_metrics.cli.reports import read_any_report
        from hotline_metrics.figures.decomposition import decompose
        from hotline_metrics.history.difference import compare_reports, compare_tickets
        from hotline_metrics.workflow.read import read_tickets

        place = Office.at(office)
        rulebook = place.rules(rules)
        first, second = (read_any_report(Path(each), rulebook, period) for each in (old, new))
        if why:
            echo(_shares(decompose(first, second, why), speech))
            return 0
        changes = compare_reports(first, second)
        rows = [[each.name, _shown(each.before), _shown(each.after)] for each in changes]
        if not rows:
            echo(speech("没有数字变化", "no figure differs"))
        else:
            echo(text_table(speech("数字,原来,现在", "figure,before,after").split(","), rows))
        if old_tickets and new_tickets:
            roster = place.roster(units)
            before, after = (
                read_tickets(sources, rules=rulebook, roster=roster).tickets
                for sources in (old_tickets, new_tickets)
            )
            reasons = {
                "added": speech("新增", "added"),
                "withdrawn": speech("撤销", "withdrawn"),
                "other-unit": speech("改派", "other unit"),
                "call-back": speech("补充回访", "call-back"),
                "closing": speech("办结变化", "closing"),
                "other": speech("其他", "other"),
            }
            lines = [
                [
                    each.id,
                    reasons[each.reason],
                    speech("、", ", ").join(each.units),
                    speech("、", ", ").join(FIELDS[n].text(speech.lang) for n in each.fields),
                ]
                for each in compare_tickets(before, after)
            ]
            heads = speech("工单,原因,单位,变化", "ticket,reason,units,fields").split(",")
            echo("\n" + text_table(heads, lines))
        return 0

    ticket_help = speech("{}报告所依据的工单", "tickets of the {} report")
    return command(
        speech,
        "diff",
        speech(
            "比较两份报告：哪些数字变了，因为哪些工单。",
            "Compare two reports: which figures moved, because of which tickets.",
        ),
        [
            click.Argument(["old"], metavar=speech("旧报告", "OLD")),
            click.Argument(["new"], metavar=speech("新报告", "NEW")),
            click.Option(
                ["--old-tickets"],
                multiple=True,
                metavar=speech("来源", "SOURCE"),
                help=ticket_help.format(speech("旧", "old")),
            ),
            click.Option(
                ["--new-tickets"],
                multiple=True,
                metavar=speech("来源", "SOURCE"),
                help=ticket_help.format(speech("新", "new")),
            ),
            rules_option(speech),
            units_option(speech),
            click.Option(
                ["-m", "--month", "--period", "period"],
                type=PeriodType(speech),
                metavar=speech("期间", "PERIOD"),
                help=speech("通报没有写明期间时给出", "for a bulletin that does not say it"),
            ),
            click.Option(
                ["--why"],
                metavar=speech("指标", "MEASURE"),
                help=speech(
                    "把一项比率的变化精确分解到各单位：自身比率和样本占比",
                    "split the change of a rate into each unit's rate and its weight, exactly",
                ),
            ),
            office_option(speech),
        ],
        run,
    )


def _shares(found: Decomposition, speech: Speech) -> str:
    def points(value: Fraction) -> str:
        return f"{round_half_up(value * 100, 2):+}"

    rows = [
        [each.unit, points(each.by_rate), points(each.by_mix), points(each.total)]
        for each in found.shares
    ]
    by_rate = sum((each.by_rate for each in found.shares), Fraction(0))
    by_mix = sum((each.by_mix for each in found.shares), Fraction(0))
    rows.append([speech("合计", "together"), points(by_rate), points(by_mix), points(found.change)])
    heads = speech("单位 因自身比率 因样本占比 合计", "unit by_rate by_mix together").split()
    head = f"{found.before.percent}% → {found.after.percent}%"
    return f"{head}\n\n{text_table(heads, rows)}"


def _shown(value: Figure | Decimal) -> str:
    if isinstance(value, Decimal):
        return print_number(value)
    text = print_figure(value)
    return f"{text} (n={value.n})" if isinstance(value, CountedRate) else text
