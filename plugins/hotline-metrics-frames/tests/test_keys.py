"""Views as numbers: every group has its own, and comes back as what it stands for."""

from __future__ import annotations

from datetime import date
from itertools import product

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_metrics.plugin import MATRIX, VIEWS, OptionsError
from hotline_metrics_frames.keys import Keys, as_one_number, fit_one_number, taken_apart
from hotline_metrics_frames.moments import to_day

WORDS = {
    "unit": ("甲局", "乙镇"),
    "category": ("", "城市", "农村"),
    "subcategory": ("", "道路", "供水", "噪声"),
}


@pytest.mark.parametrize("view", [*VIEWS, MATRIX], ids=Keys.name)
def test_a_number_stands_for_one_group(view: tuple[str, ...]) -> None:
    """And tells its dimensions."""
    keys = Keys(WORDS)
    rows = [
        {"unit": unit, "category": general, "subcategory": special, "day": day}
        for unit, general, special, day in product(
            range(2), range(3), range(4), [to_day(date(2023, 10, day)) for day in (1, 31)]
        )
    ]
    frame = nw.from_native(pl.LazyFrame(rows)).select(keys.of(view).alias("key"))  # type: ignore[arg-type]
    numbers = frame.collect().to_native()["key"].to_list()
    meaning = keys.meaning(view)  # type: ignore[arg-type]
    for number, row in zip(numbers, rows, strict=True):
        pair = (WORDS["category"][row["category"]], WORDS["subcategory"][row["subcategory"]])
        day = date(2023, 10, 1 if row["day"] == to_day(date(2023, 10, 1)) else 31)
        assert meaning(number) == (
            WORDS["unit"][row["unit"]] if "unit" in view else "",
            tuple(filter(None, pair)) if "category" in view else (),
            day if "day" in view else date.min,
        )
        assert number < keys.size(view)  # type: ignore[arg-type]


@given(
    columns=st.dictionaries(
        st.sampled_from("abcdef"), st.integers(1, 1_000), min_size=1, max_size=6
    ),
    data=st.data(),
)
def test_small_numbers_come_out_of_one_as_they_went_in(
    columns: dict[str, int], data: st.DataObject
) -> None:
    """As long as they fit into it together."""
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries({name: st.integers(0, n - 1) for name, n in columns.items()})
        )
    )
    frame = nw.from_native(pl.LazyFrame(rows, schema=dict.fromkeys(columns, pl.Int64)))
    together = frame.select(as_one_number(columns).alias("whole"))
    apart = together.select(*taken_apart("whole", columns)).select(*columns).collect()
    assert fit_one_number(columns)
    assert apart.to_native().rows(named=True) == rows


def test_what_does_not_fit_one_number_is_told() -> None:
    """Polars then groups by the columns themselves."""
    assert not fit_one_number({"facts": 2**40, "by_unit": 2**22})


def test_more_groups_than_a_number_holds_are_refused() -> None:
    """Millions of ways to write units and categories are no month; the objects count them."""
    many = range(2**21)
    with pytest.raises(OptionsError, match="--engine objects"):
        Keys({"unit": many, "category": many, "subcategory": many})
