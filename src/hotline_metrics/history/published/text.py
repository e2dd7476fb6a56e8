"""From sentences to figures: what each number counts, and of whom."""

from __future__ import annotations

import re
from decimal import Decimal

import attrs

from hotline_metrics.domain.figure import Figure, PrintedRate
from hotline_metrics.history.published.names import UnitNames
from hotline_metrics.history.published.phrases import (
    CLASS,
    CONNECTED,
    COUNTED,
    DOWN,
    ITEM,
    ITEMS,
    LEAD,
    MOVEMENT,
    PART,
    RANKED,
    WHOLE,
    Basis,
    agree,
    basis_in,
    groups_in,
    is_all,
    kind_of,
)
from hotline_metrics.history.published.reading import Ledger, Place
from hotline_metrics.history.published.sentences import Token, tokens_of
from hotline_metrics.history.published.values import Number, figure_of, half_width, squeeze
from hotline_metrics.history.published.vocabulary import Kind, Meaning, Vocabulary, bare

TOTALS = "totals"
_DEEPEST = 8
_LONGEST_LABEL = 200


@attrs.define
class TextReading:
    """What the text holds besides figures.

    Attributes:
        categories: the lists of categories.
    """

    categories: list[list[str]] = attrs.field(factory=list)


@attrs.define
class _Sentence:
    """What a number refers to, while a sentence is read.

    Attributes:
        label: the words since the last boundary.
        subject: whom numbers are about: totals, a unit, a category; empty when unknown.
        unit: whether a unit was named since the last boundary.
        context: the measure that bare numbers of units count.
        last: name of the figure that a movement refers to.
        basis: what the last movement compared with.
        pending: categories counted since the last share.
        scoped: whether the sentence is about something else than the whole.
        parted: whether 其中 stood in the sentence.
        turned: whether a semicolon ended what is said of a unit, and nobody was named since.
    """

    label: str = ""
    subject: str = TOTALS
    unit: bool = False
    context: Meaning | None = None
    last: str = ""
    basis: Basis | None = None
    pending: int = 0
    scoped: bool = False
    parted: bool = False
    turned: bool = False


