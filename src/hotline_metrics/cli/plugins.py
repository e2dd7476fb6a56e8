"""``plugins``: what can be read, written and counted with, and what is broken."""

from __future__ import annotations

import click

from hotline_metrics.cli.language import Speech
from hotline_metrics.cli.options import command
from hotline_metrics.cli.tables import text_table
from hotline_metrics.cli.terminal import echo


def plugins_command(speech: Speech) -> click.Command:
    """Return the command."""

    def run() -> int:
        from hotline_metrics.plugin.registry import default_registry

        plugins = default_registry().plugins()
        rows = [
            [
                plugin.name,
                plugin.distribution,
                plugin.version,
                type(spec).__name__,
                spec.format,
                f"{plugin.name}/{spec.format}" if spec.format in plugin.shadowed else "",
                spec.summary,
            ]
            for plugin in plugins
            for spec in plugin.specs
        ]
        headers = speech(
            "插件,发行包,版本,种类,格式,须用全名,说明",
            "plugin,distribution,version,kind,format,needs full name,summary",
        ).split(",")
        echo(text_table(headers, rows))
        broken = [plugin for plugin in plugins if plugin.error is not None]
        for plugin in broken:
            head = speech("损坏：", "broken:")
            echo("")
            echo(f"{plugin}\n    {plugin.cause}", mark=head, color="red")
        for plugin in plugins:
            for note in plugin.notes:
                echo(f"\n{plugin}: {note}")
        return 0

    return command(
        "plugins",
        speech("列出插件、格式和损坏的插件。", "List plugins, their formats, and what is broken."),
        [],
        run,
    )
