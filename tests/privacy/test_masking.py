"""What masking does to a narrative, and what it leaves alone."""

from __future__ import annotations

import sys
from datetime import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric
from tests.privacy.sentences import invent

from hotline_metrics.errors import MissingDependency
from hotline_metrics.privacy.finding import fold
from hotline_metrics.privacy.masking import mask_text

SENTENCES = [sentence.text for sentence in invent(300, seed=3)]


@pytest.mark.parametrize(
    ("told", "masked"),
    [
        ("村民赵大伟反映路灯不亮。", "村民赵某反映路灯不亮。"),
        ("来电人欧阳修文不满意。", "来电人欧阳某不满意。"),
        ("举报人王伟、李小红和张强。", "举报人王某、李某和张某。"),
        ("电话13812345678、0396-5012345。", "电话×××、×××。"),
        ("身份证号412823190305120131。", "身份证号×××。"),
        ("卡号6228480612345678900。", "卡号×××。"),
        ("货车豫Q5K832超载。", "货车×××超载。"),
        ("住阳光花园3号楼2单元501室。", "住阳光花园×号楼×单元×室。"),
        ("文明路128号门前积水。", "文明路×号门前积水。"),
        ("邮箱li.hua@163.com，微信wxid_9k2m7d，QQ287654310。", "邮箱×××，微信×××，QQ×××。"),
    ],
)
def test_what_is_masked(told: str, masked: str) -> None:
    """Names become 赵某, numbers ×××, and the sentence still reads."""
    assert mask_text(told).text == masked


@pytest.mark.parametrize(
    "told",
    [
        "赵先生、老王和村民赵某反映停水。",
        "群众高度关注，方案已经公示，时间为10月7日至9日。",
        "高新区黄河路、金水区、安阳市的同类诉求。",
        "依据《信访工作条例》第二十一条第三款，平督通报〔2023〕71号。",
        "2023-10-07 10:23:49开工，投资13800000元，全长12.5公里，共216户。",
        "请拨打12345、95598或400-810-0099。",
        "小区3号楼2单元电梯停运。",
        "境外请拨打+86 400-810-0099，账单显示到账+21000000元。",
        "关于银行卡的231007102349106144号工单已办结。",
        "多次致电永安国际经理未果。",
        "统一社会信用代码91411723MA45K2XQ8P，订单DD20231107000312。",
    ],
)
def test_what_stays(told: str) -> None:
    """Surnames alone, ordinary words, figures, dates, public numbers, whole buildings."""
    result = mask_text(told)
    assert result.text == told
    assert result.findings == ()


def test_the_same_person_is_masked_again_without_a_word_that_announces_them() -> None:
    """A narrative names somebody once with a title and goes on with the name."""
    told = "群众反映村民赵大伟违规建房，现场告知赵大伟后，赵大伟同意拆除。"
    assert mask_text(told).text == "群众反映村民赵某违规建房，现场告知赵某后，赵某同意拆除。"


def test_a_number_that_may_be_a_ticket_or_an_identity_card_is_left_to_a_person() -> None:
    """2 January 2023, 19:02:08 is also a county of Harbin and a birthday; the words decide."""
    number = "230102190208150149"
    result = mask_text(f"见{number}。")
    assert result.text == f"见{number}。"
    (finding,) = result.findings
    assert (finding.kind, finding.sure, finding.masked) == ("id", False, False)
    assert mask_text(f"身份证号{number}。").text == "身份证号×××。"
    assert mask_text(f"{number}号工单。").findings == ()


@pytest.mark.parametrize(
    ("told", "kind", "masked"),
    [
        ("身份证号412823190305120132。", "id", True),  # the check digit is wrong
        ("群众举报施建军在河道采砂。", "name", True),  # anything may follow 举报
        ("张楼村10号停水。", "house", True),  # a door, or the tenth
        ("户号8362423811。", "number", False),  # nobody knows what it is
    ],
)
def test_doubtful_places_are_listed(told: str, kind: str, masked: bool) -> None:
    """What rules cannot know a person decides."""
    (finding,) = mask_text(told).doubtful
    assert (finding.kind, finding.masked) == (kind, masked)


