"""Invented sentences of complaints, with what must be masked marked as ``[[kind:words]]``.

Grammar, names and words were written for this; nobody is meant. Numbers of identity cards belong
to people who would be older than a hundred years.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

import attrs

HERE = Path(__file__).parent
MARK = re.compile(r"\[\[(\w+):(.*?)\]\]")

Span = tuple[str, int, int]
"""Kind, first character, the character after the last."""


@attrs.frozen
class Sentence:
    """A text and the spans that must go, of which those called ``bare`` are beyond the rules."""

    text: str
    spans: tuple[Span, ...]


def parse(marked: str) -> Sentence:
    """Return the sentence that a marked line stands for."""
    text, spans, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        spans.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return Sentence(text + marked[at:], tuple(spans))


def load(name: str) -> list[Sentence]:
    """Return the sentences of a file beside this one; ``#`` begins a comment."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [parse(line) for line in lines if line and not line.startswith("#")]


def invent(count: int, seed: int) -> list[Sentence]:
    """Return invented sentences, each different, two thirds of them with something to mask."""
    random = Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        templates = PERSONAL if random.random() < 0.66 else HARMLESS
        found.setdefault(_fill(random.choice(templates), random))
    return [parse(marked) for marked in found]


def _fill(template: str, random: Random) -> str:
    def value(match: re.Match[str]) -> str:
        return SLOTS[match[1]](random)

    text = template
    while "{" in text:
        text = re.sub(r"\{(\w+)\}", value, text)
    return text


# --- what slots are filled with --------------------------------------------------------------
SURNAMES = (
    (
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
        "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺"
        "赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍申尤毕聂柴焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒"
        "耿牟路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋甘景薄单包司柏宁柯阮桂闵"
    )
    .replace("沿", "")
    .replace("位", "")
    .replace("植", "")
    .replace("卜", "")
)
DOUBLE = ("欧阳", "司马", "上官", "诸葛", "皇甫", "令狐", "司徒", "夏侯", "慕容", "尉迟")
GIVEN_ONE = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚辉玲燕鹏飞波斌宇浩凯健俊帆琳雪倩婷莹欢瑞彬旭宁琪亮峰龙鑫"
GIVEN_TWO = (
    "建国 建华 国强 秀英 桂兰 玉珍 秀兰 淑英 志强 志明 海燕 丽娟 晓东 晓红 小军 小平 文博 文静 子涵 梓萱 浩宇 "
    "俊杰 宇航 雨桐 欣怡 佳怡 诗涵 一诺 思远 天佑 永福 长顺 万里 有才 得胜 来福 满仓 根生 铁柱 大勇 二妮 三妹 "
    "四喜 春花 秋菊 冬梅 爱民 爱华 卫东 卫国 红旗 红梅 跃进 援朝 解放 和平 胜利 新民 新华 树林 树根 金山 银花 "
    "玉莲 凤霞 美丽 巧云 素芬 素梅 翠花 香玲 彩霞 广才 传银 德全 德福 世杰 继先 宗耀 光明 光辉 振兴 振华 忠良 "
    "孝义 守仁 学文 学武 克勤 克俭 兆祥 兆丰 成才 成功 明月 清泉 贵生 福来 喜来 运来 东方 东升 南征 北战 立新 "
    "立业 保国 保安 保山 中华 中兴 少华 少峰 同庆 家豪 家和 向前 向阳 向东 开明 开元 如意 若兰 可欣 以宁 之远 "
    "言午 沐阳 奕辰 睿哲 昊天 泽楷 铭轩 嘉懿 予安 书瑶 语嫣 静怡 雅琴 韵秋 蕴华 颖超 毓秀 芝兰 麦香 粉枝 妞妞"
).split()
GROUPS = (
    "群众 村民 居民 市民 业主 网友 老人 先生 女士 住户 商户 家长 学生 农户 消费者 乘客 邻居".split()
)
LABELS = (
    "来电人 投诉人 反映人 诉求人 当事人 联系人 举报人 申请人 被投诉人 户主 车主 患者 负责人".split()
)
KIN = "其丈夫 其妻子 其父亲 其母亲 儿子 女儿 儿媳 女婿 父亲 母亲 妻子".split()
TITLES = "村支书 村主任 书记 组长 校长 老师 医生 经理 队长 会计 司机 店长".split()
AREA = "东关社区 郭楼街道 高杨店镇 射桥镇 和店镇 老王岗乡 西洋店镇 清河街道 古槐街道 后刘村 前张庄 高平寺村".split()
ESTATES = "阳光花园 幸福小区 和谐家园 碧水湾 金水华府 学府名苑 望江楼小区 建业森林半岛 恒大名都 福泽苑".split()
STREETS = "建设路 健康路 文化路 人民大道 解放街 东大街 健民胡同 学府巷 金水路 高新大道 马庄街 黄河路".split()
PROBLEMS = (
    "家中停水三天无人维修 门前道路坑洼难行 夜间施工噪音扰民 垃圾长期无人清运 小区停车位被占用 供暖温度不达标 "
    "路灯损坏半个月 物业不履行维修责任 低保申请迟迟没有答复 医保报销比例不清楚 公交车不按时发车 下水道堵塞污水外溢 "
    "拖欠农民工工资 违规建房遮挡采光 养殖场臭味扰民 网络故障多日未修 燃气表计量不准 培训机构不退费 房产证办不下来 "
    "宅基地界址不清 楼道堆放杂物 电梯经常停运 学校食堂饭菜质量差 医院收费不透明 流浪狗伤人 广场舞噪音大"
).split()
ACTS = "反映 来电反映 投诉 举报 咨询 来电称 表示 称 说 多次反映 要求解决 请求帮助解决".split()
THINGS = "太阳能 冰箱 空调 手机 电动车 沙发 净水器 洗衣机".split()


