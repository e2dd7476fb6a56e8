"""The changelog has one shape, and its news have names that a release understands."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]
KINDS = {kind["directory"]: kind["name"] for kind in SETTINGS["type"]}


def test_every_kind_of_news_is_explained() -> None:
    """In the order of the changelog."""
    told = (ROOT / "changelog.d" / "README.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", told, re.MULTILINE) == list(KINDS)


def test_every_piece_of_news_is_of_a_kind() -> None:
    """``<words>.<kind>.md``, one entry, without a list's dash."""
    for path in (ROOT / "changelog.d").iterdir():
        if path.name in SETTINGS["ignore"]:
            continue
        words, kind, suffix = path.name.rsplit(".", 2)
        assert re.fullmatch(r"[a-z0-9-]+", words), path.name
        assert kind in KINDS, path.name
        assert suffix == "md"
        text = path.read_text("utf-8")
        assert text.strip(), path.name
        assert not text.startswith(("-", "*", "#")), path.name


def test_the_changelog_names_each_kind_once_in_a_release() -> None:
    """As Keep a Changelog has it, with the figures and the authors of plugins besides."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# Changelog\n")
    assert SETTINGS["start_string"] in text
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert releases
    for release in releases:
        kinds = re.findall(r"^### (.+)$", release, re.MULTILINE)
        assert len(set(kinds)) == len(kinds), release.partition("\n")[0]
        assert set(kinds) <= set(KINDS.values()), kinds
