"""Masking: a narrative without what tells who a citizen is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from hotline_metrics.privacy.finding import Finding, Masked, fold
from hotline_metrics.privacy.handles import find_handles, find_houses, find_plates
from hotline_metrics.privacy.names import find_names, surname_at
from hotline_metrics.privacy.numbers import find_numbers

HIDDEN = "×××"
"""What stands for a number; names become 赵某."""

_COUNTED = re.compile(
    r"[0-9A-Za-z一二三四五六七八九十百零〇两]+(?=[号栋幢座单层楼室户房#-]|$)|[0-9]+"
)


def mask_text(text: str, *, keep: Collection[str] = ()) -> Masked:
    """Mask names, telephones, identity documents, plates, house numbers and the like.

    What rules cannot know they list, see :attr:`Masked.doubtful`. A ticket number stays, though
    it looks like an identity card.

    Args:
        text: a narrative, or a whole document.
        keep: words that are nobody's, such as the names of units and the numbers of tickets.

    Raises:
        MissingDependency: the extra ``privacy`` is not installed.

    >>> mask_text("村民赵大伟（电话13812345678）反映231007102349106144号工单超期。").text
    '村民赵某（电话×××）反映231007102349106144号工单超期。'
    """
    folded = fold(text)
    taken = bytearray(len(text))
    for start, end in _kept(text, keep):
        taken[start:end] = b"\1" * (end - start)
    chosen: list[Finding] = []
    for finding in _find(folded):
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            chosen.append(finding)
    chosen.sort(key=lambda finding: finding.start)
    return Masked("".join(_rewritten(text, folded, chosen)), tuple(chosen))


def _find(folded: str) -> Iterator[Finding]:
    # Of findings that overlap, the first counts.
    yield from find_handles(folded)
    yield from find_plates(folded)
    yield from find_numbers(folded)
    yield from find_houses(folded)
    yield from find_names(folded)


def _kept(text: str, keep: Collection[str]) -> Iterator[tuple[int, int]]:
    words = {word for word in keep if word}
    lengths = {len(word) for word in words}
    for start in range(len(text)) if words else ():
        for length in lengths:
            if text[start : start + length] in words and _is_whole(text, start, start + length):
                yield start, start + length


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a word is no part of a longer number: ticket 1 keeps no telephone open."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (_is_sign(before) and _is_sign(text[start]))
        or (_is_sign(after) and _is_sign(text[end - 1]))
    )


def _is_sign(character: str) -> bool:
    # Full-width digits count as well.
    return character.isdigit() or (character.isascii() and character.isalpha())


def _rewritten(text: str, folded: str, findings: Iterable[Finding]) -> Iterator[str]:
    at = 0
    for finding in findings:
        if finding.masked:
            yield text[at : finding.start]
            yield _hidden(finding, folded)
            at = finding.end
    yield text[at:]


def _hidden(finding: Finding, folded: str) -> str:
    words = folded[finding.start : finding.end]
    if finding.kind == "name":
        return words[: surname_at(words, 0)] + "某"
    if finding.kind == "house":
        return _COUNTED.sub("×", words)
    return HIDDEN
