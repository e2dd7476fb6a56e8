"""Outputs appear whole and all together or not at all, whatever happens while they are written."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hotline_metrics.output import OutputError, write_files

OLD = {"bulletin.md": b"old" * 1000, "report.json": b"OLD" * 500, "tables/units.csv": b"o,l,d\n"}
NEW = {"bulletin.md": b"new" * 2000, "report.json": b"NEW" * 100, "tables/units.csv": b"n,e,w\n"}


def fill(folder: Path, files: dict[str, bytes]) -> None:
    """Put files there without the code under test."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def found(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def into(folder: Path, files: dict[str, bytes]) -> dict[Path, bytes]:
    """Return what to write where."""
    return {folder / name: data for name, data in files.items()}


def in_a_child(job: str, folder: Path, *words: str, told: Path | None = None) -> None:
    """Run a job in a process that may be limited, or killed."""
    code = (
        "import json, os, random, resource, signal, sys, time\nfrom pathlib import Path\n"
        "from hotline_metrics.output import OutputError, write_files\n"
        "folder = Path(sys.argv[1])\n" + textwrap.dedent(job)
    )
    with (told or Path(os.devnull)).open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder), *words],
            stdout=stream,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 0, done.stderr.decode()


# --- a fault at every step -------------------------------------------------------------------
# Python announces every file that is opened, renamed, linked or removed: a child breaks off at
# the step that it is told, one child for each step until one runs to its end.
STEPS = """
    def watch(event, args):
        global left
        if event in {"open", "os.rename", "os.link", "os.mkdir", "os.chmod", "os.chown"}:
            left -= 1
            if left == 0:
                if fault == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise KeyboardInterrupt if fault == "interrupt" else OSError(28, "disk full")

    fault, outcomes = sys.argv[2], []
    old, new = json.loads(sys.argv[3])
    for step in range(1, 100):
        place = folder / str(step)
        for name, text in old.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
        child = os.fork()
        if child == 0:
            left, outcome = step, "unknown"
            sys.addaudithook(watch)
            try:
                write_files({place / name: text.encode() for name, text in new.items()})
                outcome = "harmless" if left <= 0 else "through"
            except OutputError as error:
                outcome = "refused" if "disk full" in str(error) else str(error)
            except KeyboardInterrupt:
                outcome = "interrupted"
            finally:
                print(json.dumps(outcome), flush=True)
                os._exit(0)
        os.waitpid(child, 0)
        if "through" in (place / "../outcomes").read_text():
            break
"""


def break_off(fault: str, folder: Path, old: dict[str, bytes] = OLD) -> list[str]:
    """Write the new files over the old ones with a fault at each step in turn."""
    texts = [{name: data.decode() for name, data in files.items()} for files in (old, NEW)]
    in_a_child(STEPS, folder, fault, json.dumps(texts), told=folder / "outcomes")
    return [str(json.loads(line)) for line in (folder / "outcomes").read_text().splitlines()]


def test_a_full_disk_at_any_step_leaves_the_old_files(tmp_path: Path) -> None:
    """All of them; what fails after the last file has its place does no harm."""
    outcomes = break_off("disk", tmp_path)
    assert outcomes.count("refused") > 10
    for step, outcome in enumerate(outcomes, start=1):
        assert outcome in {"refused", "harmless", "through"}
        assert found(tmp_path / str(step)) == (OLD if outcome == "refused" else NEW)


def test_ctrl_c_at_any_step_leaves_all_old_files_or_all_new_ones(tmp_path: Path) -> None:
    """Never some of each."""
    outcomes = break_off("interrupt", tmp_path)
    assert outcomes.count("interrupted") > 10
    left = [found(tmp_path / str(step + 1)) for step in range(len(outcomes))]
    assert all(files in (OLD, NEW) for files in left)
    assert left.count(OLD) > 10


@pytest.mark.parametrize("fault", ["interrupt", "disk"])
def test_files_that_were_not_there_are_taken_back(fault: str, tmp_path: Path) -> None:
    """Two of the three are new: after a fault at any step neither of them is there."""
    old = {"bulletin.md": OLD["bulletin.md"]}
    outcomes = break_off(fault, tmp_path, old)
    left = [found(tmp_path / str(step + 1)) for step in range(len(outcomes))]
    assert all(files in (old, NEW) for files in left)
    assert left.count(old) > 10


