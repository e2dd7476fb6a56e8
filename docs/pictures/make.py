"""Make the pictures of the READMEs from the founding month: the bulletin in Word, and the page.

    python docs/pictures/make.py

It needs the docx and html plugins, LibreOffice and pdftoppm for the one picture, Chromium (at
``CHROMIUM``, by default /usr/bin/chromium) and playwright for the other, and Pillow. Chinese fonts
decide what the bulletin looks like.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import hotline_metrics as hm
from hotline_metrics.cli import main

HERE = Path(__file__).parent
MARGIN = 12
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


def demonstration(folder: Path) -> None:
    """Write the founding month's bulletin as PDF and its page."""
    assert main(["demo", str(folder)]) == 0
    rules = hm.Rulebook.preset("pingyu")
    roster = hm.Roster.load(folder / "units.csv")
    intake = hm.read_tickets(folder / "tickets.csv", rules=rules, roster=roster)
    history = hm.load_history(folder / "archive")
    notes = hm.load_notes(folder / "2023-10.md")
    report = hm.compile_report(intake, "2023-10", rules=rules, history=history, cite=notes.cite)
    paths = (folder / "bulletin.pdf", folder / "page.html")
    hm.write_report(report, *paths, rules=rules, notes=notes, history=history)


def picture_of_the_bulletin(folder: Path) -> None:
    """Two pages beside each other: the first, and the first with a table."""
    pages = folder / "page"
    command = ["pdftoppm", "-r", "66", "-png", str(folder / "bulletin.pdf"), str(pages)]
    subprocess.run(command, check=True)  # noqa: S603 - words of our own
    drawn = sorted(folder.glob("page-*.png"))
    shown = [Image.open(path).convert("RGB") for path in (drawn[0], drawn[3])]
    height = max(each.height for each in shown)
    width = sum(each.width for each in shown) + MARGIN * (len(shown) + 1)
    sheet = Image.new("RGB", (width, height + 2 * MARGIN), "#d8dce0")
    place = MARGIN
    for each in shown:
        sheet.paste(each, (place, MARGIN))
        place += each.width + MARGIN
    save(sheet, "bulletin.png")


def picture_of_the_page(folder: Path) -> None:
    """The top of the page as a screen shows it."""
    with sync_playwright() as programs:
        browser = programs.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS.split()
        )
        screen = browser.new_page(viewport={"width": 1180, "height": 790})
        screen.goto((folder / "page.html").as_uri())
        screen.screenshot(path=folder / "screen.png")
        browser.close()
    save(Image.open(folder / "screen.png").convert("RGB"), "page.png")


def save(picture: Image.Image, name: str) -> None:
    """Save with few colours: these are letters and lines."""
    picture.quantize(64, dither=Image.Dither.NONE).save(HERE / name, optimize=True)
    print(f"{name}: {(HERE / name).stat().st_size // 1024} kB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        demonstration(Path(name, "october"))
        picture_of_the_bulletin(Path(name, "october"))
        picture_of_the_page(Path(name, "october"))
