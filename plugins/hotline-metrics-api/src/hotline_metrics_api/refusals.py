"""Why a service is not read, and what is odd about one that is, in both languages."""

from __future__ import annotations

from typing import Literal

from hotline_metrics.plugin import Location, Problem, ProblemKind, UnreadableSource


def _kind(
    code: str,
    severity: Literal["error", "warning", "notice"],
    zh: str,
    en: str,
    hint_zh: str,
    hint_en: str,
) -> ProblemKind:
    return ProblemKind(
        code=f"api.{code}", severity=severity, zh=zh, en=en, hint_zh=hint_zh, hint_en=hint_en
    )


# --- the service cannot be reached, or does not want to be read -------------------------------
UNREACHABLE = _kind(
    "unreachable",
    "error",
    "服务没有给出完整的回答：{reason}（试了 {attempts} 次）",
    "the service gave no whole answer: {reason_en} ({attempts} attempts)",
    "稍后再试；网络较慢时可提高 timeout 或 attempts，长时间的读取可设 resume 以便中断后继续",
    "try again later; raise timeout or attempts on a slow network, or set resume so that an "
    "interrupted read goes on",
)
ASKED_TO_WAIT = _kind(
    "asked-to-wait",
    "error",
    "服务要求等待 {seconds} 秒才能再次访问",
    "the service asks to be left alone for {seconds} seconds",
    "过后再试；或降低 requests_per_second，或提高 longest_wait",
    "try again then; or lower requests_per_second, or raise longest_wait",
)
NOT_ALLOWED = _kind(
    "not-allowed",
    "error",
    "服务拒绝访问（HTTP {status}）",
    "the service refuses to be read (HTTP {status})",
    "核对 auth 及其所指环境变量中的凭据是否有效、是否有读取权限",
    "check auth, and that the credentials in the environment it names are valid and may read",
)
NOT_FOUND = _kind(
    "not-found",
    "error",
    "这个地址没有内容（HTTP {status}）",
    "there is nothing at this address (HTTP {status})",
    "核对 url 和 path",
    "check url and path",
)
REFUSED = _kind(
    "refused",
    "error",
    "服务不接受这个请求（HTTP {status}）",
    "the service does not accept the request (HTTP {status})",
    "核对参数的名称和写法；服务的说明没有在此显示，因为其中可能含有个人信息或凭据",
    "check names and forms of the parameters; what the service said is not shown, as it may hold "
    "personal data or credentials",
)
FAILED = _kind(
    "failed",
    "error",
    "服务回答失败：{status} 的值{found}不在 status_ok 之中",
    "the service answers that it failed: {status}{found_en} is none of status_ok",
    "核对凭据和参数；成功的值写在 status_ok 里",
    "check credentials and parameters; status_ok lists the values that mean success",
)
CERTIFICATE = _kind(
    "certificate",
    "error",
    "服务的证书不可信",
    "the certificate of the service is not trusted",
    "内网自建证书请用 ca_file 指定其根证书；核验不能关闭",
    "name the root certificate of an internal authority as ca_file; checking cannot be turned off",
)
ELSEWHERE = _kind(
    "elsewhere",
    "error",
    "服务转到了另一主机 {host}，没有跟随，以免凭据外泄",
    "the service sends us on to another host, {host}, which is not followed with credentials",
    "如属正常，请把新地址写进 url",
    "if that is right, write the new address into url",
)
DOWNGRADED = _kind(
    "downgraded",
    "error",
    "服务从 https 转到了不加密的 http（{host}）",
    "the service sends us from https to unencrypted http ({host})",
    "请服务方改正；url 应为最终的地址",
    "have it mended; url should be the final address",
)
MOVED_WITH_FORM = _kind(
    "moved",
    "error",
    "服务要求改到另一地址（HTTP {status}），而带正文的请求不能照搬",
    "the service has moved (HTTP {status}), and a request with a body cannot simply follow",
    "把新地址写进 url",
    "write the new address into url",
)
REDIRECTED_IN_CIRCLES = _kind(
    "redirected-in-circles",
    "error",
    "服务一再转到别的地址",
    "the service sends us from one address to the next",
    "核对 url；可能转到了登录页",
    "check url; it may lead to a page to log in",
)
MALFORMED = _kind(
    "request",
    "error",
    "请求无法发出：请求头或代理的写法不对",
    "the request cannot be sent: a header or the proxy is not well formed",
    "核对 headers、proxy 以及凭据中有无换行等字符",
    "check headers and proxy, and the credentials for line ends and the like",
)

