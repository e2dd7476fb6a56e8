"""Answers kept until all are read, so that an interrupted read goes on where it was.

They lie in a folder of their own below the one that is named, one file for each request, readable
by nobody else. When all is read they are removed; so are those of a read that was interrupted
longer ago than :data:`FRESH`, because pages of two days do not fit together.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path

import attrs

from hotline_metrics.plugin import OptionsError, system_reason
from hotline_metrics_api.answer import Answer
from hotline_metrics_api.request import Request

FRESH = 6 * 3600
"""For how many seconds after its first answer an interrupted read may go on."""


class Kept:
    """The answers of one read, or nothing where none are kept.

    Args:
        folder: where they are kept; ``None`` keeps none.
        name: what is read, so that two reads do not share their answers.
    """

    def __init__(self, folder: Path | None, name: str) -> None:
        """Find what an earlier read left, if it is not too old."""
        self.folder: Path | None = None
        self.used: int = 0
        if folder is None:
            return
        self.folder = folder / f"read-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        try:
            files = [file.stat().st_mtime for file in self.folder.glob("*.answer")]
            if files and time.time() - min(files) > FRESH:
                self.forget()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            why = system_reason(error)
            raise OptionsError(
                f"resume：不能使用文件夹 {folder}：{why.zh}",
                f"resume: {folder} cannot be used: {why.en}",
            ) from error

    def get(self, request: Request) -> Answer | None:
        """Return the answer that was kept for a request, if it is whole."""
        if self.folder is None:
            return None
        try:
            head, _, body = self._file(request).read_bytes().partition(b"\n")
            told = json.loads(head)
            whole = told.pop("sha256") == hashlib.sha256(body).hexdigest()
            answer = Answer(body=body, **told) if whole else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        self.used += answer is not None
        return answer

    def put(self, request: Request, answer: Answer) -> None:
        """Keep an answer; it appears whole or not at all."""
        if self.folder is None:
            return
        told = attrs.asdict(answer)
        body = told.pop("body")
        told["sha256"] = hashlib.sha256(body).hexdigest()
        beside = self.folder / f"{os.getpid()}.part"
        try:
            beside.unlink(missing_ok=True)
            place = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(place, "wb") as stream:
                stream.write(json.dumps(told).encode() + b"\n" + body)
            beside.replace(self._file(request))
        except OSError as error:
            why = system_reason(error)
            raise OptionsError(
                f"resume：不能写入文件夹 {self.folder}：{why.zh}",
                f"resume: {self.folder} cannot be written to: {why.en}",
            ) from error

    def forget(self) -> None:
        """Remove what was kept."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, request: Request) -> Path:
        assert self.folder is not None  # noqa: S101 - asked for only where answers are kept
        return self.folder / f"{request.key}.answer"
