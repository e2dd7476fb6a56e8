"""Publications of a small county and of a large city, and a browser to look at their pages."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import attrs
import pytest

from hotline_metrics import MonthlyReport, Period, Roster, Rulebook, Ticket, Unit, Window
from hotline_metrics.figures.explain import evidence_of
from hotline_metrics.plugin import Publication
from hotline_metrics.testing import publication, sample_report

CATEGORIES = (
    ("城市综合类", "占道经营"), ("城市综合类", "市容环境"), ("城市综合类", "违章搭建"),
    ("城乡建设类", "物业管理"), ("城乡建设类", "房屋质量"), ("经济综合类", "消费维权"),
    ("经济综合类", "供电"), ("社会事业类", "医疗保障"), ("社会事业类", "教育收费"),
    ("农业农村类", "宅基地"), ("人力资源和社会保障类", "拖欠工资"), ("行风政风类",), ("自然资源类",), (),
)  # fmt: skip
BUREAUS = (
    "城管局 医保局 教育局 人社局 公安局 住建局 市场监管局 交通运输局 供电公司 联通公司".split()
)
TOWNS = "郭楼街道 清河街道 射桥镇 辛店乡 东和店镇 万冢镇 老王岗乡 杨埠镇".split()


def roster_of(units: int = 0) -> Roster:
    """Return the units of a county, or any number of them."""
    if not units:
        named = [(name, "县直单位") for name in BUREAUS] + [(name, "乡镇街道") for name in TOWNS]
    else:
        named = [
            (f"第{n}办事处", ("县直单位", "乡镇街道", "公用企业")[n % 3])
            for n in range(1, units + 1)
        ]
    return Roster(tuple(Unit(name=name, group=group) for name, group in named))


def tickets_of(period: Period, roster: Roster, each: int, seed: int = 7) -> tuple[Ticket, ...]:
    """Return tickets of a period: busy and quiet days, good and bad units, some never called."""
    chance = random.Random(f"{seed}{period}")
    days = len(period.days)
    begin = datetime.combine(period.first, datetime.min.time())
    found = []
    for place, unit in enumerate(roster):
        skill = 0.35 + 0.6 * chance.random()
        for n in range(max(1, int(each * (0.3 + 1.4 * chance.random())))):
            sent = begin + timedelta(days=chance.randrange(days), minutes=chance.randrange(1000))
            late = chance.random() > 0.9 + skill / 10
            closed = sent + timedelta(hours=240 if late else chance.randrange(1, 40))
            asked = chance.random() < 0.4 and place % 9 != 8
            answers = {
                question: chance.choices(
                    ("satisfied", "basic", "dissatisfied", "unrated"),
                    (skill, 0.15, 1 - skill, 0.1),
                )[0]
                for question in ("result", "process")
            }
            found.append(
                Ticket(
                    id=f"{sent:%y%m%d%H%M%S}{place:03d}{n:03d}",
                    unit=unit.name,
                    received_at=sent - timedelta(minutes=20),
                    dispatched_at=sent,
                    closed_at=closed,
                    category=chance.choices(CATEGORIES, range(len(CATEGORIES), 0, -1))[0],
                    redo=int(chance.random() > 0.99),
                    surveyed=asked,
                    answers=answers if asked else {},
                )
            )
    return tuple(found)


def published(
    *,
    units: int = 0,
    months: int = 24,
    each: int = 25,
    evidence: bool = False,
    rules: Rulebook | None = None,
) -> Publication:
    """Return the publication of October 2023 with so many months in all."""
    rules = rules or Rulebook.preset("pingyu")
    if units:
        # Looking for those who nearly were among the lowest of many hundred takes its time.
        lists = tuple(rule for rule in rules.criticise if rule.lowest is None)
        rules = attrs.evolve(rules, criticise=lists)
    roster = roster_of(units)
    period = Period.parse("2023-10")
    periods = [period]
    while len(periods) < months:
        before = periods[-1].previous
        assert before is not None
        periods.append(before)
    history: list[MonthlyReport] = []
    tickets: tuple[Ticket, ...] = ()
    for month in reversed(periods):
        tickets = tickets_of(month, roster, each)
        window = Window(month, datetime.combine(month.last, datetime.min.time()) + timedelta(9))
        report = sample_report(tickets, rules=rules, roster=roster, history=history, window=window)
        history.append(report)
    *past, now = history
    made = publication(now, rules=rules, history=tuple(reversed(past)))
    behind = evidence_of(now, tickets, rules) if evidence else {}
    return attrs.evolve(made, evidence=behind)