Slot = Callable[[Random], str]


def _pick(words: Sequence[str]) -> Slot:
    return lambda random: random.choice(words)


def _name(random: Random) -> str:
    surname = random.choice(DOUBLE) if random.random() < 0.04 else random.choice(SURNAMES)
    given = random.choice(GIVEN_ONE) if random.random() < 0.25 else random.choice(GIVEN_TWO)
    return f"[[name:{surname}{given}]]"


def _digits(random: Random, count: int) -> str:
    return "".join(str(random.randrange(10)) for _ in range(count))


def _mobile(random: Random) -> str:
    head = random.choice(
        "130 131 132 135 136 137 138 139 150 151 155 158 159 166 173 177 180 182 186 188 189 191 198 199".split()
    )
    digits = head + _digits(random, 8)
    shape = random.random()
    if shape < 0.6:
        text = digits
    elif shape < 0.7:
        text = f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    elif shape < 0.8:
        text = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    elif shape < 0.85:
        text = f"+86 {digits}"
    elif shape < 0.9:
        text = digits.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    elif shape < 0.95:
        text = f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    else:
        text = f"{digits[:3]} {digits[3:]}"
    return f"[[phone:{text}]]"


def _landline(random: Random) -> str:
    area, length = random.choice([("0396", 7), ("0371", 8), ("010", 8), ("0755", 8), ("0376", 7)])
    joint = random.choice(["-", "", " ", "－"])
    return f"[[phone:{area}{joint}{random.choice('2345678')}{_digits(random, length - 1)}]]"


def _identity(random: Random) -> str:
    return _born_in(
        random, "412823 411723 410105 412829 420106 510104 230102 210102 110101 341202 330106"
    )


def _inland(random: Random) -> str:
    # Numbers of the north-east may be ticket numbers too; unannounced, they are a case apart.
    return _born_in(random, "412823 411723 410105 412829 420106 510104 341202 330106 620102 440106")


