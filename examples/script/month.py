"""A month in a script of one's own: tickets in, documents out, and what to look at first.

    python month.py OFFICE TICKETS 2023-10

OFFICE is a folder with units.csv, and archive/ where there are earlier reports.
"""

import sys
from pathlib import Path

import hotline_metrics as hm


def main(office: Path, tickets: Path, month: str) -> int:
    """Write bulletin and figures beside the tickets, and print the units to talk to."""
    rules = hm.Rulebook.preset("pingyu")
    roster = hm.Roster.load(office / "units.csv")
    intake = hm.read_tickets(tickets, rules=rules, roster=roster)
    for problem in intake.problems:
        print(problem.location.describe("zh"), problem.message("zh"), problem.hint("zh"))

    history = hm.load_history(office / "archive")
    report = hm.compile_report(intake, month, rules=rules, history=history)
    for line in report.units:
        rate, overdue = line.figures["result_satisfaction"], line.figures["overdue"]
        # Otherwise None: nobody of this unit's tickets was called back, which is no rate of 0.
        if isinstance(rate, hm.CountedRate) and rate.percent < 60:
            print(f"{line.unit}：{rate.percent}%（{rate.n} 次评价），超期 {overdue} 件")

    outputs = [tickets.with_name(f"{month}{suffix}") for suffix in (".md", ".json")]
    hm.write_report(report, *outputs, rules=rules, history=history, problems=intake.problems)
    # Documents of a month with rejected rows say so on their first page; so does the status.
    return 1 if intake.rejected else 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
    except hm.HotlineMetricsError as error:
        sys.exit(error.text("zh"))