# --- the answer is not what it should be -------------------------------------------------------
TOO_LARGE = _kind(
    "too-large",
    "error",
    "一次回答超过 {limit} 字节",
    "one answer is above {limit} bytes",
    "减小 page_size；确需更大，请提高 max_bytes",
    "lower page_size; raise max_bytes if it must be",
)
NOT_JSON = _kind(
    "not-json",
    "error",
    "回答不是 JSON，或在中途断了{what}",
    "the answer is no JSON, or ends early{what_en}",
    "用浏览器或 curl 看看这个地址的回答；核对 url、path 和凭据",
    "look at the answer with a browser or curl; check url, path and credentials",
)
NOT_TEXT = _kind(
    "not-text",
    "error",
    "回答不是 {encoding} 编码的文字",
    "the answer is no {encoding_en} text",
    "用 encoding 写明编码，如 gb18030",
    "name its encoding, such as gb18030, as encoding",
)
TOO_DEEP = _kind(
    "too-deep",
    "error",
    "回答的层次过深",
    "the answer is nested too deeply",
    "核对 url；工单不会有这么多层",
    "check url; tickets have no such depth",
)
KEY_TWICE = _kind(
    "key-twice",
    "error",
    "回答中同一对象有两个同名的键，无法判断以哪个为准",
    "an object of the answer has the same key twice, so its value is unknown",
    "请服务方改正",
    "have the service mended",
)
NO_ITEMS = _kind(
    "no-items",
    "error",
    "{path} 处没有工单列表{found}",
    "there is no list of items at {path}{found_en}",
    "用 items 写明列表所在，如 data.rows；空列表写作 null 的服务请设 status 和 status_ok",
    "say where it stands with items, such as data.rows; for a service that writes null for an "
    "empty list set status and status_ok",
)
NO_TOTAL = _kind(
    "no-total",
    "error",
    "{path} 处没有总数",
    "there is no total at {path}",
    "改正 total，或不设",
    "correct total, or leave it out",
)
NO_DISCOVERY = _kind(
    "no-discovery",
    "error",
    "发现文件里没有提供 JSON 的 GeoReport v2 正式接口",
    "the discovery file names no production endpoint of GeoReport v2 that speaks JSON",
    "把接口地址直接写进 url",
    "write the address of the endpoint itself into url",
)

# --- paging ------------------------------------------------------------------------------------
SAME_PAGE = _kind(
    "same-page",
    "error",
    "第 {page} 次的回答与第 {other} 次完全相同，无法判断是否读全",
    "answer {page} is the same as answer {other}, so it is unknown whether all was read",
    "核对 page_parameter；不分页的服务设 paging = none；末页会重复给出的服务请写明 total",
    "check page_parameter; use paging = none for a service without pages; name total for one that "
    "gives its last page again",
)
LOOP = _kind(
    "loop",
    "error",
    "服务给出的下一页是已经读过的一页（第 {page} 次）",
    "the next page that the service names has been read before (answer {page})",
    "核对 next；请服务方改正",
    "check next; have the service mended",
)
ENDLESS = _kind(
    "endless",
    "error",
    "读了 {limit} 页还没有读完",
    "there is no end after {limit} pages",
    "可能没有尽头；确有这么多，请提高 max_pages 或 page_size",
    "it may have none; if there are so many, raise max_pages or page_size",
)
INCOMPLETE = _kind(
    "incomplete",
    "error",
    "服务说有 {total} 条，只给了 {items} 条不同的",
    "the service says that there are {total} items and gave {items} different ones",
    "少了工单的报表是错的，所以没有采用。在空闲时再读一次；让服务按固定字段排序；"
    "total 不准的服务请不设",
    "figures without them would be wrong, so nothing was used. Read again at a quiet time, have "
    "the service sort by a fixed field, or leave total out if it is no true count",
)
NO_CURSOR = _kind(
    "no-cursor",
    "error",
    "{path} 处的下一页既不是文字也不是数",
    "what stands at {path} to name the next page is neither text nor a number",
    "核对 next",
    "check next",
)
CUT_OFF = _kind(
    "cut-off",
    "error",
    "服务一次只给 {items} 条，又不翻页，同一秒里的更多工单无法读到",
    "the service gives {items} items at once and turns no pages, so more of one second cannot be "
    "reached",
    "请服务方支持 page 参数，或用 page_size 提高每次的条数",
    "ask for the parameter page to be supported, or raise page_size",
)
WINDOW_IGNORED = _kind(
    "window-ignored",
    "error",
    "服务不理会起止时间，又不翻页，无法判断是否读全",
    "the service ignores the window and turns no pages, so it is unknown whether all was read",
    "请服务方按 start_date、end_date 给出工单",
    "have the service mind start_date and end_date",
)
TOO_MANY_KEYS = _kind(
    "too-many-keys",
    "error",
    "工单共有 {keys} 个不同的键，超过 {limit} 个",
    "the items have {keys} different keys, above {limit}",
    "核对 items，它可能指向了以编号为键的对象",
    "check items; it may point to objects whose keys are numbers of tickets",
)

