"""What shows a service who asks: read from the environment, added to a request at the last moment.

Signed queries
--------------
1. ``app_id``, where one is given, and the time (``timestamp_parameter``, whole seconds or
   milliseconds since 1970) become parameters of the request.
2. All parameters are sorted by name and then by value, by code point.
3. Names and values are percent-encoded as UTF-8, all but ``A-Z a-z 0-9 - . _ ~``, joined by ``=``
   and the pairs by ``&``.
4. The HMAC of that text under the secret, both as UTF-8, in small hexadecimal letters, becomes the
   parameter ``signature_parameter``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import time
from typing import Literal

import attrs

from hotline_metrics.plugin import OptionsError
from hotline_metrics_api.request import Request, escape

Auth = Literal["none", "bearer", "basic", "key", "signed"]
Algorithm = Literal["sha256", "sha512", "sha1", "sm3"]
Unit = Literal["seconds", "milliseconds"]


@attrs.frozen(kw_only=True)
class Signing:
    """How a query is signed.

    Attributes:
        app_id: who asks, as the service calls us; it is no secret.
        app_id_parameter: the parameter that says so.
        timestamp_parameter: the parameter that gets the time.
        unit: what the time is counted in.
        signature_parameter: the parameter that gets the signature.
        algorithm: the hash function of the HMAC.
    """

    app_id: str = ""
    app_id_parameter: str = "appId"
    timestamp_parameter: str = "timestamp"
    unit: Unit = "seconds"
    signature_parameter: str = "sign"
    algorithm: Algorithm = "sha256"

    @property
    def names(self) -> frozenset[str]:
        """The parameters that signing adds."""
        return frozenset(
            {self.app_id_parameter, self.timestamp_parameter, self.signature_parameter}
        )

    def sign(self, request: Request, secret: str, moment: float) -> Request:
        """Return a request with time and signature.

        Args:
            request: what is asked.
            secret: the key both sides know.
            moment: seconds since 1970.

        >>> asked = Request("http://x", (("page", 1), ("名", "甲 乙")))
        >>> signed = Signing().sign(asked, "key", 1696645429)
        >>> dict(signed.parameters)["sign"][:16]
        '657b2fefc824ccdc'
        """
        request = request.without(self.names)
        if self.app_id:
            request = request.with_parameter(self.app_id_parameter, self.app_id)
        ticks = int(moment * 1000) if self.unit == "milliseconds" else int(moment)
        request = request.with_parameter(self.timestamp_parameter, str(ticks))
        pairs = sorted((name, str(value)) for name, value in request.parameters)
        text = "&".join(f"{escape(name)}={escape(value)}" for name, value in pairs)
        signature = hmac.new(secret.encode(), text.encode(), self.algorithm).hexdigest()
        return request.with_parameter(self.signature_parameter, signature)


@attrs.frozen(kw_only=True)
class Credentials:
    """What shows a service who asks.

    Attributes:
        auth: which way.
        secret: token, password or key.
        user: the user's name, for ``basic``.
        name: the header or parameter of a key.
        place: whether a key is a header or a parameter.
        signing: how a query is signed.
    """

    auth: Auth = "none"
    secret: str = attrs.field(default="", repr=False)
    user: str = attrs.field(default="", repr=False)
    name: str = ""
    place: Literal["header", "query"] = "header"
    signing: Signing = Signing()

    @property
    def names(self) -> frozenset[str]:
        """The parameters that are added; a service may repeat them in the links it gives."""
        if self.auth == "signed":
            return self.signing.names
        return frozenset({self.name} if self.auth == "key" and self.place == "query" else ())

    def are_in(self, told: bytes) -> bool:
        """Tell whether something that a service said repeats the secret."""
        forms = (self.secret, escape(self.secret)) if self.secret else ()
        return any(form.encode() in told for form in forms)

    def add(self, request: Request) -> Request:
        """Return a request that shows who asks."""
        match self.auth:
            case "bearer":
                return request.with_header("Authorization", f"Bearer {self.secret}")
            case "basic":
                both = base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
                return request.with_header("Authorization", f"Basic {both}")
            case "key" if self.place == "header":
                return request.with_header(self.name, self.secret)
            case "key":
                return request.with_parameter(self.name, self.secret)
            case "signed":
                return self.signing.sign(request, self.secret, time.time())
            case _:
                return request


def from_environment(name: str, *, in_header: bool = False) -> str:
    """Return a secret that the environment holds.

    White space around it is dropped: a file that was read into the variable ends with a line end.

    Args:
        name: the variable.
        in_header: whether it is sent as it stands in a header, which carries ASCII only.

    Raises:
        OptionsError: the variable is not set, or holds what cannot be sent.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        raise OptionsError(
            f"环境变量 {name} 没有设置", f"the environment variable {name} is not set"
        )
    if not value.isprintable() or (in_header and not value.isascii()):
        raise OptionsError(
            f"环境变量 {name} 含有不能发送的字符", f"{name} holds characters that cannot be sent"
        )
    return value


def is_available(algorithm: Algorithm) -> bool:
    """Tell whether this machine's cryptography knows a hash function; SM3 is not everywhere."""
    return algorithm in hashlib.algorithms_available
