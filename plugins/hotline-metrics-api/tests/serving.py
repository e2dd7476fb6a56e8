"""What a service on this machine answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from werkzeug import Request, Response

Handler = Callable[[Request], Response]
Serve = Callable[[Handler | Response], str]
"""Let a handler answer whatever is asked; returns the address."""


def as_json(value: object, status: int = 200, **headers: str) -> Response:
    """Return an answer in JSON."""
    text = json.dumps(value, ensure_ascii=False)
    named = {name.replace("_", "-"): each for name, each in headers.items()}
    return Response(text, status, named, content_type="application/json")


def in_pages(items: Sequence[object], number: int, size: int) -> list[object]:
    """Return a page of items, counted from 0."""
    return list(items[number * size : (number + 1) * size])


def in_turn(*answers: Response | Handler) -> Handler:
    """Return a handler that gives one answer after another, the last one for ever."""
    waiting = list(answers)

    def answer(request: Request) -> Response:
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return found if isinstance(found, Response) else found(request)

    return answer


def without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object as services write it that leave empty fields out."""
    return {key: value for key, value in values.items() if value not in ("", None)}