@attrs.define
class TextReader:
    """Reads the text of a document, paragraph by paragraph.

    Attributes:
        words: the vocabulary.
        names: the units.
        ledger: takes the figures.
        groups: the groups that the tables list.
        found: what it found besides figures.
    """

    words: Vocabulary
    names: UnitNames
    ledger: Ledger
    groups: frozenset[str] = frozenset()
    found: TextReading = attrs.field(factory=TextReading)
    _outside: list[_Sentence] = attrs.field(factory=list)
    _listing: int = 0
    _now: _Sentence = attrs.field(factory=_Sentence)
    _place: Place = attrs.field(default=Place(text="", block=0))
    _said: list[str] = attrs.field(factory=list)

    def announce(self, heading: str) -> None:
        """Take a heading as what the numbers after it are about: 承办前十排名."""
        self._now = _Sentence(context=self._ranked(bare(heading)))
        self._listing = -1

    def read(self, text: str, place: Place) -> tuple[str, ...]:
        """Read a paragraph.

        Args:
            text: its text.
            place: where it stands.

        Returns:
            The names of the figures that it prints.
        """
        self._place, self._said = place, []
        context = self._now.context
        self._now = _Sentence(context=context)
        self._count_groups(half_width(text))
        if items := ITEMS.fullmatch(half_width(text).strip()):
            self._enumerated(items[1])
            return tuple(self._said)
        for token in tokens_of(text, self.names):
            self._take(token)
        self._stop()
        return tuple(self._said)

    def _take(self, token: Token) -> None:  # noqa: PLR0912 - one case for each sort of token
        now = self._now
        match token.sort:
            case "words":
                # What a number counts stands right before it.
                now.label = (now.label + bare(token.text))[-_LONGEST_LABEL:]
                now.parted = now.parted or "其中" in now.label
            case "pause":
                now.label += "、" if now.label else ""
            case "unit":
                now.label = ""
                self._about(token.text)
            case "number" if token.number is not None:
                self._number(token, token.number)
                now.label, now.unit = "", False
            case "still":
                if (basis := basis_in(token.text)) and now.last:
                    self._move(Decimal(0), token.text, basis, percent=True)
                now.label = ""
            case "lacking":
                self._lacking(f"{now.label}{token.text}")
                now.label, now.unit = "", False
            case "colon":
                self._lead()
            case "break":
                # The name before a bracket is who the number inside is about.
                self._name_before_break()
                now.label = ""
                self._bracket(token.text)
            case "stop":
                self._stop()
                self._now = _Sentence(context=now.context)
                if now.scoped:
                    self._now.scoped, self._now.subject = True, ""
            case _:  # pragma: no cover - a number without its number is none
                pass
        if token.text == ";":
            self._turn()

    def _about(self, unit: str) -> None:
        now = self._now
        now.subject, now.unit, now.turned = f"units/{unit}", True, False

    def _turn(self) -> None:
        """Begin a clause: it may go on about the same unit, otherwise it is about all."""
        now = self._now
        now.turned = now.turned or now.subject.startswith("units/")
        if not now.turned:
            now.subject = "" if now.scoped else TOTALS
            now.pending = 0

    def _bracket(self, sign: str) -> None:
        """Keep what is said in brackets from what is said after them."""
        if sign == "(" and len(self._outside) < _DEEPEST:
            self._outside.append(attrs.evolve(self._now))
        elif sign == ")" and self._outside:
            context = self._now.context
            self._now = attrs.evolve(self._outside.pop(), label="", unit=False, context=context)

    def _stop(self) -> None:
        """End a sentence: one that enumerated several categories ends their list."""
        if self._listing > 1:
            self._listing = -1
        elif self._listing == 1:
            self._listing = 0
        self._outside.clear()

    def _lead(self) -> None:
        now = self._now
        label, now.label = now.label, ""
        ranked = self._ranked(label)
        now.scoped = False
        if RANKED.fullmatch(label):
            now.context = ranked or now.context
        elif self.words.role(label):
            pass
        elif label and not now.unit and not LEAD.search(label):
            now.scoped, now.subject = True, ""

    def _name_before_break(self) -> None:
        now, label = self._now, self._now.label
        if now.scoped:
            return
        if name := self.names.named(re.sub("^[为如、]|^其中", "", label)):
            self._about(name)
        elif is_all(label):
            now.subject, now.turned = TOTALS, False
        elif now.turned and not WHOLE.fullmatch(label):
            now.subject = ""

    def _ranked(self, label: str) -> Meaning | None:
        found = RANKED.fullmatch(label)
        if found is None:
            return None
        return self.words.phrase(
            re.sub("^[一二三四五六七八九十]+、", "", found["what"] or found["else"] or "")
        )

    def _meaning(self, label: str) -> Meaning | None:
        return self.words.phrase(CONNECTED.sub("", label)) if label else None

    def _number(self, token: Token, number: Number) -> None:
        now = self._now
        label = now.label.strip(".·-")
        if now.label.endswith("前") and number.counter in ("位", "名", ""):
            now.context = self._meaning(now.label[:-1]) or now.context
            return
        moved = MOVEMENT.search(label)
        connected = token.bare and bool(CONNECTED.search(label) or label.endswith(COUNTED))
        # 满意率0.5 may be 0.5 % or 50 %: no figure, but it wants to be one.
        kind = kind_of(number, connected=connected or (not moved and self._is_rate(label)))
        if kind is None:
            return
        printed = f"{now.label}{token.text}"
        if moved and number.counter not in ("分", "家"):
            self._moved(label[: moved.start()], moved, number, printed)
            return
        if self._placed(label, number, kind, printed):
            now.turned = False
            return
        self.ledger.miss(printed, self._place, "measure" if label else "subject")
        if self._meaning(label):
            now.context = None
        if now.turned or not now.subject.startswith("units/"):
            now.subject = ""
        now.last = ""

    def _is_rate(self, label: str) -> bool:
        meaning = self._meaning(label)
        return meaning is not None and meaning.kind == "rate"

    def _lacking(self, printed: str) -> None:
        """Keep that a rate is lacking, of a unit or of all."""
        now, meaning = self._now, self._meaning(self._now.label)
        if meaning is None or meaning.kind != "rate" or now.scoped:
            return
        line = self._line(meaning)
        if line and not line.startswith("categories/"):
            now.subject, now.turned = line, False
            self._keep(f"{line}/{meaning.measure}", None, printed)

    def _placed(self, label: str, number: Number, kind: Kind, printed: str) -> bool:
        now = self._now
        meaning = self._meaning(label)
        if now.scoped and not (meaning and meaning.kind == "extra"):
            return False
        if meaning is not None and not agree(meaning.kind, kind):
            meaning = None
        if meaning is not None and meaning.measure == "share":
            return self._share(meaning, number, printed)
        if meaning is None:
            return self._bare(label, number, kind, printed)
        line = self._line(meaning)
        if not line:
            return kind == "count" and self._category(label, number, printed)
        if line.startswith("categories/") and line != now.subject:
            if (meaning.measure, kind) != ("assigned", "count"):
                return False
            return self._count(line.removeprefix("categories/"), number, printed)
        now.subject = line
        if line == TOTALS and meaning.kind == "count":
            now.context = meaning
        return self._figure(f"{line}/{meaning.measure}", number, meaning.kind, printed)

    def _line(self, meaning: Meaning) -> str:
        """Return whose figure it is: a unit's, a category's, all tickets' or nobody's."""
        now, before = self._now, meaning.before
        if is_all(before) and meaning.kind != "extra":
            return TOTALS
        part = bool(PART.fullmatch(before))
        if now.unit or (part and now.subject.startswith("units/")):
            return now.subject
        if now.subject.startswith("categories/") and part and meaning.kind == "rate":
            return now.subject if now.pending <= 1 else ""
        if not now.subject and (meaning.kind == "rate" or (now.parted and not now.scoped)):
            return ""
        if part or (not now.parted and WHOLE.fullmatch(before)):
            return "" if now.turned and not now.subject else TOTALS
        if found := CLASS.fullmatch(before):
            return f"categories/{squeeze(found['name'])}"
        name = self.names.named(re.sub("^(?:其中|如|例如|为|由)+", "", before))
        return f"units/{name}" if name else ""

    def _bare(self, label: str, number: Number, kind: Kind, printed: str) -> bool:
        now = self._now
        if kind == "count" and self._category(label, number, printed):
            return True
        name = self.names.named(re.sub("^(?:其中|如|为|、)+", "", label)) if label else ""
        if name:
            self._about(name)
        elif label and not (now.unit and CONNECTED.sub("", label) == ""):
            return False
        if not now.subject.startswith("units/"):
            return False
        if kind == "extra":
            return self._figure(f"{now.subject}/score", number, kind, printed)
        if kind == "count" and now.context is not None and now.unit:
            return self._figure(f"{now.subject}/{now.context.measure}", number, kind, printed)
        return False

    def _category(self, label: str, number: Number, printed: str) -> bool:
        now = self._now
        found = CLASS.fullmatch(label.strip("、"))
        listed = now.subject.startswith("categories/")
        if found is None and not (listed and 1 < len(label) <= 24 and not self._meaning(label)):
            return False
        if found and found["name"].startswith("其") and not self.found.categories:
            return False
        return self._count(squeeze(found["name"] if found else label.strip("、")), number, printed)

    def _count(self, category: str, number: Number, printed: str) -> bool:
        """Keep a category's count, in the list that is being enumerated."""
        now = self._now
        if self._listing < 0 or not self.found.categories:
            self.found.categories.append([])
            self._listing = 0
        self._listing += 1
        self.found.categories[-1].append(category)
        now.subject = f"categories/{category}"
        now.pending += 1
        return self._figure(f"{now.subject}/assigned", number, "count", printed)

    def _share(self, meaning: Meaning, number: Number, printed: str) -> bool:
        now = self._now
        alone = now.pending == 1 and now.subject.startswith("categories/")
        now.pending = 0
        if not alone or not PART.fullmatch(meaning.before):
            return False
        kept = self._figure(f"{now.subject}/share", number, "rate", printed)
        now.last = f"{now.subject}/assigned"  # what moved, 占5.8%，同比增幅39%, is the count
        return kept

    def _moved(self, before: str, moved: re.Match[str], number: Number, printed: str) -> None:
        now = self._now
        if before and not now.scoped:
            meaning = self._meaning(before)
            line = self._line(meaning) if meaning else ""
            now.last = f"{line}/{meaning.measure}" if meaning and line else ""
            now.basis = None
        basis = basis_in(moved["basis"]) or (None if moved["basis"] else now.basis)
        value = -number.value if moved["way"] in DOWN else number.value
        if now.scoped or basis is None or not now.last:
            contradictory = basis is None and bool(moved["basis"])
            self.ledger.miss(printed, self._place, "conflict" if contradictory else "basis")
            return
        self._move(value, printed, basis, percent=number.percent or number.counter == "个百分点")

    def _move(self, value: Decimal, printed: str, basis: Basis, *, percent: bool) -> None:
        now = self._now
        line, _, measure = now.last.rpartition("/")
        now.basis = basis
        if not percent:
            self._say(f"differences/{now.last.removeprefix('totals/')}/{basis}", value, printed)
        elif line == TOTALS:
            self._say(f"comparisons/{measure}/{basis}", value, printed)
        elif measure == "assigned":
            self._keep(f"{line}/{basis}", PrintedRate(value), printed)
        else:
            self._say(f"comparisons/{now.last}/{basis}", value, printed)

    def _figure(self, name: str, number: Number, kind: Kind, printed: str) -> bool:
        if kind == "extra":
            self.ledger.note(name, str(number.value), self._printed_at(printed))
            self._say(name, number.value, printed)
            return True
        try:
            value = figure_of(number, rate=kind == "rate")
        except ValueError:
            return False
        self._keep(name, value, printed)
        self._now.last = name
        self._now.basis = None
        return True

    def _keep(self, name: str, value: Figure, printed: str) -> None:
        """Say a figure; those of units come into the report from tables only."""
        if not name.startswith("units/") and name not in self.ledger.places:
            self.ledger.figures[name] = value
            self.ledger.places[name] = self._printed_at(printed)
        self._say(name, value, printed)

    def _say(self, name: str, value: Figure | Decimal, printed: str) -> None:
        self._said.append(name)
        self.ledger.say(name, value, printed, self._printed_at(printed))

    def _printed_at(self, printed: str) -> Place:
        return attrs.evolve(self._place, text=printed)

    def _enumerated(self, items: str) -> None:
        self.found.categories.append([])
        for found in ITEM.finditer(items):
            name = found[1].strip()
            self.found.categories[-1].append(name)
            self._keep(f"categories/{name}/assigned", int(found[2]), found[0].strip("、,;"))

    def _count_groups(self, text: str) -> None:
        for count, name in groups_in(text, self.groups):
            self._say(f"groups/{name}/units", count, f"{count}个{name}")
