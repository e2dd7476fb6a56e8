"""Why a database is not read, and what to do, in both languages."""

from __future__ import annotations

from typing import Literal

from hotline_metrics.plugin import Location, Problem, ProblemKind, UnreadableSource


def _kind(
    code: str,
    zh: str,
    en: str,
    hint_zh: str,
    hint_en: str,
    severity: Literal["error", "warning", "notice"] = "error",
) -> ProblemKind:
    return ProblemKind(
        code=f"sql.{code}", severity=severity, zh=zh, en=en, hint_zh=hint_zh, hint_en=hint_en
    )


BAD_ADDRESS = _kind(
    "bad-address",
    "看不懂数据库的地址",
    "the database's address cannot be understood",
    "写成 postgresql://用户@主机:端口/库名；地址里的密码如含 @、: 或 /，"
    "要写成 %40、%3A、%2F，或改用 password_env",
    "write postgresql://user@host:port/database; in an address, a password's @, : and / are "
    "%40, %3A and %2F, or use password_env",
)
NOT_KNOWN = _kind(
    "database-not-known",
    "没有安装读取 {database} 的方言",
    "no dialect for {database} is installed",
    "可直接读取 postgresql、mysql、mariadb、sqlite、duckdb、kingbase；"
    "其他数据库请安装它的 SQLAlchemy 方言",
    "postgresql, mysql, mariadb, sqlite, duckdb and kingbase are read; for another, install its "
    "dialect for SQLAlchemy",
)
NOT_CONNECTED = _kind(
    "not-connected",
    "连不上数据库（{words}）",
    "the database cannot be reached or refuses the login ({words})",
    "核对地址、端口、库名或文件路径，用户和密码，以及数据库是否在运行",
    "check host, port and database or the file's path, user and password, and that it is running",
)
OTHER_SERVER = _kind(
    "other-server",
    "服务器报出的版本不是 {database} 的",
    "the server's version is none of {database}",
    "人大金仓的地址以 kingbase:// 开头",
    "an address of KingbaseES begins with kingbase://",
)
NO_TABLE = _kind(
    "no-table",
    "没有这个表或视图（{words}）",
    "there is no such table or view ({words})",
    "核对表名和它所在的模式，写作 模式.表名",
    "check its name and schema; write schema.table",
)
REFUSED = _kind(
    "query-refused",
    "数据库不接受这个查询（{words}）",
    "the database refuses the query ({words})",
    "先在数据库的客户端里试通；只能是一条 SELECT，所用账号要有读取的权限",
    "try it in the database's own client first; it is one SELECT, and the account may read",
)
WOULD_WRITE = _kind(
    "would-write",
    "这个查询会写数据库，已被数据库拒绝（{words}）",
    "the query would write and the database refused it ({words})",
    "这里只读不写：query 只能是一条 SELECT",
    "nothing is written from here: the query is one SELECT",
)
NO_SELECT = _kind(
    "no-select",
    "这个查询没有结果，不是 SELECT",
    "the query has no result, it is no SELECT",
    "这里只读不写：query 只能是一条 SELECT",
    "nothing is written from here: the query is one SELECT",
)
LOST = _kind(
    "connection-lost",
    "连接断了，{after}",
    "the connection was lost {after_en}",
    "这次读取作废；等数据库和网络恢复后重来",
    "nothing of this reading is used; try again when the database is back",
)
FAILED = _kind(
    "failed",
    "数据库报错（{code}），{after}",
    "the database failed {after_en} ({code})",
    "在数据库的客户端里执行同一查询，看它指出的是哪个值",
    "run the query in the database's own client to see which value it means",
)
NO_ROWS = _kind(
    "no-rows",
    "查询没有取到一行",
    "the query gave not a single row",
    "核对期间和查询的条件",
    "check the period and the query's conditions",
    "warning",
)
NOT_READ_ONLY = _kind(
    "not-read-only",
    "没有要求 {database} 拒绝写入",
    "{database} was not told to refuse writing",
    "请用只有读取权限的账号",
    "use an account that may only read",
    "notice",
)


def refusal(kind: ProblemKind, name: str, **details: str) -> UnreadableSource:
    """Return the error that says why a database is not read.

    Args:
        kind: what is wrong.
        name: what the rows' place is called.
        details: what the kind's sentences need.
    """
    problem = Problem(kind, Location(source=name), details)
    chinese = f"{problem.message('zh')}。{problem.hint('zh')}。"
    english = f"{problem.message('en')}; {problem.hint('en')}"
    return UnreadableSource(f"{name}：{chinese}", f"{name}: {english}", problems=(problem,))
