"""Everything that can be read, written and counted with, from the plugins that are installed."""

from __future__ import annotations

from collections.abc import Iterator

from hotline_metrics.cli.plugins import KINDS
from hotline_metrics.plugin.options import option_lines
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.plugin.specs import AnySpec


def specs() -> Iterator[tuple[str, str, AnySpec]]:
    """Yield plugin, distribution and spec of everything that is offered."""
    for plugin in default_registry().plugins():
        for spec in plugin.specs:
            yield plugin.name, plugin.distribution, spec


def lines() -> Iterator[str]:
    """Yield the page: a section for each kind, in it one for each format."""
    for kind, does in KINDS.items():
        yield from (f"## {does.zh} {does.en}", "")
        for plugin, distribution, spec in specs():
            if type(spec).__name__ == kind:
                yield from _section(plugin, distribution, spec)


def anchor(spec: AnySpec) -> str:
    """Return the anchor of a format's section, such as ``exporter-docx``."""
    return f"{type(spec).__name__.lower()}-{spec.format}"


def _section(plugin: str, distribution: str, spec: AnySpec) -> Iterator[str]:
    yield from (f"({anchor(spec)})=", "", f"### {spec.format}", "")
    yield from (f"{spec.summary.zh}。{spec.summary.en}.", "")
    suffixes = [f"`{each}`" for each in getattr(spec, "suffixes", ())]
    about = {
        "全名 full name": f"`{plugin}/{spec.format}`",
        "安装包 distribution": f"`{distribution}`",
        "后缀 suffixes": " ".join(suffixes),
        "需要 needs": f"`{spec.install}`" if spec.install else "",
        "按列 columns": _columns(spec),
    }
    yield from (f"- {title}: {text}" for title, text in about.items() if text)
    yield ""
    options = option_lines(spec.options)
    if not options:
        yield from ("没有选项。It has no options.", "")
        return
    yield "| 选项 option | 取值 takes | 默认 default | 含义 meaning |"
    yield "|---|---|---|---|"
    for line in options:
        default = "必填 required" if line.default is None else line.default and f"`{line.default}`"
        cells = (
            f"`{line.name}`",
            _both(line.kind.zh, line.kind.en),
            "保密 secret" if line.secret else default or "—",
            _both(line.help.zh, line.help.en),
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _columns(spec: AnySpec) -> str:
    if getattr(spec, "scan", None) or getattr(spec, "clean", None):
        return "可以按列读取 read as columns by engines that can"
    return ""


def _both(zh: str, en: str) -> str:
    return zh if zh == en else f"{zh}<br>{en}"