@pytest.mark.parametrize(
    ("told", "masked"),
    [
        ("王伟家门口积水。", "王某家门口积水。"),
        ("村民王伟家门口积水。", "村民王某家门口积水。"),
        ("村民王伟到局反映。", "村民王某到局反映。"),
        ("村民王伟向对方道歉。", "村民王某向对方道歉。"),
        ("村民王伟去，没有办成。", "村民王某去，没有办成。"),
        ("村民王海从反映停水。", "村民王某反映停水。"),
        ("微信号是138123456。", "微信号是×××。"),
        ("车牌豫QABCDE停放。", "车牌豫QABCDE停放。"),  # letters alone are no plate
    ],
)
def test_a_name_or_a_number_beside_another_word(told: str, masked: str) -> None:
    """The word stays."""
    assert mask_text(told).text == masked


moments = st.datetimes(datetime(2000, 1, 1), datetime(2030, 12, 31, 23, 59, 59))
endings = st.integers(0, 999_999)
around = st.sampled_from(
    [
        "{}",
        "{}号工单超期。",
        "工单编号：{}",
        "负责办理的10月7日{}号工单",
        "（{}）",
        "见{}、{}。",
        "流水{}",
    ]
)


@given(moments, endings, around)
def test_a_ticket_number_is_never_masked(moment: datetime, ending: int, words: str) -> None:
    """YymmddHHMMSS and six digits, wherever it stands."""
    told = words.replace("{}", f"{moment:%y%m%d%H%M%S}{ending:06}")
    assert mask_text(told).text == told


@given(moments, st.integers(1, 28), st.integers(0, 999), around)
def test_nor_one_that_has_the_check_digit_of_an_identity_card(
    moment: datetime, day: int, order: int, words: str
) -> None:
    """Dispatched between seven and nine in the evening, its digits are a county and a birthday."""
    hour, second = 19 + moment.hour % 2, 1 + moment.second % 12
    begin = f"{moment:%y%m%d}{hour}{moment:%M}{second:02}{day:02}{order:03}"
    check = ric.calc_check_digit(begin + "0")
    assume(check != "X")
    told = words.replace("{}", begin + check)
    assert mask_text(told).text == told


@given(st.lists(st.sampled_from(SENTENCES), max_size=6))
def test_masking_twice_is_masking_once(told: list[str]) -> None:
    """What is masked has nothing left to mask."""
    once = mask_text("\n".join(told)).text
    assert mask_text(once).text == once


@given(st.text("村民赵大伟反映13812345678、豫Q5K832 的3栋路1号@a.b×某\n０（）", max_size=60))
def test_nothing_outside_the_findings_is_touched(told: str) -> None:
    """Findings lie apart, in order, and inside the text."""
    result = mask_text(told)
    at, place = 0, 0
    for finding in result.findings:
        assert at <= finding.start < finding.end <= len(told)
        if finding.masked:
            between = told[at : finding.start]
            assert result.text.startswith(between, place) or at
            place = result.text.index(between, place) + len(between)
            at = finding.end
    assert result.text.endswith(told[at:])


@given(st.text(max_size=80))
def test_folding_keeps_every_character_in_its_place(told: str) -> None:
    """So that what is found in the folded text is found in the original."""
    assert len(fold(told)) == len(told)


def test_the_original_is_nowhere_in_the_result() -> None:
    """Neither in its fields nor in what is printed of it."""
    result = mask_text("村民赵大伟，电话13812345678，身份证412823190305120131。")
    assert not any(secret in repr(result) for secret in ("大伟", "13812345678", "4128231903"))


def test_words_that_name_nobody_can_be_kept() -> None:
    """A unit that is called like a person."""
    told = "群众反映安康超市与李宁反映的问题。工单412823190305120131。"
    assert "李某" in mask_text(told).text
    assert mask_text(told, keep=("安康超市", "李宁")).text == told


@pytest.mark.parametrize("missing", ["phonenumbers", "stdnum"])
def test_without_the_extra_it_says_how_to_install_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a mask is none."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingDependency, match=r"hotline-metrics\[privacy\]") as caught:
        mask_text("村民赵大伟")
    assert 'pip install "hotline-metrics[privacy]"' in caught.value.text("zh")


def test_a_short_ticket_number_keeps_no_longer_number_open() -> None:
    """A word that stays is a whole one; the same digits within a telephone are none."""
    text = "工单1号：来电13800000000，１３９００００００００也可。"
    assert mask_text(text, keep=["1", "13"]).text == "工单1号：来电×××，×××也可。"
