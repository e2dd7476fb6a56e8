"""Directives that print what the code says, so that pages cannot drift from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from hotline_metrics.domain.rulebook import Rulebook
    from hotline_metrics.domain.score import ScorePart


class FromCode(SphinxDirective):
    """Parses Markdown that :meth:`lines` makes from the code."""

    def lines(self) -> Iterator[str]:
        """Yield the lines of the page."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Return the parsed lines."""
        content = StringList(list(self.lines()), source=type(self).__name__)
        return self.parse_text_to_nodes("\n".join(content), allow_section_headings=True)


class Problems(FromCode):
    """Every kind of problem, with a link to its page."""

    def lines(self) -> Iterator[str]:
        """Yield a table for each kind of source."""
        import problem_pages

        return problem_pages.listing()


class RulebookKeys(FromCode):
    """Every key of a rulebook."""

    def lines(self) -> Iterator[str]:
        """Yield a section for each table."""
        import settings

        return settings.rulebook_lines()


class OfficeKeys(FromCode):
    """Every key of ``hotline.toml``."""

    def lines(self) -> Iterator[str]:
        """Yield a section for each table."""
        import settings

        return settings.office_lines()


class Formats(FromCode):
    """Everything that can be read, written and counted with."""

    def lines(self) -> Iterator[str]:
        """Yield a section for each kind, in it one for each format."""
        import formats

        return formats.lines()


class ReportKeys(FromCode):
    """Every key of the report's JSON."""

    def lines(self) -> Iterator[str]:
        """Yield a section for each object."""
        import schema

        return schema.lines()


class Measures(FromCode):
    """Every measure of the presets, with its definition and sums."""

    def lines(self) -> Iterator[str]:
        """Yield a section for each preset and measure."""
        from hotline_metrics.domain.figure import print_exact
        from hotline_metrics.domain.formula import formula
        from hotline_metrics.domain.rulebook import Rulebook
        from hotline_metrics.domain.rulebook_file import preset_names

        for name in preset_names():
            rules = Rulebook.preset(name)
            yield from (f"## {name}", "", f"{rules.title}。{rules.source}", "")
            yield "| name | 名称 | 口径 | 公式 | 按哪天计入 | 无样本 | 来源 |"
            yield "|---|---|---|---|---|---|---|"
            for measure in rules.measures.values():
                words = formula(measure, rules)
                yield (
                    f"| `{measure.name}` | {measure.title} | {measure.definition} "
                    f"| {words} | {_DAYS[measure.by or rules.by]} "
                    f"| {measure.absent if measure.is_rate else '0'} "
                    f"| {measure.source or rules.source} |"
                )
            yield ""
            if rules.scores:
                yield "| score | 名称 | 口径 | 各项 | 等级 | 无样本 | 来源 |"
                yield "|---|---|---|---|---|---|---|"
            for score in rules.scores.values():
                parts = "；".join(_part(part, rules) for part in score.parts)
                base = f"基础分 {print_exact(score.base)}；" if score.base else ""
                grades = "、".join(
                    f"{grade.name} ≥ {print_exact(grade.at_least)}" for grade in score.grades
                )
                yield (
                    f"| `{score.name}` | {score.title} | {score.definition} | {base}{parts} "
                    f"| {grades or '—'} | {score.absent} | {score.source or rules.source} |"
                )
            yield ""


_DAYS = {"dispatched": "转办", "received": "受理", "closed": "办结", "deadline": "到期"}
_ABSENT = {"full": "得满分", "zero": "得零分", "skip": "不计此项"}


def _part(part: ScorePart, rules: Rulebook) -> str:
    from hotline_metrics.domain.figure import print_exact

    loss = (
        f"，比{print_exact(part.target)}每差1扣{print_exact(part.per_point)}，"
        f"最低{print_exact(part.floor)}"
        if part.per_point
        else "，按比率得分"
    )
    title = rules.measures[part.measure].title
    return f"{title} {print_exact(part.full)}{loss}，无样本{_ABSENT[part.absent]}"


class FactNames(FromCode):
    """What can be true of a ticket."""

    def lines(self) -> Iterator[str]:
        """Yield a table."""
        from hotline_metrics.domain.measure import FACTS

        yield from ("| fact | 含义 | meaning |", "|---|---|---|")
        for name, (zh, en) in FACTS.items():
            yield f"| `{name}` | {zh} | {en} |"


class Columns(FromCode):
    """Headings that are recognised."""

    def lines(self) -> Iterator[str]:
        """Yield a table."""
        from hotline_metrics.intake.columns import COLUMNS

        yield from ("| column | headings |", "|---|---|")
        for column, headings in COLUMNS.items():
            yield f"| `{column}` | {'、'.join(headings)} |"


class TemplateNames(FromCode):
    """What a bulletin template can speak of."""

    def lines(self) -> Iterator[str]:
        """Yield the module's own explanation."""
        from hotline_metrics.publish import context

        yield from ("```text", *(context.__doc__ or "").strip().splitlines(), "```")


def write_problem_pages(app: Sphinx) -> None:
    """Write the pages of problems before the sources are looked for."""
    import problem_pages

    problem_pages.write_pages(Path(app.srcdir) / "reference" / "problems")


def setup(app: Sphinx) -> dict[str, object]:
    """Register the directives."""
    app.add_directive("problems", Problems)
    app.add_directive("measures", Measures)
    app.add_directive("fact-names", FactNames)
    app.add_directive("columns", Columns)
    app.add_directive("template-names", TemplateNames)
    app.add_directive("rulebook-keys", RulebookKeys)
    app.add_directive("office-keys", OfficeKeys)
    app.add_directive("formats", Formats)
    app.add_directive("report-keys", ReportKeys)
    app.connect("builder-inited", write_problem_pages)
    return {"parallel_read_safe": True}
