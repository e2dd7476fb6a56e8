"""Which language the command line speaks: ``--lang``, then the locale."""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence

import attrs

from hotline_metrics.message import Language


@attrs.frozen
class Speech:
    """Chooses between a Chinese and an English text.

    >>> Speech("zh")("件", "tickets")
    '件'
    """

    lang: Language

    def __call__(self, zh: str, en: str) -> str:
        """Return the text in this language."""
        return zh if self.lang == "zh" else en


def choose_language(words: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language to speak, before the command line is parsed.

    Args:
        words: the command line; ``--lang zh`` and ``--lang=zh`` count.
        environ: the environment; ``HOTLINE_METRICS_LANG``, then the usual locale variables.

    >>> choose_language(["report", "--lang", "zh"], {})
    'zh'
    >>> choose_language([], {"LC_ALL": "zh_CN.UTF-8"}), choose_language([], {"LANG": "C"})
    ('zh', 'en')
    """
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang" and place + 1 < len(words):
            return "zh" if words[place + 1] == "zh" else "en"
        if word.startswith("--lang="):
            return "zh" if word == "--lang=zh" else "en"
    for name in ("HOTLINE_METRICS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return _language(environ[name])
    # Windows keeps the locale elsewhere and calls it "Chinese (Simplified)_China".
    return _language(locale.getlocale()[0] or "")


def _language(name: str) -> Language:
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
