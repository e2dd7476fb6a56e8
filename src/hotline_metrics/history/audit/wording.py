"""Does the text agree with the tables, its shares with their counts, and its title with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from hotline_metrics.domain.figure import (
    Figure,
    PrintedRate,
    print_figure,
    print_number,
    round_half_up,
)
from hotline_metrics.figures.report import Figures
from hotline_metrics.history.audit import kinds
from hotline_metrics.history.audit.subject import Finding, Subject
from hotline_metrics.history.published.reading import Printed

SHARES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "dissatisfied_rate": ("dissatisfied", ("surveyed",)),
    "closed_rate": ("closed", ("due", "assigned", "received")),
    "on_time_rate": ("on_time_closed", ("due", "closed", "assigned")),
    "redo_rate": ("redo", ("assigned", "closed", "due")),
}
"""A printed share: the count above and the counts it may be a share of, the usual one first."""


_MONTH_BEFORE = re.compile(r"[较比]上(个?月|期|一?季度|周)[^，。；]{0,6}同比")


def check_wording(subject: Subject) -> Iterator[Finding]:
    """Hold the text against the tables and against itself."""
    if subject.reading is None:
        return
    yield from _repeated(subject)
    yield from _shares(subject)
    yield from _periods(subject)
    yield from _stray(subject)
    for each in subject.reading.unplaced:
        if _MONTH_BEFORE.search(each.text):
            yield subject.find(
                kinds.COMPARISON_WORD,
                "",
                each.place,
                text=_brief(each.text),
                cause="同比是与上年同期比，环比是与上一期比",
                cause_en="同比 is against last year, 环比 against the period before",
            )
        elif each.text and any(character.isdigit() for character in each.text):
            yield subject.find(kinds.UNPLACED, "", each.place, text=_brief(each.text))


def check_against(subject: Subject, right: MonthlyReportFigures) -> Iterator[Finding]:
    """Hold every figure that a document prints against the report it was made from.

    Args:
        subject: the document.
        right: name of a figure to its right value.
    """
    reading = subject.reading
    if reading is None:
        return
    for name, place in reading.places.items():
        value = _value_of(name, subject)
        if name in right and not agree(value, right[name]):
            yield _differs(
                subject,
                Printed(name=name, value=value, text=place.text, place=place),
                right[name],
                "报告",
                "the report says",
            )
    for each in reading.printed:
        if each.name in right and not agree(each.value, right[each.name]):
            yield _differs(subject, each, right[each.name], "报告", "the report says")


MonthlyReportFigures = Mapping[str, Figure | Decimal]
"""Name of a figure to its value."""


def agree(printed: Figure | Decimal, right: Figure | Decimal) -> bool:
    """Tell whether a printed value may stand for another, which may have more decimals."""
    one, other = _number(printed), _number(right)
    if one is None or other is None:
        return one is other
    exponent = one.as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else 0
    return one == other or round_half_up(Fraction(other), digits) == one


def _number(value: Figure | Decimal) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else value.percent


def _repeated(subject: Subject) -> Iterator[Finding]:
    assert subject.reading is not None  # noqa: S101 - the caller has looked
    for each in subject.reading.printed:
        if each.name not in subject.reading.places or each.name in subject.reading.extras:
            continue
        stands = _value_of(each.name, subject)
        place = subject.reading.places[each.name]
        if each.place != place and not (agree(each.value, stands) or agree(stands, each.value)):
            yield _differs(
                subject, each, stands, place.describe("zh"), f"{place.describe('en')} says"
            )


def _differs(
    subject: Subject,
    each: Printed,
    right: Figure | Decimal,
    elsewhere: str,
    elsewhere_en: str,
) -> Finding:
    return subject.find(
        kinds.TEXT_DIFFERS,
        each.name,
        each.place,
        text=_brief(each.text),
        printed=_printed(each.value),
        expected=_printed(right),
        elsewhere=elsewhere,
        elsewhere_en=elsewhere_en,
        cause="改了一处没有改另一处，或手工改错",
        cause_en="one place was changed and not the other, or changed wrongly",
    )


def _printed(value: Figure | Decimal) -> str:
    return print_number(value) if isinstance(value, Decimal) else print_figure(value)


def _shares(subject: Subject) -> Iterator[Finding]:
    lines = [("totals", subject.report.totals)]
    lines += [(f"units/{line.unit}", line.figures) for line in subject.report.units]
    for place, figures in lines:
        for name, (above, bases) in SHARES.items():
            yield from _share(subject, f"{place}/{name}", figures, (above, bases), name)
    totals = subject.report.totals
    for line in subject.report.categories:
        printed = line.figures.get("share")
        counted = {"part": line.figures.get("assigned"), **totals, "share": printed}
        bases = ("assigned", "received", "closed")
        yield from _share(
            subject, f"categories/{line.category}/share", counted, ("part", bases), "share"
        )


def _share(
    subject: Subject,
    place: str,
    figures: Figures,
    parts: tuple[str, tuple[str, ...]],
    name: str,
) -> Iterator[Finding]:
    above, bases = parts
    printed, top = figures.get(name), figures.get(above)
    known = [
        (base, count) for base in bases if isinstance(count := figures.get(base), int) and count
    ]
    if not isinstance(printed, PrintedRate) or not isinstance(top, int) or not known:
        return
    exact = [(base, count, Fraction(100 * top, count)) for base, count in known]
    if agree(printed, round_half_up(exact[0][2], 6)):
        return
    _, count, right = exact[0]
    exponent = printed.percent.as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else 2
    cause, cause_en = "写错，或用了别的基数", "a typing error, or another base"
    for place_of, (other, _, share) in enumerate(exact):
        based = f"基数是{subject.title(other)}" if place_of else ""
        based_en = f"the base is {other}" if place_of else ""
        cut = Decimal(share.numerator) / Decimal(share.denominator)
        if agree(printed, round_half_up(share, 6)):
            cause, cause_en = based, based_en
            break
        if cut.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN) == printed.percent:
            cause = "，".join(filter(None, (based, "截去了小数，没有四舍五入")))
            cause_en = ", ".join(filter(None, (based_en, "truncated instead of rounded")))
            break
    yield subject.find(
        kinds.SHARE_DIFFERS,
        place,
        measure=name,
        title=subject.title(name),
        printed=print_figure(printed),
        top=str(top),
        bottom=str(count),
        expected=f"{print_number(round_half_up(right, max(digits, 2)))}%",
        cause=cause,
        cause_en=cause_en,
    )


def _periods(subject: Subject) -> Iterator[Finding]:
    assert subject.reading is not None  # noqa: S101 - the caller has looked
    titles = [each for each in subject.reading.periods if each.title]
    texts = [each for each in subject.reading.periods if not each.title]
    if not titles or not texts:
        return
    if all(each.months != titles[0].months for each in texts):
        yield subject.find(
            kinds.OTHER_PERIOD,
            "",
            texts[0].place,
            printed=texts[0].text,
            expected=titles[0].text,
            cause="沿用了别的月份的文稿",
            cause_en="the draft of another month was used",
        )


def _stray(subject: Subject) -> Iterator[Finding]:
    assert subject.reading is not None  # noqa: S101 - the caller has looked
    places = [*subject.reading.places.values(), *(p.place for p in subject.reading.printed)]
    seen: set[str] = set()
    for place in places:
        if re.search(r"[%％]{2,}", place.text) and place.text not in seen:
            seen.add(place.text)
            yield subject.find(kinds.STRAY, "", place, text=_brief(place.text))


def _value_of(name: str, subject: Subject) -> Figure:
    room, *of, measure = name.split("/")
    report = subject.report
    if room == "totals":
        return report.totals.get(measure)
    lines: Mapping[str, Iterable[tuple[str, Figures]]] = {
        "units": ((each.unit, each.figures) for each in report.units),
        "categories": ((each.category, each.figures) for each in report.categories),
        "groups": ((each.group, each.figures) for each in report.groups),
    }
    line = "/".join(of)
    return next((figures.get(measure) for each, figures in lines[room] if each == line), None)


def _brief(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