def _born_in(random: Random, regions: str) -> str:
    region = random.choice(regions.split())
    born = f"19{random.randrange(1, 11):02}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    body = region + born + _digits(random, 3)
    total = sum(int(digit) * pow(2, 17 - n, 11) for n, digit in enumerate(body)) % 11
    check = "10X98765432"[total]
    number = body + (check.lower() if random.random() < 0.3 else check)
    return f"[[id:{number}]]"


def _card(random: Random) -> str:
    digits = random.choice(["622848", "621700", "622202", "623059"]) + _digits(random, 12)
    total = sum(
        int(d) if n % 2 else sum(divmod(2 * int(d), 10)) for n, d in enumerate(reversed(digits))
    )
    number = f"{digits}{-total % 10}"
    if random.random() < 0.3:
        number = " ".join(re.findall(".{1,4}", number))
    return f"[[card:{number}]]"


def _plate(random: Random) -> str:
    either = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    head = random.choice("豫豫豫豫皖鄂鲁冀苏浙粤沪京陕") + random.choice("ABCDEFGHJKLMNPQRS")
    if random.random() < 0.2:
        tail = random.choice("DF") + _digits(random, 5)
    else:
        tail = (
            _digits(random, 1)
            + "".join(random.choice(either) for _ in range(2))
            + _digits(random, 2)
        )
    joint = random.choice(["", "", "", "·", " ", "-"])
    return f"[[plate:{head}{joint}{tail}]]"


def _flat(random: Random) -> str:
    building = f"{random.randrange(1, 40)}{random.choice(['号楼', '栋', '幢'])}"
    unit = f"{random.randrange(1, 6)}单元"
    room = f"{random.randrange(1, 33)}{random.choice(['01', '02', '03', '04'])}{random.choice(['室', '室', '户', ''])}"
    shape = random.choice([building + unit + room, building + room, unit + room])
    return f"[[house:{shape}]]"


def _door(random: Random) -> str:
    return f"[[house:{random.randrange(32, 400)}号]]"


def _number(low: int, high: int) -> Slot:
    return lambda random: str(random.randrange(low, high))


def _ticket(random: Random) -> str:
    return (
        f"{random.randrange(18, 27)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
        f"{random.randrange(24):02}{random.randrange(60):02}{random.randrange(60):02}{_digits(random, 6)}"
    )


SLOTS: Mapping[str, Slot] = {
    "name": _name, "mobile": _mobile, "landline": _landline, "identity": _identity, "inland": _inland, "card": _card,
    "plate": _plate, "flat": _flat, "door": _door, "ticket": _ticket,
    "phone": lambda random: _mobile(random) if random.random() < 0.8 else _landline(random),
    "group": _pick(GROUPS), "label": _pick(LABELS), "kin": _pick(KIN), "title": _pick(TITLES),
    "area": _pick(AREA), "estate": _pick(ESTATES), "street": _pick(STREETS),
    "problem": _pick(PROBLEMS), "act": _pick(ACTS), "thing": _pick(THINGS), "surname": _pick(SURNAMES),
    "small": _number(1, 13), "day": _number(1, 29), "count": _number(2, 400), "big": _number(1000, 99999),
    "huge": _number(10_000_000, 99_999_999), "minute": lambda random: f"{random.randrange(60):02}",
    "hour": _number(0, 24), "year": _number(2018, 2027), "cent": lambda random: _digits(random, 2),
    "user": _pick("zhangsan88 liu.yang wangxiaoli2020 hnpy_chen lihua-1985 sun_hr".split()),
    "host": _pick("163.com 126.com qq.com sina.cn mail.example.cn".split()),
    "wx": _pick("wxid_9k2m7d4f lixiao-1990 henan_laoliu pyx20230917 chenmm5566".split()),
    "qq": lambda random: f"[[qq:{random.randrange(1, 10)}{_digits(random, random.randrange(6, 10))}]]",
}  # fmt: skip

