"""``plugins``: what can be read, written and counted with, its options, and what is broken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.tables import text_table
from hotline_metrics.cli.terminal import echo
from hotline_metrics.cli.usage import command
from hotline_metrics.errors import did_you_mean
from hotline_metrics.message import Message

if TYPE_CHECKING:
    from hotline_metrics.plugin.discovery import Plugin

KINDS = {
    "FileImporter": Message("读取文件", "reads files"),
    "ServiceImporter": Message("读取服务", "reads a service"),
    "Exporter": Message("输出", "writes"),
    "BulletinReader": Message("读取通报", "reads bulletins"),
    "Engine": Message("统计", "counts"),
}
"""What each kind of thing that a plugin offers does."""


def plugins_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run(name: str | None) -> int:
        from hotline_metrics.plugin.registry import default_registry

        plugins = default_registry().plugins()
        if name:
            echo(_options(name, plugins, speech))
            return 0
        echo(_listing(plugins, speech))
        for plugin in plugins:
            if plugin.error is not None:
                echo("")
                cause = plugin.cause.text(speech.lang)
                echo(f"{plugin}\n    {cause}", mark=speech("损坏：", "broken:"), color="red")
        for plugin in plugins:
            for note in plugin.notes:
                echo(f"\n{note.at(str(plugin)).text(speech.lang)}")
        return 0

    return command(
        speech,
        "plugins",
        speech(
            "列出插件、格式和损坏的插件；给出格式名则列出它的选项。",
            "List plugins, their formats and what is broken; or the options of one format.",
        ),
        [click.Argument(["name"], required=False, metavar=speech("[格式]", "[FORMAT]"))],
        run,
    )


def _listing(plugins: Sequence[Plugin], speech: Speech) -> str:
    rows = [
        [
            plugin.name,
            plugin.distribution,
            plugin.version,
            KINDS[type(spec).__name__].text(speech.lang),
            spec.format,
            f"{plugin.name}/{spec.format}" if spec.format in plugin.shadowed else "",
            spec.summary.text(speech.lang),
        ]
        for plugin in plugins
        for spec in plugin.specs
    ]
    heads = speech(
        "插件,安装包,版本,用途,格式,须用全名,说明",
        "plugin,distribution,version,what it does,format,needs full name,summary",
    )
    return text_table(heads.split(","), rows)


def _options(name: str, plugins: Sequence[Plugin], speech: Speech) -> str:
    """Tell the options of every kind of thing that a name means.

    Raises:
        click.UsageError: it means none.
    """
    from hotline_metrics.plugin.options import option_lines

    offers = [(f"{plugin.name}/{spec.format}", spec) for plugin in plugins for spec in plugin.specs]
    found = [(full, spec) for full, spec in offers if name in {full, spec.format}]
    if not found:
        near = did_you_mean(name, [spec.format for _, spec in offers])
        raise click.UsageError(
            speech(f"没有格式“{name}”{near.zh}", f"there is no format {name!r}.{near.en}")
        )
    heads = speech("选项,取值,默认,说明", "option,takes,default,meaning").split(",")
    required = speech("必填", "must be given")
    parts = []
    for full, spec in found:
        rows = [
            [
                line.name,
                line.kind.text(speech.lang),
                required if line.default is None else line.default,
                line.help.text(speech.lang),
            ]
            for line in option_lines(spec.options)
        ]
        does, summary = KINDS[type(spec).__name__].text(speech.lang), spec.summary
        table = text_table(heads, rows) if rows else speech("没有选项", "no options")
        parts.append(f"{full}  {does}  {summary.text(speech.lang)}\n\n{table}")
    return "\n\n".join(parts)
