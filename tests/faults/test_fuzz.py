"""Inputs drawn at random, near to good ones: nothing but our errors, whatever they are.

A fault that is found here belongs into the corpus. ``python -m tests.faults.fuzz KIND`` goes on
for longer, led by what the code does with each input.
"""

from __future__ import annotations

import io
import random
import re
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.faults.seeds import TOKENS, seeds_of
from tests.faults.targets import TARGETS, feed

from hotline_metrics.testing.strategies import damaged

EVERYTHING = list(HealthCheck)


def mixed(kind: str) -> st.SearchStrategy[bytes]:
    """Draw a good file with pieces of its language put in, taken out or repeated."""

    def change(data: bytes, changes: list[tuple[float, bytes, int, int]]) -> bytes:
        for share, piece, times, gone in changes:
            place = int(share * len(data))
            data = data[:place] + piece * times + data[place + gone :]
        return data

    step = st.tuples(
        st.floats(0, 1),
        st.sampled_from(TOKENS[kind]),
        st.sampled_from([0, 1, 1, 2, 50]),
        st.sampled_from([0, 0, 1, 9, 60]),
    )
    return st.builds(
        change, st.sampled_from(seeds_of(kind)), st.lists(step, min_size=1, max_size=6)
    )


def by_kind(*kinds: str) -> pytest.MarkDecorator:
    """Run a test for kinds of files; the good ones of some are written by plugins."""
    plugins = {kind: kind for kind in ("docx", "excel", "html")}
    plugins |= dict.fromkeys(("rest", "open311", "socrata"), "api")
    marks = {
        kind: (pytest.mark.needs_plugin(plugins[kind]),) if kind in plugins else ()
        for kind in kinds
    }
    return pytest.mark.parametrize("kind", [pytest.param(k, marks=m) for k, m in marks.items()])


@by_kind(*TARGETS)
def test_nearly_good_files(kind: str) -> None:
    """Spoilt, cut, in another encoding, with pieces of the language in the wrong places."""

    @settings(deadline=None, suppress_health_check=EVERYTHING)
    @given(damaged(seeds_of(kind)) | mixed(kind))
    def check(data: bytes) -> None:
        feed(kind, data)

    check()


def spoilt_inside(data: bytes, chance: random.Random) -> bytes:
    """Return a zip file one of whose parts has pieces changed, and is packed again."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
        names = before.namelist()
        chosen = chance.choice([name for name in names if name.endswith(".xml")])
        for name in names:
            part = before.read(name)
            after.writestr(name, _spoilt(part, chance) if name == chosen else part)
    return target.getvalue()


NUMBERS = [b"0", b"-1", b"2", b"99999999999999999999", "九".encode(), b"", b"&#0;", b"1e9"]


def _spoilt(part: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        tags = list(re.finditer(rb"<[^>]*>", part)) or list(re.finditer(b"^", part))
        found = chance.choice(tags)
        new = chance.choice(
            [
                b"",
                found[0] * 2,
                found[0][:-1],
                b"<!-- -->",
                re.sub(rb'="[^"]*"', lambda _: b'="' + chance.choice(NUMBERS) + b'"', found[0]),
                b"</x>",
            ]
        )
        part = part[: found.start()] + new + part[found.end() :]
    return part


@by_kind("excel", "docx")
def test_packed_files_with_a_spoilt_part(kind: str) -> None:
    """Their outside is sound, so that the inside is read."""
    packed = [data for data in seeds_of(kind) if data.startswith(b"PK")]

    @settings(deadline=None, suppress_health_check=EVERYTHING)
    @given(st.sampled_from(packed), st.randoms(use_true_random=False))
    def check(data: bytes, chance: random.Random) -> None:
        feed(kind, spoilt_inside(data, chance))

    check()


@by_kind(*TARGETS)
def test_every_kind_has_good_files_and_a_language(kind: str) -> None:
    """The first file is read without an error."""
    assert TOKENS[kind]
    TARGETS[kind](seeds_of(kind)[0])
