"""What is said to a person: the same sentence in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

Language = Literal["zh", "en"]


@attrs.frozen
class Message:
    """A text for a person, in both languages.

    It unpacks into the two, which is how errors take it: ``raise RulebookError(*message)``.

    Attributes:
        zh: in Chinese.
        en: in English.

    >>> Message("没有单位", "there is no unit").at("units.csv")
    Message(zh='units.csv：没有单位', en='units.csv: there is no unit')
    """

    zh: str
    en: str

    def __iter__(self) -> Iterator[str]:
        yield self.zh
        yield self.en

    def text(self, lang: Language) -> str:
        """Return it in one language."""
        return self.zh if lang == "zh" else self.en

    def at(self, place: str | Message) -> Message:
        """Return it with its place before every line.

        Args:
            place: a name that is the same in both languages, or words for it.
        """
        where = message_of(place)
        return Message(
            "\n".join(f"{where.zh}：{line}" for line in self.zh.splitlines()),
            "\n".join(f"{where.en}: {line}" for line in self.en.splitlines()),
        )


def message_of(text: str | Message) -> Message:
    """Return a text as a message; one text alone stands for both languages."""
    return text if isinstance(text, Message) else Message(text, text)


def joined(messages: Iterable[Message], zh: str = "\n", en: str = "\n") -> Message:
    """Return several messages as one.

    Args:
        messages: the parts.
        zh: what stands between them in Chinese.
        en: what stands between them in English.
    """
    parts = tuple(messages)
    return Message(zh.join(part.zh for part in parts), en.join(part.en for part in parts))