def test_a_kill_at_any_step_leaves_each_file_old_or_new(tmp_path: Path) -> None:
    """What it leaves beside them is hidden, and no report to any reader."""
    outcomes = break_off("kill", tmp_path)
    assert outcomes == ["through"]
    steps = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert len(steps) > 10
    for step in steps:
        there = found(step)
        assert all(there.pop(name) in {OLD[name], NEW[name]} for name in OLD)
        assert all(Path(name).name.startswith(".hotline-metrics-") for name in there)
        assert not list(step.rglob(".*.json"))


def test_a_file_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its new name is before the run ends: a power cut shows the old file or the new one."""
    done: list[str] = []
    flush, replace = os.fsync, os.replace

    def fsync(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        flush(handle)

    def rename(old: Path, new: Path) -> None:
        done.append("takes its place")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", rename)
    write_files({tmp_path / "a": b"x", tmp_path / "b": b"x"})
    assert done == ["file", "file", "takes its place", "takes its place", "folder"]


# --- at random moments -----------------------------------------------------------------------
# The child says when a turn is through; it is ended at a random moment after a random number of them.
TURNS = """
    # Whoever runs the tests in the background has them ignore it, and us with them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    how, chance = signal.Signals(int(sys.argv[2])), random.Random(7)
    names = [folder / name for name in ("a", "b", "c")]
    for round in range(80):
        for name in names:
            name.unlink(missing_ok=True)
        heard, say = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                for turn in range(100_000_000):
                    write_files({name: f"{turn:08}".encode() * 5000 for name in names})
                    os.write(say, b".")
            finally:
                os._exit(0)
        os.close(say)
        begun, wanted = time.perf_counter(), chance.randint(1, 5)
        for _ in range(wanted):
            assert os.read(heard, 1), "the child ended by itself"
        each = (time.perf_counter() - begun) / wanted
        time.sleep(chance.uniform(0, 2 * each))
        os.kill(child, how)
        os.waitpid(child, 0)
        os.close(heard)
        turns = []
        for name in names:
            data = name.read_bytes()
            assert data == data[:8] * 5000, name
            turns.append(int(data[:8]))
        assert turns == sorted(turns, reverse=True), turns
        assert turns[0] - turns[2] <= (how == signal.SIGKILL), turns
        assert turns[2] >= wanted - 1, turns
        print(turns[0], flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_process_ended_at_random_moments_leaves_whole_files(
    how: signal.Signals, tmp_path: Path
) -> None:
    """Eighty times: each file is of one piece; after Ctrl-C all three are of the same turn."""
    in_a_child(TURNS, tmp_path, str(int(how)), told=tmp_path / "turns")
    turns = (tmp_path / "turns").read_text().split()
    assert len(turns) == 80
    assert len({*turns}) > 3


# --- what cannot be written ------------------------------------------------------------------
def test_a_disk_that_fills_up_while_writing(tmp_path: Path) -> None:
    """The third file does not fit: the first two are not there either."""
    fill(tmp_path, OLD)
    in_a_child(
        """
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            write_files({folder / "bulletin.md": b"x", folder / "new" / "report.json": b"x",
                         folder / "tables" / "units.csv": b"x" * 200_000})
        except OutputError as error:
            assert "tables/units.csv" in str(error), error
        else:
            raise SystemExit("it was written")
        """,
        tmp_path,
    )
    assert found(tmp_path) == OLD
    assert not (tmp_path / "new").exists()


def test_a_read_only_folder(tmp_path: Path) -> None:
    """Says so, and leaves nothing behind; as root, by a process that has given root away."""
    fill(tmp_path, OLD)
    tmp_path.chmod(0o555)
    for above in (tmp_path.parent, tmp_path.parent.parent, tmp_path.parent.parent.parent):
        if above.name.startswith(("pytest-", "test_", "popen-")):
            above.chmod(0o711)
    try:
        in_a_child(
            """
            if os.getuid() == 0:
                os.setgid(65534), os.setuid(65534)
            try:
                write_files({folder / "bulletin.md": b"x"})
            except OutputError as error:
                assert "Permission denied" in str(error) and "bulletin.md" in str(error), error
            else:
                raise SystemExit("it was written")
            """,
            tmp_path,
        )
    finally:
        tmp_path.chmod(0o755)
    assert found(tmp_path) == OLD


def test_a_place_that_is_no_file(tmp_path: Path) -> None:
    """A folder, and above all a device, is not replaced by a file."""
    fill(tmp_path, OLD)
    (tmp_path / "pipe").unlink(missing_ok=True)
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "tables", tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(OutputError, match="no file"):
            write_files({tmp_path / "bulletin.md": b"x", place: b"x"})
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert Path(os.devnull).is_char_device()
    assert found(tmp_path) == OLD


def test_a_read_only_file_is_kept(tmp_path: Path) -> None:
    """Whoever protected a published bulletin meant it, root or not."""
    fill(tmp_path, OLD)
    (tmp_path / "bulletin.md").chmod(0o444)
    with pytest.raises(OutputError, match="read-only"):
        write_files(into(tmp_path, NEW))
    assert found(tmp_path) == OLD


def test_a_file_below_a_file(tmp_path: Path) -> None:
    """No folder can be made there."""
    fill(tmp_path, OLD)
    with pytest.raises(OutputError, match=r"bulletin\.md"):
        write_files({tmp_path / "bulletin.md" / "x" / "y.json": b"x"})
    assert found(tmp_path) == OLD


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    """As long as the system allows is not too long."""
    write_files({tmp_path / ("x" * 255): b"x"})
    with pytest.raises(OutputError, match=os.strerror(errno.ENAMETOOLONG)):
        write_files({tmp_path / ("x" * 256): b"x"})


# --- what is kept ----------------------------------------------------------------------------
def test_rights_of_a_replaced_file_are_kept(tmp_path: Path) -> None:
    """Whatever the mask says; a new file has what the mask leaves."""
    (tmp_path / "old").write_bytes(b"")
    before = os.umask(0o027)
    try:
        for rights in (0o600, 0o664, 0o666, 0o755):
            (tmp_path / "old").chmod(rights)
            write_files({tmp_path / "old": b"x"})
            assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == rights
        write_files({tmp_path / "new": b"x"})
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    finally:
        os.umask(before)


def test_a_file_for_the_owner_only_is_never_open_to_others(tmp_path: Path) -> None:
    """Not even under its first name, while it is being written."""
    (tmp_path / "secret").write_bytes(b"")
    (tmp_path / "secret").chmod(0o600)
    seen: list[int] = []

    def write(stream: object) -> None:
        seen.extend(stat.S_IMODE(p.stat().st_mode) for p in tmp_path.glob(".hotline-metrics-*"))

    write_files({tmp_path / "secret": write})
    assert seen == [0o600]


def test_a_link_is_followed(tmp_path: Path) -> None:
    """The office's share gets the file, and the link stays a link."""
    (tmp_path / "share").mkdir()
    (tmp_path / "bulletin.md").symlink_to(tmp_path / "share" / "bulletin.md")
    write_files({tmp_path / "bulletin.md": b"one"})
    write_files({tmp_path / "bulletin.md": b"two"})
    assert (tmp_path / "bulletin.md").is_symlink()
    assert (tmp_path / "share" / "bulletin.md").read_bytes() == b"two"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """Neither after writing nor after an error in a function that writes."""
    fill(tmp_path, OLD)
    write_files(into(tmp_path, NEW))
    assert found(tmp_path) == NEW

    def fails(stream: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_files({tmp_path / "bulletin.md": b"x", tmp_path / "a" / "b": fails})
    assert found(tmp_path) == NEW
    assert not (tmp_path / "a").exists()


# --- what is read is not overwritten ---------------------------------------------------------
def test_a_source_is_not_overwritten(tmp_path: Path) -> None:
    """By whatever name it goes."""
    fill(tmp_path, OLD)
    source = tmp_path / "bulletin.md"
    (tmp_path / "link").symlink_to(source)
    for name in ("bulletin.md", "tables/../bulletin.md", "link"):
        with pytest.raises(OutputError, match="this run reads it"):
            write_files({tmp_path / name: b"x", tmp_path / "y": b"y"}, sources=[source])
    (tmp_path / "link").unlink()
    assert found(tmp_path) == OLD


@pytest.mark.parametrize("links", [True, False])
def test_a_place_that_is_refused_at_the_last_moment_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """On a file system without links as well; a file that was not there is not there after."""
    old = {"bulletin.md": b"old", "report.json": b"OLD"}
    fill(tmp_path, old)
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "units.csv" and self.suffix != ".kept":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(self, target)

    def no_link(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "replace", refuse)
    if not links:
        monkeypatch.setattr(os, "link", no_link)
    new = {"bulletin.md": b"new", "new.txt": b"new", "report.json": b"NEW", "units.csv": b"new"}
    with pytest.raises(OutputError, match=r"units\.csv"):
        write_files(into(tmp_path, new))
    assert found(tmp_path) == old
    monkeypatch.setattr(Path, "replace", replace)
    write_files(into(tmp_path, new))
    assert found(tmp_path) == new
