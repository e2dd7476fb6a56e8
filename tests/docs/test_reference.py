"""The pages made from the code cover all of it, in Chinese and in English."""

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from hotline_metrics.plugin.options import option_lines

EXTENSION = Path(__file__).parents[2] / "docs" / "_ext"


@pytest.fixture(scope="module")
def page() -> Iterator["Pages"]:
    """The modules that make the pages, as the documentation imports them."""
    sys.path.insert(0, str(EXTENSION))
    yield Pages()
    sys.path.remove(str(EXTENSION))


class Pages:
    """The modules of the extension by name."""

    def __getattr__(self, name: str) -> ModuleType:
        return import_module(name)


def chinese(text: str) -> bool:
    """Tell whether a text has Chinese characters."""
    return bool(re.search(r"[一-鿿]", text))


def test_every_kind_of_the_core_has_its_text_and_no_other(page: Pages) -> None:
    """A new code comes with its meaning, what to do, and an example."""
    assert set(page.problem_examples.explanations()) == set(page.problem_pages.core_kinds())
    for told in page.problem_examples.explanations().values():
        for message in (told.meaning, told.then):
            assert chinese(message.zh)
            assert message.en.strip()


@pytest.mark.needs_plugin("api", "docx", "excel", "frames", "html", "sql")
def test_every_kind_has_a_page_with_an_anchor_and_both_languages(page: Pages) -> None:
    """Those of the plugins too; the examples are run, and give what they are examples of."""
    pages = dict(page.problem_pages.pages())
    kinds = {**page.problem_pages.core_kinds(), **page.problem_pages.plugin_kinds()}
    assert set(pages) == set(kinds)
    assert len(kinds) > 100
    for code, text in pages.items():
        assert text.startswith(f"(problem-{code})=\n\n# {code}\n")
        assert "\n## 含义\n" in text
        assert "\n## Meaning\n" in text
    shown = [
        re.findall(r"```text\n(.*?)```", text, re.DOTALL)[-1]
        for text in pages.values()
        if "程序说" in text
    ]
    assert not [text for text in shown if re.search(r"\{\w+\}", text)]
    assert "    → 是不是“郭楼街道”？如是，请在单位名册中为它添加别名" in pages["unit.unknown"]


def test_remedies_help(page: Pages) -> None:
    """What a page says to write into the rulebook makes its own example go away."""
    told = page.problem_examples.explanations()
    remedies = {code: example for code, example in told.items() if example.remedy}
    assert len(remedies) > 5
    for code, example in remedies.items():
        assert page.problem_examples.is_remedied(code, example), code


@pytest.mark.needs_plugin("api", "docx", "excel", "frames", "html", "sql")
def test_the_list_of_problems_links_every_page(page: Pages) -> None:
    """None is left out of the table."""
    listing = "\n".join(page.problem_pages.listing())
    linked = re.findall(r"\(problems/([\w.-]+)\.md\)", listing)
    assert sorted(linked) == sorted(code for code, _ in page.problem_pages.pages())


def test_every_key_of_a_rulebook_and_an_office_is_explained(page: Pages) -> None:
    """English in the docstring of its class, Chinese beside the page; none is explained in vain."""
    keys = [*page.settings.rulebook_keys(), *page.settings.office_keys()]
    for key in keys:
        meaning = key.meaning()
        assert chinese(meaning.zh), key.path
        assert meaning.en, key.path
    explained = page.settings.tomllib.loads(page.settings.CHINESE.read_text("utf-8"))
    assert {(kind, name) for kind, names in explained.items() for name in names} == {
        (key.holder.__name__, key.name) for key in keys
    }


def test_the_page_of_rulebook_keys_has_a_row_for_each(page: Pages) -> None:
    """And a section for each table."""
    text = "\n".join(page.settings.rulebook_lines())
    for key in page.settings.rulebook_keys():
        assert f"\n| `{key.name}` |" in text
        if key.table is not None:
            inner = key.path.replace("[]", "")
            assert re.search(rf"## `\[\[?{re.escape(inner)}(\.NAME)?\]", text), key.path


def test_every_format_and_option_is_on_the_page(page: Pages) -> None:
    """Of all plugins that are installed."""
    text = "\n".join(page.formats.lines())
    for _, distribution, spec in page.formats.specs():
        (section,) = re.findall(
            rf"^\({page.formats.anchor(spec)}\)=\n(.*?)(?=^\(|\Z)", text, re.MULTILINE | re.DOTALL
        )
        assert f"`{distribution}`" in section
        for line in option_lines(spec.options):
            assert f"| `{line.name}` |" in section
            assert chinese(line.help.zh), (spec.format, line.name)
            assert not chinese(line.help.en), (spec.format, line.name)


def test_every_key_of_the_report_is_explained(page: Pages) -> None:
    """English in the schema that ships, Chinese beside the page."""
    for name, part in page.schema.parts().items():
        for key in part.get("properties", {}):
            meaning = page.schema.meaning(name, key)
            assert chinese(meaning.zh), (name, key)
            assert meaning.en, (name, key)
    explained = page.settings.tomllib.loads(page.schema.CHINESE.read_text("utf-8"))
    assert {name: set(keys) for name, keys in explained.items()} == {
        name: set(part["properties"]) for name, part in page.schema.parts().items()
    }
    assert json.loads(page.schema.FILE.read_text("utf-8"))["$defs"].keys() == explained.keys()


def test_a_key_without_a_text_is_found(page: Pages) -> None:
    """What the tests above rely on."""

    @attrs.frozen(kw_only=True)
    class New:
        """A table nobody explained."""

        surprise: int = 0

    (key,) = page.settings.keys(New)
    with pytest.raises(KeyError):
        key.meaning()
