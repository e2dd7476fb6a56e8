"""Numbers that lead to a person: identity documents, telephones, bank cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from hotline_metrics.errors import MissingDependency
from hotline_metrics.privacy.finding import Finding

INSTALL = 'pip install "hotline-metrics[privacy]"'
CONTEXT = 12
"""How many characters before a number may say what it is."""

LAST_YEAR = 30
"""Ticket numbers of later years would look like identity cards from Shanghai to Shandong."""

_S = "[ -]?"
_MOBILE = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)?86{_S})?(1[3-9](?:[0-9]{{9}}|[0-9]{_S}[0-9]{{4}}{_S}[0-9]{{4}}|"
    rf"[0-9]{{2}}{_S}[0-9]{{3}}{_S}[0-9]{{4}}|[0-9]{{2}}{_S}[0-9]{{4}}{_S}[0-9]{{3}}|"
    rf"[0-9]{{3}}{_S}[0-9]{{6}}|[0-9]{{4}}{_S}[0-9]{{5}}|[0-9]{_S}[0-9]{{8}}))(?![0-9])"
)
_LANDLINE = re.compile(
    rf"(?<![0-9])(?:\+?86{_S}\(?0?|\(?0)[1-9][0-9]{{1,2}}\)?[ -]{{0,2}}"
    rf"[2-9][0-9]{{2,3}}{_S}[0-9]{{4}}(?![0-9])"
)
_LOCAL = re.compile(
    r"(?:电话|座机|固话|致电|回电|拨打|改拨|回拨|来电号码|联系方式|传真|小灵通)"
    rf"[^0-9,.。;]{{0,6}}([2-8][0-9]{{2,3}}{_S}[0-9]{{4}})(?![0-9])"
)
_NEXT = re.compile(rf"[、/,或和; ]{{1,2}}([2-8][0-9]{{2,3}}{_S}[0-9]{{4}})(?![0-9])")
_FOREIGN = re.compile(r"\+[1-9](?:[ -]?[0-9]){7,14}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9])([0-9]{6})[ -]?([0-9]{8})[ -]?([0-9]{3}[0-9Xx])(?![0-9])")
_DOCUMENT = re.compile(
    r"(?:护照|通行证|居住证|军官证|士兵证|驾驶证|驾照|社保卡|医保卡|残疾证|身份证)"
    r"(?:号码?|编号)?[^0-9A-Za-z,.。;]{0,4}([A-Za-z]{0,2}[0-9]{6,18}[Xx]?)(?![0-9A-Za-z])"
)
_CARD = re.compile(
    r"(?<![0-9])(?:[0-9]{16,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?)(?![0-9])"
)
_ACCOUNT = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|工资卡|卡号|账号|帐号|账户|帐户|一卡通|存折)"
    r"[^0-9,.。;]{0,6}([0-9](?:[ -]?[0-9]){11,29})(?![0-9])"
)
_LONG = re.compile(r"(?<![0-9A-Za-z.])[0-9]{7,}(?![0-9A-Za-z%]|\.[0-9])")

_TICKET = re.compile(
    r"(?:工单|编号|(?<!证)件号|流水号?|单号|受理号|诉求号|订单|文号|案号|代码)"
    r"[号码件为是的 :\"(]{0,5}$"
)
_TICKET_AFTER = re.compile(r" ?(?:号?(?:工单|热线件)|号(?:诉求|案?件))")
_IS_IDENTITY = re.compile(r"(?:身份|证件|户口|ID)[^0-9,.。;]{0,8}$", re.IGNORECASE)
_MEASURED = re.compile(
    r"\s*[余多]?(?:元|美元|万|亿|吨|千[米克瓦]|公[里斤顷]|平方|立方|%|‰)|\.[0-9]"
)
_DATE = re.compile("(....)(..)(..)")
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83".split()
)
_BINS = re.compile(r"62|4|5[1-5]|35|2[2-7]|9558|9559|60|69|37")
_LETTERS = re.compile(r"[^0-9Xx+]")


def find_numbers(text: str) -> Iterator[Finding]:
    """Yield the numbers of a folded text that lead to a person, the most telling kind first.

    A ticket number is none of them, though it has as many digits as an identity card.

    Raises:
        MissingDependency: phonenumbers or python-stdnum is not installed.
    """
    try:
        import phonenumbers  # noqa: F401
        import stdnum  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingDependency(
            f"遮盖个人信息需要 phonenumbers 和 python-stdnum，请安装：{INSTALL}",
            f"masking needs phonenumbers and python-stdnum. Install them with: {INSTALL}",
        ) from error
    yield from _identities(text)
    yield from _accounts(text)
    yield from _phones(text)
    yield from _long_numbers(text)


# --- identity documents ----------------------------------------------------------------------
def _identities(text: str) -> Iterator[Finding]:
    for match in _IDENTITY.finditer(text):
        if _is_ticket(text, *match.span()):
            continue
        digits = "".join(match.groups()).upper()
        real, valid = _is_born(digits), _is_identity(digits)
        if _is_moment(digits) and not (valid and _said(text, match.start(), _IS_IDENTITY)):
            # Nothing tells the two apart but a person who knows.
            if valid:
                yield Finding("id", *match.span(), sure=False, masked=False)
        elif valid:
            yield Finding("id", *match.span())
        elif real or _said(text, match.start(), _IS_IDENTITY):
            yield Finding("id", *match.span(), sure=False)
    for match in _DOCUMENT.finditer(text):
        if not _is_moment(match[1]) and not _is_date(match[1]):
            yield Finding("id", *match.span(1))


def _is_identity(digits: str) -> bool:
    from stdnum.cn import ric

    # Not ric.validate: it wants the county to have existed when the person was born, but the
    # code is that of the county where the number was given, often decades later.
    return _is_born(digits) and ric.calc_check_digit(digits) == digits[-1]


def _is_born(digits: str) -> bool:
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    try:
        born = ric.get_birth_date(digits)
    except ValidationError:
        return False
    return digits[:2] in _PROVINCES and born.year >= 1900 and born.year < 2100


def _is_moment(digits: str) -> bool:
    """Tell whether a number begins with a moment, as ticket numbers do: yymmddHHMMSS."""
    if len(digits) < 12 or not digits.isdecimal():
        return False
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    timed = hour < 24 and minute < 60 and second < 60
    return year <= LAST_YEAR and timed and _is_day(2000 + year, month, day)


def _is_date(digits: str) -> bool:
    return len(digits) == 8 and digits.isdecimal() and _is_day(*map(int, _DATE.findall(digits)[0]))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_ticket(text: str, start: int, end: int) -> bool:
    return _said(text, start, _TICKET) or _TICKET_AFTER.match(text, end) is not None


def _said(text: str, start: int, words: re.Pattern[str]) -> bool:
    return words.search(text[max(0, start - CONTEXT) : start]) is not None


# --- bank cards ------------------------------------------------------------------------------
def _accounts(text: str) -> Iterator[Finding]:
    from stdnum import luhn

    for match in _ACCOUNT.finditer(text):
        digits = _LETTERS.sub("", match[1])
        if not _is_moment(digits) and not _TICKET_AFTER.match(text, match.end()):
            yield Finding("card", *match.span(1), sure=luhn.is_valid(digits))
    for match in _CARD.finditer(text):
        digits = _LETTERS.sub("", match[0])
        known = len(digits) in {16, 19} or digits.startswith("62")
        if (
            known
            and _BINS.match(digits)
            and luhn.is_valid(digits)
            and not _is_ticket(text, *match.span())
            and not _is_moment(digits)
        ):
            yield Finding("card", *match.span())


# --- telephones ------------------------------------------------------------------------------
def _phones(text: str) -> Iterator[Finding]:
    for start, end, sure in _said_phones(text):
        yield Finding("phone", start, end, sure=sure)
        # 13812345678、5012345: the second number is one because the first is.
        following = _NEXT.match(text, end)
        while following is not None:
            yield Finding("phone", *following.span(1))
            following = _NEXT.match(text, following.end(1))


def _said_phones(text: str) -> Iterator[tuple[int, int, bool]]:
    for match in _MOBILE.finditer(text):
        if not _is_amount(text, match.end()) and not _is_ticket(text, *match.span()):
            yield *match.span(), _is_personal(match[1])
    for match in _LANDLINE.finditer(text):
        if not _is_amount(text, match.end()) and _is_personal(match[0]):
            yield *match.span(), True
    for match in _LOCAL.finditer(text):
        if not _is_amount(text, match.end()) and not _is_date(match[1]):
            yield *match.span(1), True
    for match in _FOREIGN.finditer(text):
        if _is_personal(match[0]):
            yield *match.span(), True


def _is_personal(number: str) -> bool:
    """Tell whether the numbering plan knows a number as a person's; 400 and 800 are firms'."""
    import phonenumbers
    from phonenumbers import PhoneNumberType as Types

    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return False
    persons = (Types.MOBILE, Types.FIXED_LINE, Types.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(parsed) in persons


def _is_amount(text: str, end: int) -> bool:
    return _MEASURED.match(text, end) is not None


# --- whatever else is long -------------------------------------------------------------------
def _long_numbers(text: str) -> Iterator[Finding]:
    for match in _LONG.finditer(text):
        digits = match[0]
        stamped = _is_moment(digits) or (len(digits) > 13 and _is_moment(digits[2:]))
        known = _is_date(digits) or stamped or _is_ticket(text, *match.span())
        if not known and not _is_amount(text, match.end()):
            yield Finding("number", *match.span(), sure=False, masked=False)
