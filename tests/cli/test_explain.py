"""``explain`` and the manifest it finds the tickets by."""

import json
from pathlib import Path

import pytest

from hotline_metrics.cli import main
from hotline_metrics.publish.manifest_json import load_manifest


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration with its report."""
    folder = tmp_path_factory.mktemp("explain") / "october"
    assert main(["demo", str(folder)]) == 0
    assert main(["report", str(folder / "tickets.csv"), "-m", "2023-10"]) == 0
    return folder


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the command and return what it says."""
    capsys.readouterr()
    assert main(["explain", *words]) == 0
    return capsys.readouterr().out


def test_a_published_figure_is_defended(october: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """郭楼街道's fifteen overdue tickets, each with its row."""
    report = str(october / "report.json")
    text = told(capsys, report, "units/郭楼街道/overdue")
    assert text.startswith("units/郭楼街道/overdue = 15\n")
    assert "counted: 15" in text
    assert text.count("tickets.csv, row") == 15 + 30
    out = october / "behind.json"
    told(capsys, report, "units/郭楼街道/overdue", "-o", str(out))
    document = json.loads(out.read_text("utf-8"))
    assert (len(document["counted"]), len(document["excluded"])) == (15, 34)


def test_a_comparison_and_a_ticket_explain_themselves(
    october: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Differences between printed rates; a deadline day by day."""
    report = str(october / "report.json")
    change = told(capsys, report, "comparisons/result_satisfaction/year_on_year")
    assert "71.06% − 85.11% = -14.05" in change
    text = told(capsys, report, "tickets/231007102349106144")
    assert "10-10 working day  counts" in text
    assert "deadline: 2023-10-10, 3 working days from 2023-10-07" in text


def test_changed_and_missing_tickets_are_noticed(
    october: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A figure is defended by the tickets it was made from, and by no others."""
    for name in ("report.json", "report.manifest.json", "hotline.toml", "units.csv"):
        (tmp_path / name).write_bytes((october / name).read_bytes())
    words = ["explain", str(tmp_path / "report.json"), "totals/overdue"]
    assert main(words) == 2
    assert "tickets.csv is not beside the report" in capsys.readouterr().err
    lines = (october / "tickets.csv").read_bytes().splitlines(keepends=True)
    (tmp_path / "tickets.csv").write_bytes(b"".join(lines[:-1]))
    assert main(words) == 2
    assert "has changed since the report" in capsys.readouterr().err
    assert main([*words, "--source", str(october / "tickets.csv")]) == 0
    (tmp_path / "report.manifest.json").unlink()
    assert main(words) == 2
    assert "give its tickets with --source" in capsys.readouterr().err
    assert main([*words, "--rules", "plain"]) == 2
    assert "give it with --rules" in capsys.readouterr().err


def test_the_manifest_names_everything_that_shaped_the_report(october: Path) -> None:
    """Tickets, roster, notes and earlier months, each with its hash; the same run, the same bytes."""
    path = october / "report.manifest.json"
    manifest = load_manifest(path)
    assert [(each.role, each.name) for each in manifest.inputs] == [
        ("tickets", "tickets.csv"),
        ("roster", "units.csv"),
        ("notes", "2023-10.md"),
        ("history", "2022-10"),
        ("history", "2023-09"),
    ]
    assert all(each.digest.startswith("sha256:") for each in manifest.inputs)
    assert set(manifest.versions) == {"hotline-metrics"}
    before = path.read_bytes()
    assert main(["report", str(october / "tickets.csv"), "-m", "2023-10"]) == 0
    assert path.read_bytes() == before


def test_options_and_exclusions_stand_in_the_manifest(
    october: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No option changes a figure without leaving a trace."""
    register = tmp_path / "excluded.csv"
    register.write_text(
        "工单编号,承办单位,剔除内容,理由,批准人,批准日期\n"
        "231007102349106144,,整件,误派,县热线办,2023-11-02\n",
        "utf-8",
    )
    out = tmp_path / "after.json"
    words = ["report", str(october / "tickets.csv"), "-m", "2023-10", "--exclusions", str(register)]
    words += ["-O", "csv.encoding=utf-8-sig", "-o", str(out), "-o", str(tmp_path / "after.md")]
    assert main(words) == 0
    manifest = load_manifest(tmp_path / "after.manifest.json")
    assert manifest.of("tickets")[0].options == {"encoding": "utf-8-sig"}
    assert [each.name for each in manifest.of("exclusions")] == ["excluded.csv"]
    report = json.loads(out.read_text("utf-8"))
    assert report["totals"]["assigned"] == 2348
    assert report["exclusions"]["totals"]["assigned"] == 2349
    page = (tmp_path / "after.md").read_text("utf-8")
    assert "经批准剔除1项，剔除前办理结果满意率为71.06%" in page
    assert "误派" in page


@pytest.mark.needs_plugin("excel")
def test_the_tickets_behind_the_figures_go_into_the_workbook(october: Path, tmp_path: Path) -> None:
    """``--evidence`` fills the sheet that lists them."""
    import openpyxl

    out = tmp_path / "report.xlsx"
    words = ["report", str(october / "tickets.csv"), "-m", "2023-10", "--evidence"]
    assert main([*words, "--lang", "zh", "-o", str(out)]) == 0
    page = openpyxl.load_workbook(out)["工单依据"]
    rows = [row for row in page.iter_rows(values_only=True) if row[3] == "units/郭楼街道/overdue"]
    assert len(rows) == 15


def test_a_rank_is_explained_and_an_unknown_ticket_is_not(
    october: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a unit stands, by the figures it was compared with."""
    report = str(october / "report.json")
    rank = told(capsys, report, "units/城管局/rank.overdue")
    assert rank.startswith("units/城管局/rank.overdue = 30\n")
    assert "城管局 20; ahead of it, of 30, 29" in rank
    assert "  units/司法局/overdue\n" in rank
    assert main(["explain", report, "tickets/231007"]) == 2
    assert "there is no ticket 231007" in capsys.readouterr().err


def test_a_figure_of_nothing_lists_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A measure of our own, in a rulebook that names no source: no source is printed."""
    rules, tickets = tmp_path / "ours.toml", tmp_path / "tickets.csv"
    rules.write_text(
        'extends = "plain"\nname = "ours"\nsource = ""\n[measures.sent_back]\n'
        'title = "重办"\ndefinition = "中心退回重办的次数"\nnumerator = { redo = 1 }\n',
        "utf-8",
    )
    tickets.write_text("工单编号,受理时间,承办单位\n1,2023-10-07,甲局\n", "utf-8")
    words = ["report", str(tickets), "-m", "2023-10", "--rules", str(rules)]
    assert main([*words, "-o", str(tmp_path / "report.json")]) == 0
    text = told(
        capsys, str(tmp_path / "report.json"), "units/甲局/sent_back", "--rules", str(rules)
    )
    assert text.startswith("units/甲局/sent_back = 0\n")
    assert "source:" not in text
    assert "counted: 0\n\nnot counted: " in text
