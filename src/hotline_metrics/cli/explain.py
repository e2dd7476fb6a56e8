"""``explain``: the tickets, the definition and the formula behind one figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import click

from hotline_metrics.cli.formats import format_options
from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import FILE, Office
from hotline_metrics.cli.options import (
    limit_option,
    office_option,
    option_option,
    rules_option,
    units_option,
)
from hotline_metrics.cli.tables import text_table
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.figure import print_exact, print_figure, print_number
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.domain.small_file import is_file
from hotline_metrics.errors import InvalidValue, RulebookError, UnreadableSource
from hotline_metrics.figures.derive import Derivation
from hotline_metrics.figures.explain import Contribution, Explanation, is_counted
from hotline_metrics.figures.names import find_figure
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.figures.standing import Standing, explain_standing, is_standing
from hotline_metrics.intake.intake import Intake

SHOWN = 30
"""How many tickets are listed on a terminal; a file has them all."""


def explain_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(
        report_file: str,
        figure: str,
        sources: tuple[str, ...],
        rules: str | None,
        units: str | None,
        plugin_options: tuple[str, ...],
        limits: tuple[tuple[str, int], ...],
        office: str | None,
        output: str | None,
    ) -> int:
        from hotline_metrics.history.archive import load_history, load_report
        from hotline_metrics.output import write_files
        from hotline_metrics.workflow.read import read_tickets

        path = Path(report_file)
        report = load_report(path)
        place = Office.at(office, [report_file])
        rulebook = _rules(report, place, rules)
        section, _, rest = figure.partition("/")
        if is_standing(figure):
            echo(_standing(explain_standing(report, figure, rulebook), speech))
            return 0
        if section != "tickets" and not is_counted(find_figure(report, figure), rulebook):
            folder = place.archive(None)
            found = report.derive(figure, rulebook, load_history(folder) if folder else ())
            echo(_derived(found, speech))
            return 0
        files = [Path(each) for each in sources] or _sources(path)
        intake = read_tickets(
            files,
            rules=rulebook,
            roster=place.roster(units),
            options=format_options(plugin_options, place, speech).importers,
            limits=place.limits(limits),
        )
        if section == "tickets":
            echo(_ticket(intake, rest, report, rulebook, speech))
            return 0
        explanation = report.explain(figure, intake.tickets, rulebook)
        echo(_told(explanation, intake, rulebook, speech))
        if output:
            data = json.dumps(
                _document(explanation, intake, rulebook), ensure_ascii=False, indent=2
            )
            write_files(
                {Path(output): f"{data}\n".encode()},
                sources=place.sources(report.period, report_file, *files, rules, units),
            )
            echo(speech("已写出 ", "wrote ") + output, err=True)
        return 0

    return command(
        speech,
        "explain",
        speech(
            "说明一个数字：口径、算式、分子分母里的每件工单和它在原表的位置。",
            "Explain a figure: definition, formula, every ticket in it and where it stands.",
        ),
        [
            click.Argument(["report_file"], metavar=speech("报告", "REPORT")),
            click.Argument(["figure"], metavar=speech("数字", "FIGURE")),
            click.Option(
                ["--source", "sources"],
                multiple=True,
                metavar=speech("来源", "SOURCE"),
                help=speech(
                    "工单文件，默认按报告里的记录去找并核对校验码",
                    "files of tickets; by default those the report names, checked by hash",
                ),
            ),
            rules_option(speech),
            units_option(speech),
            option_option(speech),
            limit_option(speech),
            office_option(speech),
            click.Option(
                ["-o", "--output"],
                metavar=speech("文件", "FILE"),
                help=speech("把全部工单写成 .json", "write all tickets to a .json file"),
            ),
        ],
        run,
    )


def _rules(report: MonthlyReport, place: Office, given: str | None) -> Rulebook:
    from hotline_metrics.publish.compose import rules_of

    rules = place.rules(given) if given or place.found else rules_of(report)
    if report.rules_digest and rules.digest != report.rules_digest:
        digest = report.rules_digest[:15]
        raise RulebookError(
            f"报告按口径 {report.rules} 的另一版本（{digest}）统计，请用 --rules 给出",
            f"the report was counted by {report.rules} as it was ({digest}); give it with --rules",
        )
    return rules


def _sources(path: Path) -> list[Path]:
    """Find the files that the report's manifest names, and check that they are unchanged."""
    from hotline_metrics.intake.source import Source
    from hotline_metrics.publish.manifest_json import load_manifest, manifest_path

    beside = manifest_path(path)
    if not is_file(beside):
        raise UnreadableSource(
            f"报告旁边没有 {beside.name}，请用 --source 给出工单文件",
            f"there is no {beside.name} beside the report; give its tickets with --source",
        )
    found = []
    for each in load_manifest(beside).of("tickets"):
        here = [place for place in _places(path, each.name) if is_file(place)]
        if not here:
            raise UnreadableSource(
                f"找不到来源 {each.name}，请用 --source 给出",
                f"{each.name} is not beside the report; give it with --source",
            )
        same = [place for place in here if Source.at(place).digest() == each.digest]
        if not same:
            raise UnreadableSource(
                f"{each.name} 在统计之后改过，数字无法核对；请用 --source 给出原来的文件",
                f"{each.name} has changed since the report; give the old file with --source",
            )
        found.append(same[0])
    return found


