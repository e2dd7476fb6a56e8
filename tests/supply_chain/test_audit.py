"""Pinned versions against stored advisories: what is affected, what is not, what cannot be told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from packaging.version import Version
from supply_chain.audit import Affected, CannotTell, Package, Range, main, read_pins

ROOT = Path(__file__).parents[2]


def affected(*events: dict[str, str], versions: tuple[str, ...] = ()) -> Affected:
    """Return what an advisory says of one package."""
    ranges = (Range("ECOSYSTEM", events),) if events else ()
    return Affected(Package("PyPI", "jinja2"), ranges, versions)


@pytest.mark.parametrize(
    ("said", "inside", "outside"),
    [
        (affected({"introduced": "0"}, {"fixed": "3.1.3"}), ["0.dev1", "3.1.2", "3.1.3rc1"], ["3.1.3", "4"]),
        (affected({"introduced": "2"}, {"last_affected": "2.5"}), ["2", "2.5"], ["1.9", "2.5.1"]),
        (
            affected({"fixed": "3.2"}, {"introduced": "3"}, {"fixed": "2.1"}, {"introduced": "2"}),
            ["2", "2.0.9", "3", "3.1"],
            ["1", "2.1", "2.9", "3.2"],
        ),
        (affected({"introduced": "0"}, {"limit": "5"}), ["1", "4.9"], ["5", "6"]),
        (affected({"introduced": "0", "fixed": "2"}), ["1"], ["2"]),
        (affected({"introduced": "0"}), ["0", "99"], []),
        (affected(versions=("1.0", "1.2")), ["1", "1.0.0", "1.2"], ["1.1"]),
        (affected({"introduced": "3"}, versions=("1.0",)), ["1.0", "3.1"], ["2.0"]),
        # What cannot be told is reported rather than passed over.
        (affected(), ["1.0"], []),
        (affected({"introduced": "0"}, {"fixed": "none of ours"}), ["1.0"], []),
    ],
)  # fmt: skip
def test_ranges_by_hand(said: Affected, inside: list[str], outside: list[str]) -> None:
    """As the OSV format has them: events in any order, several ranges in one."""
    assert [each for each in inside if not said.has(Version(each))] == []
    assert [each for each in outside if said.has(Version(each))] == []


def advisory(name: str, fixed: str, **more: object) -> dict[str, object]:
    """Return an advisory as it is published."""
    return {
        "schema_version": "1.6.0",
        "id": f"TEST-{name}",
        "modified": "2026-03-01T12:00:00Z",
        "aliases": ["CVE-0000-1"],
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": name},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]},
                    {"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]},
                ],
            }
        ],
        **more,
    }


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with two pins and three advisories, one of them withdrawn."""
    (tmp_path / "pins.txt").write_text(
        "# two\njinja2==3.1.2\nZope.Interface==5.0 ; python_version > '3'\n"
    )
    folder = tmp_path / "advisories" / "PyPI"
    folder.mkdir(parents=True)
    for number, each in enumerate(
        [
            advisory("Jinja2", "3.1.3"),
            advisory("zope-interface", "5.0"),
            advisory("jinja2", "9", withdrawn="2026-03-02T00:00:00Z"),
            {**advisory("x", "9"), "affected": [{"package": {"ecosystem": "npm", "name": "jinja2"}}]},
        ]
    ):  # fmt: skip
        (folder / f"{number}.json").write_text(json.dumps(each))
    return tmp_path


def test_a_weak_version_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the advisory, its other names and the version that mends it; from a folder or a zip."""
    with zipfile.ZipFile(place / "all.zip", "w") as archive:
        for path in (place / "advisories" / "PyPI").iterdir():
            archive.write(path, path.name)
    for where in ("advisories", "all.zip"):
        assert main(place / where, place / "pins.txt") == 1
        assert capsys.readouterr().out.splitlines() == [
            "jinja2 3.1.2: TEST-Jinja2 CVE-0000-1; fixed in 3.1.3",
            "2 pinned versions, 2 advisories, the latest of 2026-03-01: 1 found",
        ]


def test_nothing_is_weak(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it was compared with is said all the same."""
    (place / "pins.txt").write_text("jinja2==3.1.3\n")
    assert main(place / "advisories", place / "pins.txt") == 0
    assert "1 pinned versions, 2 advisories" in capsys.readouterr().out


def test_what_cannot_be_told_is_no_pass(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No advisories, no zip file, a file of something else, a pin that is none."""
    (place / "none").mkdir()
    (place / "other").mkdir()
    (place / "other" / "a.json").write_text('{"name": "x"}')
    for where, why in (
        ("none", "no advisory about"),
        ("absent.zip", "cannot be read"),
        ("pins.txt", "cannot be read"),
        ("other", "a.json is no advisory"),
    ):
        assert main(place / where, place / "pins.txt") == 2
        assert why in capsys.readouterr().err
    assert main(place / "advisories", place / "absent.txt") == 2
    for line in ("jinja2", "jinja2>=3", "jinja2>=3,==3.1", "jinja2==3.*", "jinja2 == x", "./here"):
        (place / "pins.txt").write_text(line)
        assert main(place / "advisories", place / "pins.txt") == 2
        assert "is not one version" in capsys.readouterr().err


def test_the_projects_own_pins_are_read() -> None:
    """All of them, markers and all."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = list(read_pins(ROOT / "constraints.txt"))
    assert len(pins) == len(lines) > 100
    with pytest.raises(CannotTell):
        list(read_pins(ROOT / "pyproject.toml"))
