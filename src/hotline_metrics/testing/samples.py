"""A file to test with, and what is known to be in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs

from hotline_metrics.intake.source import Limits, Source


@attrs.frozen(kw_only=True)
class Sample:
    """A file, and what a reader must find in it.

    Attributes:
        name: its name, with the suffix.
        data: its bytes.
        tickets: how many tickets the rulebook ``plain`` understands; ``None`` does not say.
        problems: codes of the errors it holds.
    """

    name: str
    data: bytes = attrs.field(repr=False)
    tickets: int | None = None
    problems: tuple[str, ...] = ()

    def source(self, folder: Path | None = None, *, limits: Limits | None = None) -> Source:
        """Return the sample as a source.

        Args:
            folder: where to write it as a file first; without one the source has no path.
            limits: how much of it may be read.
        """
        if folder is None:
            return Source(name=self.name, data=self.data, limits=limits or Limits())
        path = folder / self.name
        path.write_bytes(self.data)
        return Source.at(path, limits=limits)


def sample(
    file: str | Path,
    *,
    data: bytes | str | None = None,
    tickets: int | None = None,
    problems: Iterable[str] = (),
) -> Sample:
    r"""Return a sample: a file beside the tests, or bytes under a name.

    Args:
        file: the file, or the name that ``data`` goes by.
        data: its content; a text is encoded as UTF-8. Without it the file is read.
        tickets: how many tickets are in it.
        problems: codes of the errors in it, once for each time.

    >>> sample("calls.csv", data="工单编号,受理时间,承办单位\n1,2023-10-07,甲局\n", tickets=1)
    Sample(name='calls.csv', tickets=1, problems=())
    """
    path = Path(file)
    if data is None:
        data = path.read_bytes()
    return Sample(
        name=path.name,
        data=data.encode() if isinstance(data, str) else data,
        tickets=tickets,
        problems=tuple(problems),
    )
