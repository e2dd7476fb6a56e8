"""What stands between a fault and the promises: each guard, and the test that fails without it.

::

    python -m tests.faults.guards            # all of them; some minutes
    python -m tests.faults.guards fsync lock

Each guard is taken out of a copy of the code, its test is run against the copy, and must fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[2]
CORE = "src/hotline_metrics"
API, DOCX, EXCEL, HTML, SQL, FRAMES = (
    f"plugins/hotline-metrics-{name}/src/hotline_metrics_{name}"
    for name in ("api", "docx", "excel", "html", "sql", "frames")
)
FAULTS = "tests/faults"


PATIENCE = 180
"""Seconds after which a test that does not end has failed: some guards keep from waiting."""


@attrs.frozen
class Guard:
    """A line that keeps a fault away.

    Attributes:
        name: what the page on robustness calls it.
        file: where it stands.
        code: the line, or the part of it.
        without: what stands there once it is removed.
        test: the test that fails then.
    """

    name: str
    file: str
    code: str
    without: str
    test: str


GUARDS = (
    # --- bad input: limits -------------------------------------------------------------------
    Guard(
        "bytes",
        f"{CORE}/intake/source.py",
        "if size > self.limits.bytes:",
        "if False:",
        f"{FAULTS}/test_limits.py::test_a_file_above_the_limit_is_refused",
    ),
    Guard(
        "document_bytes",
        f"{CORE}/intake/source.py",
        "if len(data) > limit:",
        "if False:",
        f"{FAULTS}/test_limits.py::test_a_document_above_the_limit_is_refused",
    ),
    Guard(
        "rows",
        f"{CORE}/plugin/calls.py",
        "islice(allowed, limits.rows)",
        "allowed",
        "tests/plugin/test_calls.py",
    ),
    Guard(
        "columns",
        f"{CORE}/bundled/csv_importer.py",
        "if len(cells) <= limits.columns:",
        "if True:",
        "tests/bundled/test_csv_importer.py",
    ),
    Guard(
        "cell_characters",
        f"{CORE}/bundled/csv_importer.py",
        "_split(lines, delimiter, limits.cell_characters)",
        "_split(lines, delimiter, 2**40)",
        "tests/bundled/test_csv_importer.py",
    ),
    Guard(
        "row_characters",
        f"{CORE}/bundled/csv_importer.py",
        "lines = _cut(pieces, source.limits.row_characters)",
        "lines = _cut(pieces, 2**40)",
        f"{FAULTS}/test_bad_input.py::test_a_line_above_the_limit_is_one_rejected_row",
    ),
    Guard(
        "only files",
        f"{CORE}/intake/source.py",
        "if not stat.S_ISREG(about.st_mode):",
        "if False:",
        f"{FAULTS}/test_bad_input.py::test_a_pipe_and_a_device_are_no_files",
    ),
    Guard(
        "small files",
        f"{CORE}/domain/small_file.py",
        "if len(data) > LARGEST:",
        "if False:",
        f"{FAULTS}/test_limits.py::test_nobody_writes_five_million_bytes_by_hand",
    ),
    Guard(
        "depth of keys",
        f"{CORE}/domain/strict_toml.py",
        'if line.count(".") > DEEPEST_KEY and',
        "if False and",
        f"{FAULTS}/test_bad_input.py::test_a_large_one[rulebook of dots]",
    ),
    Guard(
        "depth of TOML",
        f"{CORE}/domain/strict_toml.py",
        "except (ValueError, RecursionError) as error:",
        "except ValueError as error:",
        f"{FAULTS}/test_bad_input.py::test_a_large_one[rulebook of brackets]",
    ),
    Guard(
        "size of numbers",
        f"{CORE}/publish/report_json.py",
        "        _check_numbers(document)\n",
        "",
        f"{FAULTS}/test_bad_input.py::test_a_small_file_that_once_did_harm",
    ),
    Guard(
        "depth of categories",
        f"{CORE}/publish/report_json.py",
        "if depth > DEEPEST_CATEGORY:",
        "if False:",
        f"{FAULTS}/test_limits.py::test_categories_nest_ten_levels_deep",
    ),
    Guard(
        "unpacked Word file",
        f"{DOCX}/reader.py",
        'if archive.getinfo("word/document.xml").file_size > source.limits.document_bytes:',
        "if False:",
        f"{FAULTS}/test_limits.py::test_a_document_above_the_limit_is_refused",
    ),
    Guard(
        "XML entities",
        f"{DOCX}/reader.py",
        "resolve_entities=False",
        "resolve_entities=True",
        f"{FAULTS}/test_limits.py::test_an_entity_brings_no_file_into_a_document",
    ),
    Guard(
        "unpacked template",
        f"{DOCX}/own_template.py",
        "if sum(entry.file_size for entry in archive.infolist()) > limit:",
        "if False:",
        "plugins/hotline-metrics-docx/tests",
    ),
    Guard(
        "unpacked workbook",
        f"{EXCEL}/container.py",
        "if sum(info.file_size for info in archive.infolist()) > source.limits.bytes:",
        "if False:",
        "plugins/hotline-metrics-excel/tests/test_refusals.py::"
        "test_what_a_workbook_brings_along_counts_too",
    ),
    Guard(
        "packed a thousandfold",
        f"{EXCEL}/container.py",
        "if info.file_size > BIG and times > PACKED:",
        "if False:",
        "plugins/hotline-metrics-excel/tests/test_memory.py::test_a_sheet_of_nothing_but_spaces",
    ),
    Guard(
        "sheets in memory",
        f"{EXCEL}/memory.py",
        "if extent.row * extent.column * PLACE > limit:",
        "if False:",
        "plugins/hotline-metrics-excel/tests/test_memory.py::test_a_merged_range_over_everything",
    ),
    Guard(
        "size of answers",
        f"{API}/service.py",
        "            if len(body) > limit:\n                return too_large\n",
        "",
        "plugins/hotline-metrics-api/tests/test_trouble.py",
    ),
    Guard(
        "number of answers",
        f"{API}/reading.py",
        "if self._asked > limit:",
        "if False:",
        "plugins/hotline-metrics-api/tests/test_paging.py",
    ),
    Guard(
        "depth of answers",
        f"{API}/answer.py",
        "    except RecursionError:\n        return _Fault(refusals.TOO_DEEP, {})\n",
        "",
        f"{FAULTS}/test_bad_input.py::test_a_small_file_that_once_did_harm[rest-deep]",
    ),
    Guard(
        "long totals",
        f"{API}/answer.py",
        " and len(found) <= LONGEST_NUMBER",
        "",
        f"{FAULTS}/test_bad_input.py::test_a_small_file_that_once_did_harm[rest-long-total]",
    ),
    Guard(
        "errors of plugins",
        f"{CORE}/plugin/calls.py",
        "raise _missing(importer, error) or _unreadable(importer, error, name, place) from error",
        "raise",
        "tests/plugin/test_misbehaving_plugins.py",
    ),
    # --- writing -----------------------------------------------------------------------------
    Guard(
        "written beside",
        f"{CORE}/output.py",
        '                beside = _another_name(place, "part")\n',
        '                beside = _another_name(place, "part")\n'
        '                place.write_bytes(b"")\n',
        f"{FAULTS}/test_writing.py",
    ),
    Guard(
        "flushed to the disk",
        f"{CORE}/output.py",
        "        os.fsync(stream.fileno())\n",
        "",
        f"{FAULTS}/test_writing.py::test_a_file_is_on_the_disk_before_it_takes_its_place",
    ),
    Guard(
        "names flushed to the disk",
        f"{CORE}/output.py",
        "            os.fsync(handle)\n",
        "            pass\n",
        f"{FAULTS}/test_writing.py::test_a_file_is_on_the_disk_before_it_takes_its_place",
    ),
    Guard(
        "all or none",
        f"{CORE}/output.py",
        "                kept.replace(place)\n",
        "                pass\n",
        f"{FAULTS}/test_writing.py::test_ctrl_c_at_any_step_leaves_all_old_files_or_all_new_ones",
    ),
    Guard(
        "new files taken back",
        f"{CORE}/output.py",
        "            if kept is None:\n                place.unlink(missing_ok=True)\n",
        "            if kept is None:\n                pass\n",
        f"{FAULTS}/test_writing.py::test_files_that_were_not_there_are_taken_back",
    ),
    Guard(
        "nothing left behind",
        f"{CORE}/output.py",
        "            beside.unlink(missing_ok=True)\n",
        "            pass\n",
        f"{FAULTS}/test_writing.py::test_nothing_is_left_behind",
    ),
    Guard(
        "rights kept",
        f"{CORE}/output.py",
        "        beside.chmod(rights)\n",
        "        pass\n",
        f"{FAULTS}/test_writing.py::test_rights_of_a_replaced_file_are_kept",
    ),
    Guard(
        "never open to others",
        f"{CORE}/output.py",
        "mode=rights & 0o777",
        "mode=0o666",
        f"{FAULTS}/test_writing.py::test_a_file_for_the_owner_only_is_never_open_to_others",
    ),
    Guard(
        "read-only files",
        f"{CORE}/output.py",
        "if not place.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):",
        "if False:",
        f"{FAULTS}/test_writing.py::test_a_read_only_file_is_kept",
    ),
    Guard(
        "links followed",
        f"{CORE}/output.py",
        "Path(os.path.realpath(path))",
        "Path(path)",
        f"{FAULTS}/test_writing.py::test_a_link_is_followed",
    ),
    Guard(
        "sources kept",
        f"{CORE}/output.py",
        "if any(source.exists() and place.samefile(source) for source in sources):",
        "if False:",
        f"{FAULTS}/test_sources_are_kept.py",
    ),
    Guard(
        "one writer at a time",
        f"{CORE}/history/archive.py",
        "    with locked(folder):\n        return _archive(folder, report, replace=replace)\n",
        "    folder.mkdir(parents=True, exist_ok=True)\n"
        "    return _archive(folder, report, replace=replace)\n",
        f"{FAULTS}/test_archive_at_once.py",
    ),
    # --- privacy -----------------------------------------------------------------------------
    Guard(
        "personal headings",
        f"{CORE}/intake/columns.py",
        'return "personal" if _PERSONAL.fullmatch(title) else ""',
        'return ""',
        "tests/privacy/test_personal_columns.py",
    ),
    Guard(
        "narratives stay shut",
        f"{CORE}/intake/columns.py",
        'if column not in {"", "wording"}:',
        "if False:",
        "tests/privacy/test_personal_columns.py",
    ),
    Guard(
        "masked names",
        f"{CORE}/privacy/masking.py",
        "    yield from find_names(folded)\n",
        "",
        "tests/privacy/test_measured.py",
    ),
    Guard(
        "masked numbers",
        f"{CORE}/privacy/masking.py",
        "    yield from find_numbers(folded)\n",
        "",
        "tests/privacy/test_measured.py",
    ),
    Guard(
        "masked plates",
        f"{CORE}/privacy/masking.py",
        "    yield from find_plates(folded)\n",
        "",
        "tests/privacy/test_measured.py",
    ),
    Guard(
        "masked houses",
        f"{CORE}/privacy/masking.py",
        "    yield from find_houses(folded)\n",
        "",
        "tests/privacy/test_measured.py",
    ),
    Guard(
        "tickets are no cards",
        f"{CORE}/privacy/numbers.py",
        "def _is_ticket(text: str, start: int, end: int) -> bool:\n",
        "def _is_ticket(text: str, start: int, end: int) -> bool:\n    return False\n\n\n"
        "def _was_ticket(text: str, start: int, end: int) -> bool:\n",
        "tests/privacy/test_masking.py",
    ),
    Guard(
        "faults without words",
        f"{CORE}/cli/program.py",
        'where = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"',
        'where = f"{error!r}, {Path(place.filename).name}:{place.lineno}"',
        f"{FAULTS}/test_terminal.py",
    ),
    # --- hostile content ---------------------------------------------------------------------
    Guard(
        "formulas in CSV",
        f"{CORE}/publish/spreadsheet.py",
        """return f"'{text}" if text.startswith(FORMULA) else text""",
        "return text",
        f"{FAULTS}/test_hostile.py",
    ),
    Guard(
        "formulas in workbooks",
        f"{EXCEL}/sheets.py",
        "page.write_string(row, column, _text(value), style)",
        "page.write(row, column, _text(value), style)",
        f"{FAULTS}/test_hostile.py::test_no_cell_of_a_workbook_is_a_formula",
    ),
    Guard(
        "formulas in invented tickets",
        f"{CORE}/synthesis/csv_file.py",
        "if any(map(_is_formula, record)):",
        "if False:",
        f"{FAULTS}/test_hostile.py",
    ),
    Guard(
        "markup in pages",
        f"{HTML}/document.py",
        "autoescape=True",
        "autoescape=False",
        f"{FAULTS}/test_hostile.py",
    ),
    Guard(
        "markup in Markdown",
        f"{CORE}/bundled/markdown_exporter.py",
        "    return _coded(text, edge=(True, True))\n",
        "    return text\n",
        f"{FAULTS}/test_hostile.py",
    ),
    Guard(
        "only our attributes",
        f"{CORE}/publish/sandbox.py",
        '(), isinstance(obj, Namespace) and not attribute.startswith("_")',
        "(), True",
        "tests/publish/test_template.py",
    ),
    Guard(
        "only our functions",
        f"{CORE}/publish/sandbox.py",
        "if not (isinstance(__obj, (Spoken, Macro)) or __obj is Namespace or _is_view(__obj)):",
        "if False:",
        "tests/publish/test_template.py",
    ),
    Guard(
        "only our tags",
        f"{CORE}/publish/sandbox.py",
        "if tag or (isinstance(node, nodes.Stmt) and not isinstance(node, _STATEMENTS)):",
        "if False:",
        "tests/publish/test_template.py",
    ),
    Guard(
        "a template's budget",
        f"{CORE}/publish/sandbox.py",
        "if self.left < 0:",
        "if False:",
        "tests/publish/test_template.py",
    ),
    Guard(
        "names of outputs",
        f"{CORE}/plugin/calls.py",
        'if path.is_absolute() or path.drive or path.root or ".." in path.parts:',
        "if False:",
        f"{FAULTS}/test_hostile.py::test_an_exporter_cannot_leave_its_folder",
    ),
    Guard(
        "names of tables",
        f"{CORE}/publish/spreadsheet.py",
        'name = _NOT_IN_NAMES.sub("_", text)[:LONGEST_NAME].strip(". ")',
        "name = text",
        f"{FAULTS}/test_hostile.py",
    ),
    Guard(
        "names in manifests",
        f"{CORE}/publish/manifest_json.py",
        'if each.name != PurePath(each.name).name or "\\\\" in each.name:',
        "if False:",
        f"{FAULTS}/test_hostile.py::test_a_manifest_names_files_and_no_paths",
    ),
    Guard(
        "signs to the terminal",
        f"{CORE}/cli/terminal.py",
        "    click.echo(before + inert(text), err=err)\n",
        "    click.echo(before + text, err=err)\n",
        f"{FAULTS}/test_terminal.py",
    ),
    Guard(
        "credentials stay home",
        f"{API}/service.py",
        'if self.credentials.auth != "none" or not host or scheme not in {"http", "https"}:',
        "if False:",
        "plugins/hotline-metrics-api/tests/test_trouble.py",
    ),
    Guard(
        "databases are only read",
        f"{SQL}/databases.py",
        "?mode=ro",
        "?mode=rwc",
        "plugins/hotline-metrics-sql/tests",
    ),
)


def holds(guard: Guard) -> bool:
    """Return whether the test of a guard fails without it."""
    with tempfile.TemporaryDirectory(prefix="hotline-metrics-") as folder:
        # The path up to "src", as both the core and the plugins have one.
        code = Path(*Path(guard.file).parts[: Path(guard.file).parts.index("src") + 1])
        shutil.copytree(ROOT / code, Path(folder) / code)
        path = Path(folder) / guard.file
        text = path.read_text("utf-8")
        path.write_text(text.replace(guard.code, guard.without), "utf-8")
        surroundings = {**os.environ, "PYTHONPATH": str(Path(folder) / code)}
        words = ["-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", guard.test]
        command = [sys.executable, "-m", "pytest", *words]
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=surroundings,
                capture_output=True,
                check=False,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            return True
    # Wrongly called, broken before any test, or no test found.
    if done.returncode in {2, 3, 4, 5}:
        sys.exit(done.stdout.decode() + done.stderr.decode())
    return done.returncode != 0


def main(names: list[str]) -> int:
    """Take the guards out one by one; return how many are missed by nobody."""
    missed = 0
    for guard in GUARDS:
        if not names or guard.name in names:
            held = holds(guard)
            missed += not held
            print(f"{'fails without it' if held else 'NOBODY NOTICES  '}  {guard.name}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
