"""PDF by LibreOffice: a profile of its own, fonts mapped where they are missing, and told so."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from hotline_metrics.plugin import HotlineMetricsError, Language, Message, MissingDependency
from hotline_metrics_docx.fonts import HAVE_WEIGHTS, KINDS
from hotline_metrics_docx.options import PdfOptions

INSTALL = "apt-get install libreoffice-writer poppler-utils fonts-noto-cjk fonts-arphic-gbsn00lp fonts-arphic-gkai00mp"
"""What Debian and Ubuntu need for PDF."""

_log = logging.getLogger("hotline_metrics_docx")

_PLACES = (
    "/usr/bin/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


class ConversionFailed(HotlineMetricsError):
    """LibreOffice did not finish, or wrote no PDF."""


def convert_to_pdf(docx: bytes, options: PdfOptions, lang: Language = "zh") -> bytes:
    """Return a Word document as PDF.

    Args:
        docx: the document.
        options: the program, its time, and whether fonts may be replaced.
        lang: in which language the log names fonts that were replaced.

    Raises:
        MissingDependency: LibreOffice is not installed, or a font is not and none may stand in.
        ConversionFailed: LibreOffice did not finish, or wrote nothing.
    """
    program = find_soffice(options.soffice)
    stand_ins = find_stand_ins(fonts_in(docx))
    _report(stand_ins, options, lang)
    with tempfile.TemporaryDirectory(prefix="hotline-metrics-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        (folder / "bulletin.docx").write_bytes(docx)
        (folder / "fonts.conf").write_text(fonts_conf(stand_ins), encoding="utf-8")
        _run(program, folder, options.timeout)
        pdf = folder / "bulletin.pdf"
        if not pdf.is_file():
            raise ConversionFailed("LibreOffice 没有生成 PDF", "LibreOffice wrote no PDF")
        return without_clock(pdf.read_bytes())


def find_soffice(chosen: Path | None = None) -> Path:
    """Return the program.

    Raises:
        MissingDependency: it is nowhere.
    """
    if chosen is not None:
        if not chosen.is_file():
            raise MissingDependency(f"没有程序 {chosen}", f"{chosen}: there is no such program")
        return chosen
    found = shutil.which("soffice") or shutil.which("libreoffice")
    for place in filter(None, (found, *_PLACES)):
        if Path(place).is_file():
            return Path(place)
    raise MissingDependency(
        "生成 PDF 需要 LibreOffice；也可先输出 .docx，再用 Word 或 WPS 另存为 PDF\n"
        f"Debian、Ubuntu：{INSTALL}\n"
        "Windows、macOS：https://www.libreoffice.org",
        "A PDF needs LibreOffice; or write a .docx and save it as PDF in Word or WPS.\n"
        f"Debian, Ubuntu: {INSTALL}\n"
        "Windows, macOS: https://www.libreoffice.org",
    )


# --- fonts ------------------------------------------------------------------------------------
def fonts_in(docx: bytes) -> tuple[str, ...]:
    """Return the names of the East Asian fonts that a Word document uses."""
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        text = "".join(
            file.read(name).decode("utf-8", "replace")
            for name in file.namelist()
            if re.fullmatch(r"word/(document|styles|footer\d*|header\d*)\.xml", name)
        )
    return tuple(
        dict.fromkeys(re.findall(r'w:eastAsia="([^"]+)"', re.sub("<w:lang [^>]*>", "", text)))
    )


def find_stand_ins(names: Iterable[str]) -> dict[str, str]:
    """Return, for each font that is not installed, the nearest of its kind that is.

    A font for which there is nothing stands in for itself with an empty name. Without
    fontconfig nothing can be told, and nothing is returned.
    """
    installed = _installed()
    if installed is None:
        return {}
    return {name: _nearest(name, installed) for name in names if name.lower() not in installed}


def fonts_conf(stand_ins: Mapping[str, str]) -> str:
    """Return a configuration of fontconfig in which other fonts stand in for missing ones."""
    rules = "".join(
        f'<match target="pattern"><test name="family" qual="any"><string>{escape(name)}</string>'
        f'</test><edit name="family" mode="assign" binding="strong"><string>{escape(other)}</string>'
        "</edit>"
        + (
            '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'
            if name in KINDS["title"] and other in HAVE_WEIGHTS
            else ""
        )
        + "</match>"
        for name, other in stand_ins.items()
        if other
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"{rules}</fontconfig>"
    )


def _installed() -> frozenset[str] | None:
    program = shutil.which("fc-list")
    if program is None:
        return None
    listed = subprocess.run(  # noqa: S603 - a fixed command
        [program, "--format", "%{family}\n"], capture_output=True, check=False, timeout=60
    )
    names = listed.stdout.decode("utf-8", "replace").replace("\n", ",").split(",")
    return frozenset(name.strip().lower() for name in names)


def _nearest(name: str, installed: frozenset[str]) -> str:
    for kind in KINDS.values():
        if name in kind:
            return next((other for other in kind if other.lower() in installed), "")
    return ""


def _report(stand_ins: Mapping[str, str], options: PdfOptions, lang: Language) -> None:
    if not options.substitute and stand_ins:
        raise MissingDependency(
            f"未安装字体：{'、'.join(stand_ins)}；请安装，或允许替换（substitute=yes）",
            f"fonts are not installed: {', '.join(stand_ins)}; "
            "install them, or allow others to stand in (substitute=yes)",
        )
    for name, other in stand_ins.items():
        told = Message(
            f"未安装字体“{name}”，用{f'“{other}”' if other else '现有字体'}代替",
            f"font {name} is not installed, {other or 'whatever there is'} stands in",
        )
        _log.warning("PDF: %s", told.text(lang))


# --- the program ------------------------------------------------------------------------------
def _run(program: Path, folder: Path, timeout: int) -> None:
    command = [
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder),
        str(folder / "bulletin.docx"),
    ]  # fmt: skip
    environment = {
        **os.environ,
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "SAL_USE_VCLPLUGIN": "svp",
    }
    with subprocess.Popen(  # noqa: S603 - a program that the user chose
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            _, said = process.communicate(timeout=timeout)
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise ConversionFailed(
                    f"LibreOffice 在 {timeout} 秒内没有完成（选项 timeout）",
                    f"LibreOffice did not finish within {timeout} seconds (option timeout)",
                ) from error
            raise
    if process.returncode != 0:
        last = "".join(said.decode("utf-8", "replace").strip().splitlines()[-1:])
        raise ConversionFailed(
            f"LibreOffice 出错（状态 {process.returncode}）：{last}",
            f"LibreOffice ended with status {process.returncode}: {last}",
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    # soffice is a script around the program that works: both are in a group of our own.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


# Replaced by as many bytes, so that the positions in the file stay right.
_CLOCK = re.compile(
    rb"(/CreationDate\s*\(D:)([^)]*)(\))|(/(?:DocChecksum\s*/|ID\s*\[\s*<))([0-9A-F]+)(>\s*<([0-9A-F]+))?"
)


def without_clock(pdf: bytes) -> bytes:
    """Return a PDF without the moment it was made and the identity made of it."""

    def still(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return (
                found[1] + b"19800101000000Z"[: len(found[2])].ljust(len(found[2]), b"0") + found[3]
            )
        second = b""
        if found[6]:
            second = found[6].replace(found[7], b"0" * len(found[7]))
        return found[4] + b"0" * len(found[5]) + second

    return _CLOCK.sub(still, pdf)
