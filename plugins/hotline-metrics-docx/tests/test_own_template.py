"""The office's own Word template prints what it is given, and can do nothing else."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import attrs
import pytest
from docx import Document

from hotline_metrics.plugin import Publication, Run, TemplateError
from hotline_metrics.testing import sample_publication
from hotline_metrics_docx.own_template import fill_template

PUBLICATION: Publication = sample_publication()


def filled(text: str, folder: Path, given: Publication = PUBLICATION) -> str:
    """Return the first paragraph of a template, filled."""
    own = Document()
    own.add_paragraph(text)
    path = folder / "own.docx"
    own.save(str(path))
    document = Document(io.BytesIO(fill_template(given, path)))
    return document.paragraphs[0].text


def test_what_templates_are_for(tmp_path: Path) -> None:
    """Texts, loops, joined texts, macros of one's own, a number of the round."""
    assert filled("共{{ totals.assigned }}件", tmp_path).startswith("共")
    text = "{% for t in tables %}{{ loop.index + 1 }}{{ t.caption ~ '、' }}{% endfor %}"
    assert filled(text, tmp_path).startswith("2")
    assert filled("{{ tables[0].columns | join('/') }}", tmp_path).count("/") > 2
    assert filled("{% macro m(x) %}甲{{ x }}{% endmacro %}{{ m('乙') }}", tmp_path) == "甲乙"
    assert filled(
        "{{ '有' if period in ['10月', period] else '无' }}".replace(", period", ""), tmp_path
    )


ESCAPES = [
    "{{ title.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ tables[0].items.__self__ }}",
    "{{ title.upper() }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ title | attr('__class__') }}",
    "{{ self }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler }}",
    "{{ namespace() }}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as x %}",
    "{% extends '/etc/passwd' %}",
    "{{ nothing }}",
    "{{ tables }}",
]
BOMBS = [
    "{{ range(1000000000) }}",
    "{% for n in range(1000000000) %}x{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'x' | center(1000000000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{% set a = 'xxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a = 'xxxxxxxx' %}" + "{% set a = [a, a] | join %}" * 40 + "{{ a }}",
    "{% set a = 'x' %}" + "{% set a = [a, a] %}" * 40 + "{{ a | join }}",
    "{% set a = (1, 1) %}" + "{% set a = (a, a) %}" * 40 + "{{ a }}",
    "{% for c in title %}" * 12 + "x" + "{% endfor %}" * 12,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
]


@pytest.mark.parametrize("text", ESCAPES + BOMBS)
def test_a_template_cannot_leave_its_place(text: str, tmp_path: Path) -> None:
    """No walk into Python, no file, no end without bound."""
    begun = time.process_time()
    with pytest.raises(TemplateError, match=r"own\.docx"):
        filled(text, tmp_path)
    assert time.process_time() - begun < 60


def test_what_is_no_template(tmp_path: Path) -> None:
    """Says which file it is, whatever its reader says."""
    for data in (b"", b"PK\x03\x04", b"{{ title }}"):
        (tmp_path / "own.docx").write_bytes(data)
        with pytest.raises(TemplateError, match=r"own\.docx"):
            fill_template(PUBLICATION, tmp_path / "own.docx")
    with pytest.raises(TemplateError, match=r"none\.docx"):
        fill_template(PUBLICATION, tmp_path / "none.docx")
    with pytest.raises(TemplateError, match="no file"):
        fill_template(PUBLICATION, Path("/dev/zero"))


def test_a_template_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    """It is told from what the archive says of itself."""
    with (
        zipfile.ZipFile(tmp_path / "own.docx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(120):
            part.write(b" " * 1_000_000)
    with pytest.raises(TemplateError, match="unpacked"):
        fill_template(PUBLICATION, tmp_path / "own.docx")


def test_data_are_never_markup(tmp_path: Path) -> None:
    """A title with markup prints as it is."""
    title = "</w:t><w:p>&amp;{{ totals }}"
    bulletin = attrs.evolve(PUBLICATION.bulletin, title=(Run(title),))
    odd = attrs.evolve(PUBLICATION, bulletin=bulletin)
    assert filled("{{ title }}", tmp_path, odd) == title
    assert filled("{{ '甲' ~ title }}", tmp_path, odd) == "甲" + title
