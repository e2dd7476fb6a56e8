"""Which period a published document is about, as its words say it."""

from datetime import date

import pytest

from hotline_metrics import Period
from hotline_metrics.history.published.dating import choose_period, mentions_of, years_of
from hotline_metrics.history.published.reading import Place


def period_of(title: str, *lines: str) -> Period | None:
    """Return the period of a document with a title and some lines."""
    here = Place(text="", block=0)
    texts = [(title, here, True), *((line, here, False) for line in lines)]
    return choose_period(mentions_of(texts), years_of(texts))


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("关于2023年10月份12345热线办理情况的通报", "2023-10"),
        ("2023年十月份通报", "2023-10"),
        ("2023年第三季度通报", "2023-Q3"),
        ("2023年上半年通报", "2023-01..2023-06"),
        ("2023年全年通报", "2023"),
        ("2023年度通报", "2023"),
        ("2023年1至9月份通报", "2023-01..2023-09"),
        ("2023年第40周通报", "2023-W40"),
        ("2023年10月2日至8日通报", "2023-10-02..2023-10-08"),
        ("2023年10月30日至11月5日通报", "2023-10-30..2023-11-05"),
    ],
)
def test_a_title_with_its_year(title: str, period: str) -> None:
    """Months, quarters, halves, years, weeks and days."""
    assert period_of(title) == Period.parse(period)


def test_the_second_half_is_a_span_of_days() -> None:
    """Periods of months begin in January; this one does not."""
    found = period_of("2023年下半年通报")
    assert found == Period("days", date(2023, 7, 1), date(2023, 12, 31))


def test_days_across_a_new_year() -> None:
    """The year stands before the first of them."""
    found = period_of("2023年12月25日至1月7日通报")
    assert found == Period("days", date(2023, 12, 25), date(2024, 1, 7))


def test_the_year_of_the_number_completes_a_title() -> None:
    """Where the title names months alone."""
    assert period_of("10月份通报", "平督通报〔2023〕71号") == Period.parse("2023-10")


def test_the_day_of_issue_completes_a_title() -> None:
    """December's bulletin of January is of the year before."""
    assert period_of("12月份通报", "2024年1月12日印发") == Period.parse("2023-12")


@pytest.mark.parametrize(
    "title", ["第40周通报", "10至3月份通报", "2023年2月30日至31日通报", "2023年第60周通报"]
)
def test_what_is_no_period_is_none(title: str) -> None:
    """A week without its year, months that run backwards, days that no month has."""
    assert period_of(title) is None


def test_a_day_that_no_month_has_dates_nothing() -> None:
    """The day before it in the text counts instead."""
    assert period_of("9月份通报", "2023年10月9日印发", "2023年2月30日") == Period.parse("2023-09")


def test_days_without_a_year_are_no_months() -> None:
    """Their year may be that of either end."""
    assert period_of("通报", "10月2日至8日的工单") is None
