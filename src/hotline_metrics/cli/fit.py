"""``fit``: thresholds that reproduce the lists of a past bulletin."""

from __future__ import annotations

from pathlib import Path

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.options import PeriodType, office_option, rules_option
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.figure import print_number
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.fit import Fit, fit_extreme, fit_praise
from hotline_metrics.figures.report import MonthlyReport


def fit_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(report_file: str, rules: str | None, period: Period | None, office: str | None) -> int:
        from hotline_metrics.cli.reports import read_any_report

        rulebook = Office.at(office, [report_file]).rules(rules)
        report = read_any_report(Path(report_file), rulebook, period)
        for part in _proposals(report, rulebook, speech):
            echo(part)
        return 0

    return command(
        speech,
        "fit",
        speech(
            "从一期通报反推口径：用什么条件正好选出它表扬和批评的单位。",
            "From a past bulletin, propose the rules that name exactly the units it names.",
        ),
        [
            click.Argument(["report_file"], metavar=speech("通报", "BULLETIN")),
            rules_option(speech),
            click.Option(
                ["-m", "--month", "--period", "period"],
                type=PeriodType(speech),
                metavar=speech("期间", "PERIOD"),
                help=speech("通报没有写明期间时给出", "for a bulletin that does not say it"),
            ),
            office_option(speech),
        ],
        run,
    )


def _proposals(report: MonthlyReport, rules: Rulebook, speech: Speech) -> list[str]:
    # What tables show is what a reader of the bulletin could go by; the volume is no merit.
    shown = [rules.measures[name] for name in rules.table.columns if name in rules.measures]
    measures = [each for each in shown if each.is_rate] + [
        each for each in shown if not each.is_rate and each.better == "low"
    ]
    parts = []
    praised = {each.unit for each in report.commended}
    if praised:
        parts.append(_praise(fit_praise(report.units, praised, measures), speech))
    for rule in dict.fromkeys(each.rule for each in report.criticised):
        named = {each.unit for each in report.criticised if each.rule == rule}
        found = fit_extreme(report.units, named, measures)
        if found and found.extreme:
            side = "highest" if found.highest else "lowest"
            extreme = f'{{ measure = "{found.extreme.measure}", count = {found.extreme.count} }}'
            parts.append(f'[[criticise]]\nname = "{rule}"\n{side} = {extreme}\n')
        else:
            parts.append(
                f"# {rule}: "
                + speech(
                    "没有一项指标的首尾正好是这些单位", "no measure has these units at its end"
                )
            )
    return parts or [speech("通报没有点名单位", "the bulletin names no unit")]


def _praise(found: Fit, speech: Speech) -> str:
    texts = ", ".join(f'"{each.condition}"' for each in found.conditions)
    lines = ["[commend]", f"where = [{texts}]"]
    for each in found.conditions:
        tight = print_number(each.tightest)
        loose = "" if each.loosest is None else print_number(each.loosest)
        note = (
            speech(
                f"最严 {tight}；到 {loose} 就会多出单位",
                f"up to {tight}; at {loose} others come in",
            )
            if loose
            else speech(f"最严 {tight}", f"up to {tight}")
        )
        lines.append(f"# {each.condition.measure}: {note}")
    if not found.is_exact:
        others = "、".join(found.others)
        lines.append(speech(f"# 这些条件还会选出：{others}", f"# these also name: {others}"))
    return "\n".join(lines) + "\n"
