"""What README and how-to page show of ``hotline.toml`` are options of this importer."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from hotline_metrics import Period
from hotline_metrics.plugin.options import make_options
from hotline_metrics_sql import IMPORTER
from hotline_metrics_sql.options import Options
from hotline_metrics_sql.statement import statement_of

README = Path(__file__).parents[1] / "README.md"
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "read-a-database.md"


@pytest.mark.parametrize("page", [README, PAGE], ids=lambda page: page.name)
def test_what_stands_in_hotline_toml(page: Path) -> None:
    """It is TOML, it is accepted, and its query uses only parameters that there are."""
    blocks = re.findall(r"^```ini\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        options = make_options(IMPORTER, tomllib.loads(block)["importers"]["sql"])
        assert isinstance(options, Options)
        assert statement_of(options, Period.parse("2023-10")) is not None


def test_the_readme_names_every_option() -> None:
    listed = re.findall(r"^\| `([a-z_]+)` \|", README.read_text("utf-8"), re.MULTILINE)
    assert set(listed) == {field.name for field in Options.__attrs_attrs__}
