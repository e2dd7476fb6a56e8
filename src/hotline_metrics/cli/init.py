"""``init``: an office's folder to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.office import load_rules
from hotline_metrics.cli.summary import print_problems
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.domain.rulebook import DEFAULT_PRESET
from hotline_metrics.domain.rulebook_file import preset_names
from hotline_metrics.errors import HotlineMetricsError, UnreadableSource
from hotline_metrics.publish.spreadsheet import inert_cell

STARTERS = Path(__file__).parent.parent / "starters"
"""The files an office begins with, as they are written."""


def init_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(folder: str, rules: str, sources: tuple[str, ...]) -> int:
        from hotline_metrics.output import write_files
        from hotline_metrics.workflow.read import read_tickets

        place = Path(folder)
        rulebook = load_rules(rules, Path())
        own = Path(rules).read_bytes() if rules not in preset_names() else b""
        intake = read_tickets(sources, rules=rulebook) if sources else None
        names = sorted({ticket.unit for ticket in intake.tickets}) if intake else []
        if intake and not names:
            print_problems(intake.problems, speech)
            raise UnreadableSource(
                "工单里没有读出任何单位，没有建立文件夹。按上面的提示改；"
                "列名不同的，先写一个口径文件，用 --rules 给出",
                "no unit was understood, and no folder was made. Mend what is named above; where "
                "headings differ, write a rulebook first and give it with --rules",
            )
        files = {
            place / "hotline.toml": _starter("hotline.toml", bulletin=_document()),
            place / "rules.toml": own or _starter("rules.toml", preset=rules),
            place / "units.csv": _units(names),
            place / "bulletin.md": _template(),
        }
        refuse_existing(files)
        write_files(files)
        (place / "archive").mkdir(exist_ok=True)
        for path in files:
            echo(speech("已写出 ", "wrote ") + str(path), err=True)
        if intake is not None:
            echo(
                speech(
                    f"units.csv：{intake.accepted} 件工单里有 {len(names)} 个单位",
                    f"units.csv: {len(names)} units in {intake.accepted} tickets",
                ),
                err=True,
            )
        echo(
            speech(
                "下一步：核对 units.csv，然后运行 "
                f"hotline-metrics report 工单.csv -m 2023-10 --office {folder}",
                f"Next: check units.csv, then run "
                f"hotline-metrics report tickets.csv -m 2023-10 --office {folder}",
            ),
            err=True,
        )
        return 0

    return command(
        speech,
        "init",
        speech(
            "建立办公室文件夹：配置、口径、单位名册、通报模板。",
            "Make an office's folder: settings, rulebook, roster, bulletin template.",
        ),
        [
            click.Argument(["folder"], default=".", metavar=speech("[文件夹]", "[FOLDER]")),
            click.Option(
                ["--rules"],
                default=DEFAULT_PRESET,
                metavar=speech("口径", "R"),
                help=speech(
                    "从哪个口径开始：预设名或 TOML 文件，默认 plain",
                    "rulebook to begin with: a preset's name or a TOML file, by default plain",
                ),
            ),
            click.Option(
                ["--units-from", "sources"],
                multiple=True,
                metavar=speech("来源", "SOURCE"),
                help=speech("从工单里取单位名单", "take the units from these tickets"),
            ),
        ],
        run,
    )


def refuse_existing(files: Iterable[Path]) -> None:
    """Stop rather than overwrite a file that somebody may have edited."""
    standing = [str(path) for path in files if path.exists()]
    if standing:
        raise HotlineMetricsError(
            f"已存在，不覆盖：{'、'.join(standing)}",
            f"already there and not overwritten: {', '.join(standing)}",
        )


def _starter(name: str, **words: str) -> bytes:
    text = (STARTERS / name).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text.encode()


def _template() -> bytes:
    from hotline_metrics.publish.compose import DEFAULT_TEMPLATE

    return DEFAULT_TEMPLATE.read_bytes()


def _document() -> str:
    """Return the bulletin's file: Word where something writes it."""
    from hotline_metrics.plugin.registry import default_registry

    suffixes = {
        suffix for each in default_registry().exporters().values() for suffix in each.suffixes
    }
    return "bulletin.docx" if ".docx" in suffixes else "bulletin.md"


def _units(names: Iterable[str]) -> bytes:
    lines = ["unit,group,aliases", *(f"{_quoted(inert_cell(name))},," for name in names)]
    return b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text
