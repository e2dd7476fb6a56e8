"""The page on hooks says what the code does: same hooks, same attributes, code that runs."""

from __future__ import annotations

import re
import types
from pathlib import Path

import attrs
import pytest

from hotline_metrics.domain.period import Period
from hotline_metrics.domain.rulebook import Rulebook
from hotline_metrics.figures.report import MonthlyReport
from hotline_metrics.plugin import (
    Bulletin,
    NoOptions,
    Paragraph,
    Publication,
    Row,
    Run,
    Source,
    discovery,
)
from hotline_metrics.plugin import registry as registry_module
from hotline_metrics.plugin.calls import read_bulletin, read_rows, write_publication
from hotline_metrics.plugin.hookspecs import HOOKS
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.registry import Registry

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "hooks.md").read_text(encoding="utf-8")
INTRODUCTION, *SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """The plugin that the page's own code makes, in a registry of its own."""
    plugin = types.ModuleType("hotline_metrics_acme")
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    exec(compile("from __future__ import annotations\n" + code, "hooks.md", "exec"), vars(plugin))
    return Registry(plugins={"acme": plugin}, discover=False, strict=True)


def test_every_hook_has_its_heading_and_no_other() -> None:
    """In the order of the code."""
    headings = [section.partition("\n")[0] for section in SECTIONS]
    assert [h for h in headings if h.endswith("()")] == [f"{hook}()" for hook in HOOKS]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_attribute_of_a_spec_is_explained(hook: str) -> None:
    """Either where all specs are described, or in the hook's own section."""
    (section,) = [section for section in SECTIONS if section.startswith(f"{hook}()")]
    words = set(re.findall(r"`(\w+)", INTRODUCTION + section))
    for kind in HOOKS[hook]:
        assert {field.name for field in attrs.fields(kind)} | {kind.__name__} <= words


def test_every_variable_is_one_that_is_read() -> None:
    """And none is missing."""
    code = Path(registry_module.__file__).read_text(encoding="utf-8")
    shape = r"HOTLINE_METRICS_[A-Z_]+"
    assert set(re.findall(shape, PAGE)) == set(re.findall(shape, code))
    assert discovery.__name__ in PAGE


def test_the_example_loads(registry: Registry) -> None:
    """With a format for each hook."""
    _, acme = registry.plugins()
    assert acme.formats == ("acme-calls", "acme-exchange", "acme-text", "acme")


def test_the_example_importer_reads(registry: Registry) -> None:
    """Rows as they stand, headers included."""
    source = Source(name="a.acme", data="工单编号|承办单位\n1|医保局\n".encode())
    importer = registry.importer_for(source)
    rows = read_rows(importer, source, make_options(importer, {"delimiter": "|"}))
    assert [row.cells for row in rows if isinstance(row, Row)] == [
        ["工单编号", "承办单位"],
        ["1", "医保局"],
    ]


def test_the_example_reader_is_the_inverse_of_the_exporter(registry: Registry) -> None:
    """What was written is read back."""
    bulletin = Bulletin(blocks=(Paragraph((Run("共接到2349件。"),)),))
    publication = Publication(
        report=MonthlyReport(period=Period.parse("2023-10")),
        bulletin=bulletin,
        rules=Rulebook(name="plain"),
    )
    written = write_publication(registry.exporter("acme-text"), publication, NoOptions())
    assert isinstance(written, bytes)
    source = Source(name="a.acme.txt", data=written)
    reader = registry.bulletin_reader_for(source)
    assert reader is registry.bulletin_reader("acme-text")
    assert read_bulletin(reader, source, NoOptions()) == bulletin
