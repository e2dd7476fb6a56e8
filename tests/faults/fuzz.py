"""Look for faults in one kind of input for as long as you like, led by what the code does with it.

::

    pip install atheris
    python -m tests.faults.fuzz rulebook -max_total_time=600

Every input that reaches new code is kept in ``build/fuzz/KIND`` and taken up again the next time;
what breaks a promise is written there as ``crash-...``, ``timeout-...`` or ``oom-...``. Put it into
``tests/faults/corpus/KIND`` together with the repair. The words after the kind are libFuzzer's.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, cast

ROOT = Path(__file__).parents[2]


class Fuzzer(Protocol):
    """What is used of atheris."""

    def instrument_imports(self, include: list[str]) -> AbstractContextManager[None]:
        """Watch which lines of these packages run, from their import on."""

    def Setup(self, arguments: list[str], test: Callable[[bytes], None]) -> None:  # noqa: N802
        """Prepare."""

    def Fuzz(self) -> None:  # noqa: N802
        """Go on until something is found or time is up."""


def main(kind: str, more: list[str]) -> None:
    """Fuzz one kind of input."""
    atheris = cast("Fuzzer", importlib.import_module("atheris"))
    packages = ["hotline_metrics"]
    packages += [f"hotline_metrics_{name}" for name in ("api", "docx", "excel", "html")]
    with atheris.instrument_imports(include=packages):
        from tests.faults.seeds import TOKENS, seeds_of
        from tests.faults.targets import feed

    folder = ROOT / "build" / "fuzz" / kind
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds_of(kind)):
        (folder / f"seed-{number}").write_bytes(seed)
    words = folder.parent / f"{kind}.dict"
    words.write_text("".join(f'"{_coded(word)}"\n' for word in TOKENS[kind]), "ascii")
    usual = [
        f"-dict={words}",
        f"-artifact_prefix={folder}/",
        "-timeout=30",
        "-rss_limit_mb=3000",
        "-max_len=20000",
    ]
    atheris.Setup([sys.argv[0], *usual, *more, str(folder)], lambda data: feed(kind, data))
    atheris.Fuzz()


def _coded(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
