"""The file itself: a template filled, style and script within it, and the policy that allows them.

The policy allows the one style and the one script whose hashes it names, and nothing else: no
request, no other script, no style in an attribute. So whatever a name in the data might say, there
is nothing that would run it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_compact = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def render(template: str, context: Mapping[str, object], data: Mapping[str, object]) -> bytes:
    """Fill a template.

    Args:
        template: its file name, such as ``report.html.jinja``.
        context: what it prints; all of it is escaped.
        data: what the script reads, as JSON in the page.

    Returns:
        The page in UTF-8; the same for the same values.
    """
    from jinja2.utils import htmlsafe_json_dumps
    from markupsafe import Markup

    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    text = (
        _environment()
        .get_template(template)
        .render(
            **context,
            style=Markup(style),  # noqa: S704 - a file of ours
            script=Markup(script),  # noqa: S704 - a file of ours
            policy=policy,
            data=htmlsafe_json_dumps(data, dumps=_compact),
        )
    )
    # A character that UTF-8 cannot write has no business in a name, and must not stop a page.
    return text.encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__ or "hotline_metrics_html", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _part(name: str) -> str:
    return files(__package__ or "hotline_metrics_html").joinpath("page", name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