# --- single items ------------------------------------------------------------------------------
ITEM_NO_OBJECT = _kind(
    "item-no-object",
    "error",
    "这一条不是键值对象",
    "this item is no object with keys",
    "请服务方改正",
    "have the service mended",
)
ITEM_TOO_DEEP = _kind(
    "item-too-deep",
    "error",
    "这一条的层次超过 {limit} 层",
    "this item is nested deeper than {limit} levels",
    "请服务方改正",
    "have the service mended",
)
ITEM_AMBIGUOUS = _kind(
    "item-ambiguous",
    "error",
    "这一条展开后有两个相同的键“{key}”",
    "flattened, this item has the key '{key}' twice",
    "请服务方改正",
    "have the service mended",
)
ITEM_DAMAGED = _kind(
    "item-damaged",
    "error",
    "这一条里有残缺的字符",
    "this item holds half a character",
    "请服务方改正",
    "have the service mended",
)

# --- worth knowing -----------------------------------------------------------------------------
ITEMS_REPEATED = _kind(
    "items-repeated",
    "notice",
    "有 {items} 条重复给出，各计一次",
    "{items} items were given again; each is counted once",
    "翻页期间数据有变动时常见，无须处理",
    "usual where data move while pages are turned; nothing to do",
)
TOTAL_CHANGED = _kind(
    "total-changed",
    "warning",
    "读取期间总数从 {first} 变为 {last}",
    "the total changed from {first} to {last} while it was read",
    "要使数字与某一时刻一致，请在空闲时再读一次",
    "read again at a quiet time if the figures must be those of one moment",
)
TOTAL_EXCEEDED = _kind(
    "total-exceeded",
    "warning",
    "服务说有 {total} 条，却给了 {items} 条不同的，全部采用",
    "the service says that there are {total} items and gave {items} different ones; all are used",
    "total 指的可能不是总数",
    "total may not be a count of all",
)
FIELD_ABSENT = _kind(
    "field-absent",
    "warning",
    "columns 里的“{field}”在所有工单里都没有{suggestion}",
    "'{field}' of columns is in no item{suggestion_en}",
    "核对字段名；有的服务省略空字段，则无须处理",
    "check its name; nothing to do if the service leaves empty fields out",
)
UNENCRYPTED = _kind(
    "unencrypted",
    "warning",
    "凭据经不加密的 http 发给了 {host}",
    "credentials were sent to {host} over unencrypted http",
    "有 https 的请改用 https",
    "use https where there is one",
)
RESUMED = _kind(
    "resumed",
    "notice",
    "有 {answers} 次回答取自上次中断的读取",
    "{answers} answers are those of a read that was interrupted",
    "要全部重读，请清空 resume 文件夹",
    "empty the folder resume to read everything again",
)


class Interrupted(UnreadableSource):
    """The service could not be reached to the end; asking again may go on from there."""


def refusal(kind: ProblemKind, source: str, **details: str) -> UnreadableSource:
    """Return the error that says why a service is not read.

    Args:
        kind: what is wrong.
        source: the service's host.
        details: what the kind's sentences need.
    """
    problem = Problem(kind, Location(source=source), details)
    chinese = f"{problem.message('zh')}。{problem.hint('zh')}。"
    english = f"{problem.message('en')}; {problem.hint('en')}"
    error = Interrupted if kind in {UNREACHABLE, ASKED_TO_WAIT} else UnreadableSource
    return error(f"{source}：{chinese}", f"{source}: {english}", problems=(problem,))
