"""Views as numbers: every group has its own, and comes back as what it stands for."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest

from hotline_metrics.plugin import MATRIX, VIEWS, OptionsError
from hotline_metrics_frames.keys import Keys
from hotline_metrics_frames.moments import to_day

WORDS = {
    "unit": ("甲局", "乙镇"),
    "category": ("", "城市", "农村"),
    "subcategory": ("", "道路", "供水", "噪声"),
}


@pytest.mark.parametrize("view", [*VIEWS, MATRIX], ids=Keys.name)
def test_a_number_stands_for_one_group(view: tuple[str, ...]) -> None:
    """And tells its dimensions."""
    import narwhals as nw

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
        wanted = {
            "unit": WORDS["unit"][row["unit"]],
            "category": tuple(filter(None, pair)),
            "day": date(2023, 10, 1 if row["day"] == to_day(date(2023, 10, 1)) else 31),
        }
        assert meaning(number) == {dimension: wanted[dimension] for dimension in view}


def test_more_groups_than_a_number_holds_are_refused() -> None:
    """Millions of ways to write units and categories are no month; the objects count them."""
    many = range(2**21)
    with pytest.raises(OptionsError, match="--engine objects"):
        Keys({"unit": many, "category": many, "subcategory": many})
