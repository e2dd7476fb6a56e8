"""Options that several commands share, and how their words are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeVar

import attrs
import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import Office
from hotline_metrics.cli.progress import row_progress
from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.errors import InvalidValue, did_you_mean
from hotline_metrics.intake.intake import Intake
from hotline_metrics.intake.source import Limits

Command = TypeVar("Command", bound=click.Command)


class PeriodType(click.ParamType[Period]):
    """A period such as 2023-10, 2023-Q4 or 2023-W40."""

    name = "period"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """Read the period, or say which shapes there are."""
        try:
            return value if isinstance(value, Period) else Period.parse(str(value))
        except InvalidValue as error:
            self.fail(str(error), param, ctx)


class MomentType(click.ParamType[datetime]):
    """A moment; a day alone is its last instant."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment in ISO form."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            day = date.fromisoformat(text) if len(text) == 10 else None
            moment = datetime.combine(day, time.max) if day else datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            self.fail(f"{text!r}: write 2023-11-09 or 2023-11-09T17:40", param, ctx)
        return moment


class LimitType(click.ParamType[tuple[str, int]]):
    """How much of a source is read, such as ``rows=1000000``."""

    name = "limit"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """Read the limit's name and its number, or say which limits there are."""
        if isinstance(value, tuple):
            return value
        name, _, number = str(value).partition("=")
        known = [field.name for field in attrs.fields(Limits)]
        if name not in known:
            hint = f"{did_you_mean(name, known)} NAME=NUMBER: {', '.join(known)}"
            self.fail(f"{value}:{hint}", param, ctx)
        if not (number.isascii() and number.isdigit() and len(number) < 20):
            self.fail(f"{value}: {name}=NUMBER", param, ctx)
        return name, int(number)


def source_arguments(speech: Speech) -> list[click.Parameter]:
    """Return what every command that reads tickets takes."""
    return [
        click.Argument(["sources"], nargs=-1, metavar="SOURCE..."),
        click.Option(
            ["--rules"],
            metavar="R",
            help=speech("口径：预设名或 TOML 文件", "rulebook: a preset's name or a TOML file"),
        ),
        click.Option(
            ["--units"],
            metavar="FILE",
            help=speech("单位名册：CSV 或 TOML", "roster of units: CSV or TOML"),
        ),
        click.Option(
            ["--from", "source_format"],
            metavar="FORMAT",
            help=speech(
                "来源格式，默认按文件判断；没有文件时是要读取的服务",
                "format of the sources, by default as they look; without any, the service to read",
            ),
        ),
        option_option(speech),
        office_option(speech),
        problems_option(speech),
        limit_option(speech),
    ]


def read_sources(
    sources: Sequence[str],
    period: Period | None,
    place: Office,
    roster: str | None,
    rules: Rulebook,
    source_format: str | None,
    options: Mapping[str, object],
    limits: Sequence[tuple[str, int]],
    speech: Speech,
) -> Intake:
    """Read the files that are named, or the service when none is.

    Args:
        sources: the files.
        period: the period, for a service.
        place: the office.
        roster: the roster's file, where the command line names one.
        rules: the rulebook.
        source_format: what ``--from`` says.
        options: options by format.
        limits: what ``--limit`` says.
        speech: the language.

    Raises:
        click.UsageError: there is neither a file nor a service, or a service without a period.
    """
    from hotline_metrics.workflow import read_service_tickets, read_tickets

    units, progress = place.roster(roster), row_progress(speech)
    if sources:
        return read_tickets(
            sources,
            rules=rules,
            roster=units,
            format=source_format,
            options=options,
            limits=place.limits(limits),
            progress=progress,
        )
    if not source_format:
        raise click.UsageError(
            speech(
                "请给出工单文件，或用 --from 给出要读取的服务",
                "name a file of tickets, or a service with --from",
            )
        )
    if period is None:
        raise click.UsageError(
            speech("读取服务要用 -m 给出期间", "a service needs a period: -m 2023-10")
        )
    return read_service_tickets(
        source_format,
        period,
        rules=rules,
        roster=units,
        options=options.get(source_format),
        limits=place.limits(limits),
        progress=progress,
    )


def service_period_option(speech: Speech) -> click.Option:
    """Return ``-m`` for commands that need a period only to ask a service."""
    return click.Option(
        ["-m", "--month", "--period", "period"],
        type=PeriodType(),
        metavar="PERIOD",
        help=speech("读取服务时的期间", "the period, for a service"),
    )


def office_option(speech: Speech) -> click.Option:
    """Return ``--office``."""
    return click.Option(
        ["--office"],
        metavar="FOLDER",
        help=speech(
            "含 hotline.toml 的文件夹，默认当前文件夹，其次来源所在文件夹",
            "folder with hotline.toml; by default this one, then that of the first source",
        ),
    )


def problems_option(speech: Speech) -> click.Option:
    """Return ``--problems``."""
    return click.Option(
        ["--problems"],
        metavar="FILE",
        help=speech("把全部问题写入 .csv 或 .json", "write every problem to a .csv or .json file"),
    )


def limit_option(speech: Speech) -> click.Option:
    """Return ``--limit NAME=NUMBER``."""
    names = ", ".join(f"{field.name}={field.default}" for field in attrs.fields(Limits))
    return click.Option(
        ["--limit", "limits"],
        type=LimitType(),
        multiple=True,
        metavar="NAME=NUMBER",
        help=speech(f"读取限额，可多次；默认 {names}", f"how much is read; by default {names}"),
    )


def option_option(speech: Speech) -> click.Option:
    """Return ``-O FORMAT.KEY=VALUE``."""
    return click.Option(
        ["-O", "plugin_options"],
        multiple=True,
        metavar="FORMAT.KEY=VALUE",
        help=speech(
            "格式的选项，如 -O csv.encoding=gb18030",
            "an option of a format, such as -O csv.encoding=gb18030",
        ),
    )


def options_by_format(words: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Sort ``csv.encoding=gb18030`` words by format.

    Raises:
        click.UsageError: a word has another shape.
    """
    found: dict[str, dict[str, str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        # A full name such as acme/csv may hold dots before its slash only.
        head, dot, key = name.rpartition(".")
        if not (equals and dot and head and key):
            raise click.UsageError(f"-O {word}: write FORMAT.KEY=VALUE")
        found.setdefault(head, {})[key] = value
    return found


def command(
    name: str, texts: str, parameters: list[click.Parameter], run: Callable[..., int]
) -> click.Command:
    """Return a command whose function gives the exit status."""
    return click.Command(
        name=name,
        callback=run,
        params=parameters,
        help=texts,
        short_help=texts,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
