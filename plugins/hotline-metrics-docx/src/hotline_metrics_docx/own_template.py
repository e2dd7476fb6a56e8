"""The office's own Word file, filled with the bulletin by docxtpl."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from hotline_metrics.plugin import (
    HotlineMetricsError,
    MissingDependency,
    Publication,
    Source,
    Table,
    TemplateError,
    UnreadableSource,
    plain_text,
    print_figure,
)
from hotline_metrics_docx.markup import clean
from hotline_metrics_docx.package import normalise

INSTALL = 'pip install "hotline-metrics-docx[template]"'

UNPACKED = 5
"""A template may unpack to so many times the limit of documents."""


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

        from hotline_metrics_docx.bounded import BoundedEnvironment
    except ModuleNotFoundError as error:
        raise MissingDependency(
            f"自备 Word 模板需要 docxtpl，请安装：{INSTALL}",
            f"your own template needs docxtpl: {INSTALL}",
        ) from error
    stream = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(_read(template)))
        document.render(_context(publication), jinja_env=BoundedEnvironment())
        document.save(stream)
    except UnreadableSource as error:  # which names it
        raise TemplateError(*error.said) from error
    except HotlineMetricsError as error:
        raise TemplateError(*error.said.at(template.name)) from error
    except Exception as error:
        # Whatever a template makes docxtpl, lxml or Python say, in English, the clerk needs its
        # name, and what they quote is the name to look for.
        names = re.findall("'([^']+)'", str(error))
        wrong = "、".join(f"“{name}”" for name in names) or "其中的 {{ }} 和 {% %}"
        raise TemplateError(
            f"Word 模板 {template.name} 无法填写，请检查{wrong}",
            f"{template.name}: {error or type(error).__name__}",
        ) from error
    return normalise(stream.getvalue())


def _read(template: Path) -> bytes:
    source = Source.at(template)
    data = source.read()
    limit = UNPACKED * source.limits.document_bytes
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > limit:
            raise TemplateError(f"展开后超过 {limit} 字节", f"more than {limit} bytes, unpacked")
    return data


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