def _places(report: Path, name: str) -> Iterator[Path]:
    """Yield where a source may lie: near the report or here, or in a folder of an office there.

    The manifest names no folders, and an office may keep its exports in one of their own.
    """
    near = dict.fromkeys((report.parent, report.parent.parent, Path()))
    yield from (folder / name for folder in near)
    for folder in near:
        if is_file(folder / FILE):
            with suppress(OSError):
                yield from (inner / name for inner in sorted(folder.iterdir()))


def _told(found: Explanation, intake: Intake, rules: Rulebook, speech: Speech) -> str:
    measure = found.measure
    value = print_figure(found.value, measure.absent)
    lines = [
        f"{found.figure.name} = {value}",
        measure.title + speech("：", ": ") + measure.definition,
        found.formula(rules, speech.lang),
    ]
    if measure.source or rules.source:
        lines.append(speech("依据：", "source: ") + (measure.source or rules.source))
    lines += [
        speech("剔除：", "excluded: ")
        + f"{each.id} {each.what} {each.reason} {each.approved_by} {each.approved_on}"
        for each in found.exclusions
    ]
    for title, tickets in (
        (speech("计入的工单", "counted"), found.counted),
        (speech("不计入的工单", "not counted"), found.excluded),
    ):
        lines += [
            "",
            f"{title}：{len(tickets)}" if speech.lang == "zh" else f"{title}: {len(tickets)}",
        ]
        if tickets:
            lines.append(_table(tickets[:SHOWN], intake, rules, speech))
        if len(tickets) > SHOWN:
            more = len(tickets) - SHOWN
            lines.append(
                speech(f"… 另有 {more} 件，用 -o 写出全部", f"… {more} more; -o writes all")
            )
    return "\n".join(lines)


def _table(tickets: Iterable[Contribution], intake: Intake, rules: Rulebook, speech: Speech) -> str:
    from hotline_metrics.domain.formula import fact_titles

    titles = fact_titles(rules, speech.lang)
    heads = speech("工单 单位 分子 分母 情况 位置", "ticket unit above below facts place").split()
    rows = [
        [
            each.id,
            each.unit,
            print_exact(each.numerator),
            each.denominator,
            speech("、", ", ").join(titles.get(fact, fact) for fact in dict.fromkeys(each.facts)),
            _place(each, intake, speech),
        ]
        for each in tickets
    ]
    return text_table(heads, rows)


def _place(each: Contribution, intake: Intake, speech: Speech) -> str:
    location = intake.places.get((each.id, each.unit))
    return location.describe(speech.lang) if location else ""


def _standing(found: Standing, speech: Speech) -> str:
    lines = [
        f"{found.name} = {found.printed}",
        found.title,
        found.formula(speech.lang),
        speech("由这些数字得出：", "made of: "),
        *(f"  {part}" for part in found.parts),
    ]
    return "\n".join(lines)


def _derived(found: Derivation, speech: Speech) -> str:
    value = found.figure.value
    shown = print_number(value) if isinstance(value, Decimal) else print_figure(value)
    lines = [
        f"{found.figure.name} = {shown}",
        f"{found.title}：{found.definition}",
        found.formula(speech.lang),
        speech("由这些数字得出：", "made of: "),
        *(f"  {part}" for part in found.parts),
    ]
    return "\n".join(lines)


def _ticket(
    intake: Intake, number: str, report: MonthlyReport, rules: Rulebook, speech: Speech
) -> str:
    from hotline_metrics.domain.deadline_days import explain_deadline
    from hotline_metrics.domain.formula import fact_titles
    from hotline_metrics.domain.period import Window
    from hotline_metrics.figures.facts import Judge

    tickets = [each for each in intake.tickets if each.id == number]
    if not tickets:
        raise InvalidValue(f"没有工单 {number}", f"there is no ticket {number}")
    judge = Judge(rules, Window(report.period, report.as_of or datetime.max))
    titles = fact_titles(rules, speech.lang)
    lines = []
    for each in tickets:
        place = intake.places.get((each.id, each.unit))
        reason = explain_deadline(each, rules)
        facts = dict.fromkeys(judge.facts(each, reason.deadline))
        lines += [
            f"{each.id}  {each.unit}" + (f"  {place.describe(speech.lang)}" if place else ""),
            speech("时限：", "deadline: ") + reason.describe(speech.lang),
        ]
        for day in reason.days:
            mark = speech("计入", "counts") if day.counted else speech("不计", "does not count")
            lines.append(f"  {day.describe(speech.lang)}  {mark}")
        closed = f"{each.closed_at:%Y-%m-%d %H:%M}" if each.closed_at else speech("未办结", "open")
        lines.append(speech("办结：", "closed: ") + closed)
        lines.append(
            speech("情况：", "facts: ")
            + speech("、", ", ").join(titles.get(fact, fact) for fact in facts)
        )
    return "\n".join(lines)


def _document(found: Explanation, intake: Intake, rules: Rulebook) -> dict[str, object]:
    def line(each: Contribution) -> dict[str, object]:
        place = intake.places.get((each.id, each.unit))
        return {
            "id": each.id,
            "unit": each.unit,
            "numerator": print_exact(each.numerator),
            "denominator": each.denominator,
            "facts": list(each.facts),
            "place": place.describe("en") if place else "",
        }

    return {
        "figure": found.figure.name,
        "value": print_figure(found.value, found.measure.absent),
        "title": found.measure.title,
        "definition": found.measure.definition,
        "formula": found.formula(rules),
        "counted": [line(each) for each in found.counted],
        "excluded": [line(each) for each in found.excluded],
    }