PERSONAL = [
    "{group}{name}{act}，{problem}。",
    "{group}{name}{act}{area}{problem}。",
    "{group}{name}，电话{phone}，反映{problem}。",
    "{area}{group}{name}家{problem}，至今没有解决。",
    "{group}{name}家中{problem}。",
    "{group}{name}于{small}月{day}日{act}，{problem}。",
    "{group}{name}在{estate}购买的{thing}有质量问题。",
    "{group}{name}因{problem}与物业发生争执。",
    "{group}{name}和{name}因宅基地发生纠纷。",
    "{group}{name}、{name}二人{act}，{problem}。",
    "{group}{name}的{thing}被盗，报警后没有结果。",
    "{group}：{name}，{act}{problem}。",
    "{group}{name}多次拨打12345，{problem}。",
    "{group}{name}希望尽快处理，{problem}。",
    "{group}{name}女士来电，{problem}。",
    "{label}{name}，联系电话：{phone}。",
    "{label}：{name}，身份证号：{identity}，{problem}。",
    "{label}{name}称{problem}。",
    "{label}{name}对处理结果不满意，{problem}。",
    "{label}是{name}，手机{mobile}。",
    "{label}{name}（电话：{phone}）反映{problem}。",
    "{kin}{name}{year}年在外地务工受伤，赔偿没有落实。",
    "{kin}{name}瘫痪在床，希望申请残疾补贴。",
    "{kin}{name}的养老金从{small}月起停发。",
    "{title}{name}不作为，{problem}。",
    "{title}{name}态度恶劣，拒绝办理业务。",
    "{title}{name}回复称已经安排人员处理。",
    "经{area}工作人员与{label}{name}联系，其表示满意。",
    "经调查，{label}{name}已经{small}次反映同一问题。",
    "{name}女士反映{problem}。",
    "{name}先生{act}，{problem}。",
    "已与{name}先生取得联系并说明情况。",
    "{name}，男，{small}年前迁入{area}，{problem}。",
    "{name}（女，住{estate}{flat}）反映{problem}。",
    "{name}，联系电话{phone}，{problem}。",
    "住在{estate}{flat}的{group}{name}反映{problem}。",
    "{estate}{flat}{problem}。",
    "{street}{door}门前{problem}。",
    "地址：{street}{door}，{problem}。",
    "{area}{street}{door}{group}{act}{problem}。",
    "车牌号{plate}的货车夜间鸣笛，影响休息。",
    "{plate}占用消防通道，联系车主不挪车。",
    "出租车（{plate}）拒载，要求退还车费{small}元。",
    "{title}{name}驾驶{plate}在{street}违规停车。",
    "渣土车{plate}、{plate}没有遮盖，沿路抛洒。",
    "请回电{phone}，白天有人接听。",
    "来电号码：{mobile}，{problem}。",
    "固定电话{landline}故障，{problem}。",
    "手机号{mobile}被停机，要求恢复。",
    "联系方式：{mobile}/{mobile}。",
    "{mobile}（本人）、{mobile}（家属）均可联系。",
    "身份证号{identity}，查询不到参保信息。",
    "身份证{identity}的户口信息有误。",
    "公民身份号码：{identity}。",
    "（{inland}）被他人冒用注册公司。",
    "银行卡{card}没有收到补贴。",
    "卡号：{card}，退款没有到账。",
    "工资发放到{card}，余额不对。",
    "邮箱[[email:{user}@{host}]]没有收到验证邮件。",
    "材料请发[[email:{user}@{host}]]。",
    "加微信[[wechat:{wx}]]后被骗{big}元。",
    "微信号：[[wechat:{wx}]]，{problem}。",
    "QQ{qq}发布虚假信息。",
    "联系QQ：{qq}。",
    "{group}{name}与{group}{name}发生口角，{title}{name}到场调解。",
]
HARMLESS = [
    "{area}群众高度关注，{problem}。",
    "群众方面没有其他意见，{problem}已经处理。",
    "{group}白天不在家，只能晚上接听电话。",
    "{group}常年饮用井水，希望接通自来水。",
    "{group}安全出行受到影响，{problem}。",
    "{group}马上要收割，希望尽快修路。",
    "{group}时间紧张，希望网上办理。",
    "{group}多次反映，{problem}。",
    "{group}关于{problem}的诉求共{count}件。",
    "{group}向{area}反映{problem}。",
    "{group}对{problem}表示不满。",
    "{group}与物业公司协商未果，{problem}。",
    "{group}经过{street}时摔倒。",
    "{group}温度诉求占比{small}.{cent}%。",
    "{group}应当在{small}月{day}日前缴费。",
    "{group}石材加工噪音大，{problem}。",
    "{group}黄金饰品被低价回收。",
    "{group}金额较大的诉求由{area}牵头。",
    "{group}毛坯房交付后{problem}。",
    "{group}全部搬迁，补偿款没有到位。",
    "{group}连续{small}天来电，{problem}。",
    "{group}水费每吨{small}.{cent}元，{problem}。",
    "{group}路过{street}发现{problem}。",
    "{group}车位紧张，{problem}。",
    "{group}房屋漏雨，{problem}。",
    "{group}包括{area}的{count}户均受影响。",
    "{group}和{area}已达成一致。",
    "{group}于{small}月{day}日再次来电。",
    "{group}高温天气户外作业，没有补贴。",
    "{group}江边钓鱼，存在安全隐患。",
    "{group}田间道路泥泞难行。",
    "高新区{street}与黄河路交叉口{problem}。",
    "金水区、安阳市、许昌市的同类诉求已转办。",
    "{surname}先生反映{problem}。",
    "群众{surname}女士反映{problem}。",
    "村民{surname}某{act}，{problem}。",
    "{label}{surname}某某表示同意。",
    "{surname}主任答复将于{small}月底前完成。",
    "请联系老{surname}挪车。",
    "工单{ticket}超期{small}天，承办单位为{area}。",
    "{area}负责办理的{ticket}号工单，应于{small}月{day}日前办结。",
    "工单编号：{ticket}，{problem}。",
    "{small}月{day}日{ticket}号工单为紧急件，系统记录超期。",
    "{ticket}已退回重办。",
    "投资{huge}元，工期{count}天。",
    "全长{small}.{cent}公里，造价{big}万元。",
    "{year}年{small}月{day}日{hour}:{minute}开始停水，{problem}。",
    "{year}-{small}-{day} {hour}:{minute}:{minute}来电，{problem}。",
    "依据《信访工作条例》第{small}条第{small}款办理。",
    "依据《河南省物业管理条例》第{count}条处理。",
    "平督通报〔{year}〕{count}号已印发。",
    "{estate}共有{small}栋楼{count}户，{problem}。",
    "{estate}{small}号楼{small}单元电梯停运，{problem}。",
    "{estate}{small}号楼{problem}。",
    "{small}路公交车改线，{problem}。",
    "面积{count}.{cent}平方米，单价{big}元。",
    "请拨打12345、95598或0396114咨询。",
    "客服400-{cent}8-12{cent}无人接听，{problem}。",
    "共办理{big}件，满意率{cent}.{cent}%，同比增长{small}.{cent}%。",
    "订单号{huge}{huge}，付款{big}元没有发货。",
    "公示编号{year}0{count}，{problem}。",
    "使用微信支付{big}元，没有收据。",
    "微信公众号无法登录，{problem}。",
    "G{count}国道K{small}+{count}处有坑槽。",
    "电费户号{huge}{small}，余额不足。",
    "网站显示错误代码{count}，{problem}。",
    "{thing}价格{big}元，保修期{small}年。",
    "白天施工、夜间停工，安全措施不到位。",
    "方案已经公示，时间为{small}月{day}日至{small}月{day}日。",
    "{area}共有低保户{count}户{big}人。",
]
