"""The report as JSON: schema 1, which other programs and the archive rely on."""

import inspect
import json
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import attrs
import jsonschema
import pytest

import hotline_metrics
from hotline_metrics import CountedRate, MonthlyReport, Period, decode_report, encode_report
from hotline_metrics.domain.score import Score
from hotline_metrics.errors import UnreadableSource
from hotline_metrics.figures.report import Commendation, Exclusions, RowCount, UnitLine
from hotline_metrics.publish.report_json import report_schema

REPORT = MonthlyReport(
    period=Period.parse("2023-10"),
    as_of=datetime(2023, 11, 9, 17, 40),
    rules="pingyu",
    rows=RowCount(read=68, accepted=68, rejected=0, in_period=68),
    totals={"assigned": 68, "result_satisfaction": CountedRate(Fraction(446, 10), 46)},
    units=(
        UnitLine(
            unit="医保局",
            group="县直单位",
            figures={
                "assigned": 68,
                "result_satisfaction": CountedRate(Fraction(446, 10), 46),
                "process_satisfaction": None,
            },
        ),
    ),
    commended=(Commendation(unit="医保局", streak=2),),
)


def test_a_rate_carries_numerator_and_sample() -> None:
    """``percent`` is rounded half up to two places, numerator and n are exact."""
    document = json.loads(encode_report(REPORT))
    assert document["units"][0]["figures"] == {
        "assigned": 68,
        "result_satisfaction": {
            "percent": "96.96",
            "numerator": "44.6",
            "n": 46,
            "squares": "44.6",
            "interval": ["87.35", "99.32"],
        },
        "process_satisfaction": None,
    }
    assert (document["schema"], document["period"]) == (1, "2023-10")


def _comparable(schema: object) -> object:
    """Leave out what Pythons (indentation) and releases of msgspec (an order) do as they like."""
    match schema:
        case dict():
            return {name: _comparable(value) for name, value in schema.items()}
        case list():
            return sorted(map(_comparable, schema), key=str)
        case str():
            return inspect.cleandoc(schema)
    return schema


def test_what_is_written_fits_the_published_schema() -> None:
    """The schema file in the package is the one the code follows."""
    file = Path(hotline_metrics.__file__).parent / "schema" / "report-1.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    assert _comparable(schema) == _comparable(json.loads(json.dumps(report_schema())))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(encode_report(REPORT)), schema)


def test_a_county_starts_with_a_few_typed_figures() -> None:
    """Period, totals as printed and the commended units are enough for a comparison."""
    report = decode_report(
        '{"schema": 1, "period": "2023-09", "totals": {"result_satisfaction": {"percent": "67.96"}},'
        ' "commended": [{"unit": "人社局"}]}'
    )
    rate = report.totals["result_satisfaction"]
    assert rate is not None
    assert not isinstance(rate, int)
    assert (str(rate.percent), rate.n) == ("67.96", None)
    assert report.commended == (Commendation(unit="人社局"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "truncated"),
        ('{"schema": 2, "period": "2023-09"}', "schema"),
        ('{"schema": 1, "perid": "2023-09"}', "perid"),
        ('{"schema": 1, "period": "2023-13"}', "2023-13"),
        ('{"schema": 1, "period": "2023-09", "totals": {"x": {"percent": "many"}}}', "percent"),
        ('{"schema": 1, "period": "2023-09", "totals": {"x": 1.5}}', r"\$\.totals"),
        (
            '{"schema": 1, "period": "2023-09", '
            '"totals": {"x": {"percent": "97.00", "numerator": "44.6", "n": 46}}}',
            "96.96",
        ),
        (
            '{"schema": 1, "period": "2023-09", '
            '"totals": {"x": {"percent": "97.00", "numerator": "a", "n": 0}}}',
            "r.json",
        ),
        ("[" * 100_000, "r.json"),
        (
            '{"schema": 1, "period": "2023-09", "totals": {"x": 9999999999999999}}',
            "is greater than",
        ),
        (
            '{"schema": 1, "period": "2023-09", "totals": {"x": {"percent": "1e-99999999"}}}',
            "'1E-99999999' is no figure",
        ),
        (
            '{"schema": 1, "period": "2023-09", "totals": {"x": {"percent": "0.%s1"}}}'
            % ("12" * 20),
            "is no figure",
        ),
        (
            '{"schema": 1, "period": "2023-09", "categories": '
            + '[{"category": "水", "figures": {}, "parts": ' * 11
            + "[]"
            + "}]" * 11
            + "}",
            "nest deeper than 10",
        ),
    ],
)
def test_what_is_no_report_is_refused_with_its_place(text: str, said: str) -> None:
    """A rate that contradicts its own numerator is refused too."""
    with pytest.raises(UnreadableSource, match=said):
        decode_report(text, "r.json")


def test_a_score_is_exact_down_to_the_points_of_its_parts() -> None:
    """And a unit with nothing to score has none; both come back as they were."""
    third = Score(value=Fraction(200, 3), points={"overdue": Fraction(200, 3)}, grade="C")
    lines = (
        UnitLine(unit="医保局", group="", figures={}, scores={"index": third}),
        UnitLine(unit="司法局", group="", figures={}, scores={"index": None}),
    )
    report = attrs.evolve(REPORT, units=lines)
    data = encode_report(report)
    insured, justice = json.loads(data)["units"]
    assert insured["scores"]["index"] == {
        "printed": "66.67",
        "value": "200/3",
        "points": {"overdue": "200/3"},
        "grade": "C",
    }
    assert justice["scores"] == {"index": None}
    assert decode_report(data) == report


def test_figures_before_exclusions_come_back_as_they_were() -> None:
    before = Exclusions(applied=(), totals={"assigned": 69}, units=REPORT.units)
    report = attrs.evolve(REPORT, exclusions=before)
    assert decode_report(encode_report(report)) == report
