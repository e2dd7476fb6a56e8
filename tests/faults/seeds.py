"""Good files of each kind, and the pieces that its language is made of."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from hotline_metrics.plugin.calls import write_publication
from hotline_metrics.plugin.options import make_options
from hotline_metrics.plugin.registry import default_registry
from hotline_metrics.publish.compose import DEFAULT_TEMPLATE
from hotline_metrics.testing import sample_publication

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@cache
def seeds_of(kind: str) -> Sequence[bytes]:
    """Return good files of a kind, the usual one first, and all of the corpus."""
    corpus = sorted((HERE / "corpus" / kind).glob("*"), key=lambda path: path.name != "usual")
    return [*(path.read_bytes() for path in corpus), *_more(kind)]


def _more(kind: str) -> list[bytes]:
    match kind:
        case "excel":
            files = ROOT / "plugins/hotline-metrics-excel/tests/files"
            return [_workbook(), *_files(files, "*.*")]
        case "docx" | "html" | "markdown":
            return [*_written(kind), *_published(kind)]
        case "text":
            return _files(ROOT / "tests/data/bulletins", "*.txt")
        case "report":
            return _files(ROOT / "tests/publish/october", "report.json")
        case "template":
            return [DEFAULT_TEMPLATE.read_bytes()]
        case "rulebook":
            return _files(ROOT / "src/hotline_metrics/presets", "*.toml")
        case _:
            return []


def _files(folder: Path, pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(pattern))]


def _written(kind: str) -> list[bytes]:
    """Return the sample bulletin as the exporter of a format writes it."""
    exporter = default_registry().exporter(kind)
    written = write_publication(exporter, sample_publication(), make_options(exporter))
    return [written] if isinstance(written, bytes) else list(written.values())


def _published(kind: str) -> list[bytes]:
    if kind != "html":
        return []
    text = (ROOT / "tests/data/bulletins/founding.txt").read_text("utf-8")
    return ["".join(f"<p>{line}</p>" for line in text.splitlines()).encode()]


def _workbook() -> bytes:
    from xlsxwriter import Workbook

    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("10月")
        rows = [
            ["工单编号", "受理时间", "承办单位", "办结时间", "办理结果满意度"],
            ["1", "2023-10-07 10:23:49", "医保局", "2023-10-08", "满意"],
            ["2", 45_206.5, "乙", None, "不满意"],
            [3, True, "=1+1", 1e300, -0.0],
        ]
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
        page.merge_range("F1:G1", "合并")
    return target.getvalue()


def _words(text: str) -> list[bytes]:
    return [word.encode() for word in text.split()]


_BLANKS = [b" ", b"\n", b"\r\n", b"\r", b"\t", b"\0", "\u3000".encode(), b"\xff", b"\xef\xbb\xbf"]
_TOML = [
    *_BLANKS,
    *_words(
        "= . , [ ] { } [[ ]] ' \" ''' \"\"\" # - + 0 1 -1 0.6 1e9 1e99 1e-99 nan inf true false "
        "2023-10-07 2023-10-07T10:00:00 0x1F 99999999999999999999 name title extends measures "
        "questions grades words weight deadline rules limit unit working_days numerator "
        "denominator assigned result.rated where overdue >= 医保局 \\u0000 \\uD800"
    ),
]
_HTML = [
    *_BLANKS,
    *_words(
        "< > </ /> <table> </table> <tr> </tr> <td> </td> <th> <p> </p> <br> <br/> <script> "
        "</script> <style> <!-- --> <!DOCTYPE> <![CDATA[ ]]> & &amp; &#0; &#x110000; &lt; "
        "colspan=2 rowspan=2 colspan=200 rowspan=200 = ' \" 医保局 68 96.96% 单位 件数"
    ),
]
_TEXT = [
    *_BLANKS,
    *_words(
        "一、 （一） 一是 1. 。 ， ； ： 、 （ ） 〔2023〕 71号 10月份 2023年 同比 环比 上升 下降 "
        "个百分点 满意率 承办件数 单位 医保局 郭楼街道 68 71.06% 2349件 其中 表扬 通报 连续2个月 "
        "| -- 前三名 排名 分别为 超期 231007102349106144 99999999999999999999 １２．３％"
    ),
]
_MARKDOWN = [*_TEXT, *_words("# ## ### ** > - 1. \\ \\| |---|:-:| &#12; [x](y) ![x](y) `` <b>")]
_JSON = [
    *_BLANKS,
    *_words(
        '{ } [ ] : , " null true 0 1 -1 1.5 1e999 99999999999999999999 "schema":1 "period" '
        '"2023-10" "totals" "units" "figures" "percent" "numerator" "n" "71.06" "1/3" "1e99" "nan" '
        '"a/b" "\\ud800" "\\u0000" "categories" "parts" "comparisons" "year_on_year" "days"'
    ),
]
_SERVICE = [
    b"\x1e",
    *_JSON,
    *_words(
        '"code" 0 "0" "data" "rows" "total" "next" "handling" "工单编号" "受理时间" "承办单位" '
        '"service_request_id" "requested_datetime" "updated_datetime" "status" "closed" [] {} '
        '"endpoints" "url" "count" "created_date" "2023-10-07T10:23:49+08:00" 1696645429000 '
        '"http://127.0.0.1:1/" "//x" "?p=2" "医保局" "乙" "满意"'
    ),
]
_CSV = [
    *_BLANKS,
    *_words(
        ', ; " "" \' = =1+1 工单编号 受理时间 承办单位 办结时间 满意 不满意 未接通 2023-10-07 '
        "2023/10/8 10:23:49 +08:00 +99:99 Z 2023年10月7日 45206.5 医保局 乙 231007102349106144 "
        "2.31E+17 是 否 1次 -1 ９"
    ),
]
_TEMPLATE = [
    *_MARKDOWN,
    *_words(
        "{{ }} {% %} {# #} {{- -%} for endfor if else elif endif in set macro endmacro month "
        "totals units table('县直单位') | ~ . __class__ loop.index namespace() range(9) [ ] ( ) "
        "+++ title = 'x' {{month}} {%for"
    ),
]

TOKENS: Mapping[str, list[bytes]] = {
    "csv": _CSV,
    "excel": [b"PK", b"\0", b"<c", b"\xff", b"\x09\x08"],
    "rest": _SERVICE,
    "open311": _SERVICE,
    "socrata": _SERVICE,
    "docx": [b"PK", b"\0", b"<w:tc>", b"\xff"],
    "html": _HTML,
    "markdown": _MARKDOWN,
    "text": _TEXT,
    "report": _JSON,
    "manifest": _JSON,
    "rulebook": _TOML,
    "roster": _CSV,
    "roster-toml": _TOML,
    "exclusions": _CSV,
    "published": _TOML,
    "notes": [*_TEMPLATE, *_TOML],
    "template": _TEMPLATE,
    "office": _TOML,
}
"""Kind to the pieces of its language."""
