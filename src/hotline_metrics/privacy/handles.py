"""By what else a person is reached or recognised: e-mail, WeChat, QQ, plates, house numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hotline_metrics.privacy.finding import Finding

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}"
)
_WECHAT = re.compile(
    r"(?:微信|威信|薇信|(?<![A-Za-z])(?:[Vv]信|[Vv][Xx]|WX))(号?码?|账号|ID)(?:是|为)?[ :\"(]{0,3}"
    r"([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])"
)
_WECHAT_NUMBER = re.compile(r"微信(?:号码?|账号)(?:是|为)?[ :\"(]{0,3}([1-9][0-9]{4,11})(?![0-9])")
_QQ = re.compile(
    r"(?:QQ|qq|Qq|扣扣)(?:号码?|群号?|账号)?(?:是|为)?[ :\"(]{0,3}"
    r"([1-9][0-9]{4,10})(?![0-9元人个万])"
)
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_L = "[A-HJ-NP-Za-hj-np-z0-9]"
_PLATE = re.compile(
    rf"[{_PROVINCES}] ?[A-Za-z] ?[·•・.-]? ?"
    rf"(?:{_L}{{4}} ?[学警挂试超领使港澳]|{_L}{{2}} ?{_L}{{3,4}}|{_L}{{3}} ?{_L}{{2}})"
    r"(?![A-Za-z0-9])"
)

_SHORT_PLATE = re.compile(
    rf"[{_PROVINCES}][A-Za-z][·•・.-]?[A-HJ-NP-Z]?[0-9]{{3,4}}(?![A-Za-z0-9])"
)
"""One character short: a slip of the pen, or a motorcycle of old."""

_N = "(?:[0-9]{1,5}|[A-Za-z][0-9]{0,2}|[一二三四五六七八九十百零〇两]{1,6})"
_BUILDING = f"{_N}(?:号楼|栋|幢|座|#楼?)"
_UNIT = f"{_N}单元"
_FLOOR = f"{_N}[层楼]"
_ROOM = (
    rf"(?:{_N}(?:室|户(?![型籍口外均])|房(?![产屋间子东租价款贷型管顶])|号(?![楼厅间]))"
    r"|[东西南北中]{1,2}户|[0-9]{3,4}(?![0-9个户人元米年月日点度瓦分.]))"
)
_HOUSE = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_BUILDING} ?(?:{_UNIT} ?(?:{_FLOOR} ?)?{_ROOM}|(?:{_FLOOR} ?)?{_ROOM})"
    rf"|{_UNIT} ?(?:{_FLOOR} ?)?{_ROOM})"
)
_DOOR = re.compile(
    r"(?:(?<=[路街巷弄坊里])|(?<=胡同)|(?<=大道)|(?<=[村庄寨屯组排]))"
    r"([0-9]{1,4}(?:-[0-9]{1,3})?|[一二三四五六七八九十百零〇]{1,5})号(?!楼|线|公交|工单|文|令|公告|井|机井|"
    r"泵|桥|地|标|路|杆|变|台|窗|车|件|起|前|后|至|到|开|凌|上午|下午|晚|早|中午|夜)"
)
_DOORPLATE = re.compile(rf"门牌(?:号码?)?(?:是|为)?[ :]{{0,2}}({_N}(?:-{_N})?号?)")
_VILLAGE = frozenset("村庄寨屯组排")
_DIGITS = re.compile(r"[0-9]")


def find_handles(text: str) -> Iterator[Finding]:
    """Yield e-mail addresses, WeChat and QQ numbers of a folded text."""
    for match in _EMAIL.finditer(text):
        yield Finding("email", *match.span())
    for match in _WECHAT.finditer(text):
        plain = match[2].isalpha() and not match[1]
        yield Finding("wechat", *match.span(2), sure=not plain)
    for match in _WECHAT_NUMBER.finditer(text):
        yield Finding("wechat", *match.span(1))
    for match in _QQ.finditer(text):
        yield Finding("qq", *match.span(1))


def find_plates(text: str) -> Iterator[Finding]:
    """Yield the number plates of a folded text."""
    for match in _PLATE.finditer(text):
        if _DIGITS.search(match[0]):
            yield Finding("plate", *match.span())
    for match in _SHORT_PLATE.finditer(text):
        yield Finding("plate", *match.span(), sure=False)


def find_houses(text: str) -> Iterator[Finding]:
    """Yield the house numbers of a folded text: a flat, or a number in a street or village.

    A building or a stairway alone is many households and stays.
    """
    for match in _HOUSE.finditer(text):
        yield Finding("house", *match.span())
    for match in _DOOR.finditer(text):
        number = match[1]
        # 张庄10号 may be a door or the tenth of the month.
        day = text[match.start() - 1] in _VILLAGE and (not number.isdecimal() or int(number) <= 31)
        yield Finding("house", *match.span(), sure=not day)
    for match in _DOORPLATE.finditer(text):
        yield Finding("house", *match.span(1))
