"""How much of what must go is masked, and how much of what is masked must go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs
from tests.privacy.sentences import Sentence

from hotline_metrics.privacy.masking import mask_text


@attrs.frozen
class Score:
    """What masking did to some sentences.

    Attributes:
        wanted: spans that must go, by kind.
        found: those of which every character was masked, by kind.
        masked: spans that were masked, by kind.
        right: those that are exactly a span that must go, by kind.
        faults: what went wrong, in words.
    """

    wanted: Counter[str]
    found: Counter[str]
    masked: Counter[str]
    right: Counter[str]
    faults: tuple[str, ...]

    def recall(self, *kinds: str) -> float:
        """Return which share of what must go was masked."""
        wanted = sum(self.wanted[kind] for kind in kinds or self.wanted)
        return sum(self.found[kind] for kind in kinds or self.wanted) / wanted

    def precision(self, *kinds: str) -> float:
        """Return which share of what was masked had to go, to the character."""
        masked = sum(self.masked[kind] for kind in kinds or self.masked)
        return sum(self.right[kind] for kind in kinds or self.masked) / masked

    def table(self) -> str:
        """Return the score as lines of a table."""
        lines = ["kind      wanted  found  recall   masked  right  precision"]
        for kind in sorted({*self.wanted, *self.masked}):
            recall = f"{self.recall(kind):7.2%}" if self.wanted[kind] else "      –"
            precision = f"{self.precision(kind):9.2%}" if self.masked[kind] else "        –"
            lines.append(
                f"{kind:8}  {self.wanted[kind]:6}  {self.found[kind]:5}  {recall}"
                f"   {self.masked[kind]:6}  {self.right[kind]:5}  {precision}"
            )
        return "\n".join(lines)


def measure(sentences: Iterable[Sentence]) -> Score:
    """Mask sentences and count."""
    wanted, found, masked, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    faults: list[str] = []
    for sentence in sentences:
        result = mask_text(sentence.text)
        spans = [(f.kind, f.start, f.end) for f in result.findings if f.masked]
        hidden = {place for _, start, end in spans for place in range(start, end)}
        for kind, start, end in sentence.spans:
            wanted[kind] += 1
            if hidden.issuperset(range(start, end)):
                found[kind] += 1
            elif kind != "bare":
                faults.append(f"left {kind} {sentence.text[start:end]!r}: {sentence.text}")
        exact = {(start, end) for _, start, end in sentence.spans}
        for kind, start, end in spans:
            masked[kind] += 1
            if (start, end) in exact:
                right[kind] += 1
            else:
                faults.append(f"took {kind} {sentence.text[start:end]!r}: {sentence.text}")
    return Score(wanted, found, masked, right, tuple(faults))
