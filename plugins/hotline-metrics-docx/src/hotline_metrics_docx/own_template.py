"""The office's own Word file, filled with the bulletin by docxtpl."""

from __future__ import annotations

import io
import re
from pathlib import Path

from hotline_metrics.plugin import (
    MissingDependency,
    Publication,
    Table,
    TemplateError,
    plain_text,
    print_figure,
)
from hotline_metrics_docx.markup import clean
from hotline_metrics_docx.package import normalise

INSTALL = 'pip install "hotline-metrics-docx[template]"'


def fill_template(publication: Publication, template: Path) -> bytes:
    """Return the office's document with the bulletin's texts, figures and tables put in.

    The template may speak of ``head``, ``number``, ``title``, ``to``, ``remark``, ``paragraphs``
    (texts in order), ``period``, ``totals.NAME`` (as printed), ``tables`` (``caption``,
    ``columns``, ``rows``: texts), for example in a table row
    ``{%tr for row in tables[0].rows %}``.

    Raises:
        MissingDependency: docxtpl is not installed.
        TemplateError: the file is no Word template, or asks for what there is not.
    """
    try:
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined
        from jinja2.exceptions import TemplateError as JinjaError
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ModuleNotFoundError as error:
        raise MissingDependency(
            f"自备 Word 模板需要 docxtpl，请安装：{INSTALL}",
            f"your own template needs docxtpl: {INSTALL}",
        ) from error
    if not template.is_file():
        raise TemplateError(f"没有 Word 模板 {template}", f"{template}: there is no such template")
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    stream = io.BytesIO()
    try:
        document = DocxTemplate(template)
        document.render(_context(publication), jinja_env=environment)
        document.save(stream)
    except (JinjaError, KeyError, ValueError, OSError) as error:
        # The fillers explain themselves in English; what they quote is the name to look for.
        names = re.findall("'([^']+)'", str(error))
        wrong = "、".join(f"“{name}”" for name in names) or "其中的 {{ }} 和 {% %}"
        raise TemplateError(
            f"Word 模板 {template.name} 无法填写，请检查{wrong}", f"{template.name}: {error}"
        ) from error
    return normalise(stream.getvalue())


def _context(publication: Publication) -> dict[str, object]:
    bulletin, report, rules = publication.bulletin, publication.report, publication.rules
    return {
        "head": clean(plain_text(bulletin.head)),
        "number": clean(plain_text(bulletin.number)),
        "title": clean(plain_text(bulletin.title)),
        "to": clean(plain_text(bulletin.to)),
        "remark": clean(plain_text(bulletin.remark)),
        "period": report.period.title,
        "paragraphs": [
            clean(plain_text(block.runs))
            for block in bulletin.blocks
            if not isinstance(block, Table)
        ],
        "totals": {
            name: print_figure(report.totals.get(name), measure.absent)
            for name, measure in rules.measures.items()
        },
        "tables": [
            {
                "caption": clean(table.caption),
                "columns": [clean(column.title) for column in table.columns],
                "rows": [[clean(cell.text) for cell in row] for row in table.rows],
            }
            for table in bulletin.tables
        ],
    }
