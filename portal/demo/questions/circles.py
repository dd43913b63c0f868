"""The groups of the demo's community, and what its champions know."""

from __future__ import annotations

from typing import NamedTuple

CHAMPIONS = "champions"


class Circle(NamedTuple):
    """A group: for people of these industries, else for about that `share` of everybody."""

    slug: str
    names: dict[str, str]
    abouts: dict[str, str]
    icon: str
    kind: str = "topic"
    access: str = "open"
    industries: frozenset[str] = frozenset()
    share: float = 0.7
    asking: tuple[str, ...] = ()  # why somebody would like to be let in


class Knows(NamedTuple):
    """What a champion knows: areas and tags."""

    language: str
    areas: tuple[str, ...]
    tags: tuple[str, ...]


CIRCLES = (
    Circle(
        "cold-chain",
        {"en": "Food and cold chain", "ja": "食品・低温物流"},
        {
            "en": "For everybody who works in freezers, bakeries and cold stores: gloves, alarms, auditors.",
            "ja": "冷凍倉庫や製パン工場の現場で働く方の分科会です。手袋、温度警報、監査への備えを話します。",
        },
        icon="snowflake",
        kind="industry",
        industries=frozenset({"Food and cold chain", "食品・低温物流", "食品製造"}),
    ),
    Circle(
        "buildings",
        {"en": "Buildings and facilities", "ja": "建物・設備管理"},
        {
            "en": "Heating, cooling, doors and the people behind them. How to get in, how to be paid.",
            "ja": "空調や設備、ビル管理の分科会です。入館や鍵、空振りの工夫を持ち寄ります。",
        },
        icon="building",
        kind="industry",
        industries=frozenset({"Property", "Building services", "Hotels", "設備管理", "ビル管理", "空調", "ホテル"}),
    ),
    Circle(
        "lifts",
        {"en": "Lifts and escalators", "ja": "昇降機"},
        {
            "en": "Inspection dates, people trapped, parts of 1978. Tell us in a line which lifts you look after.",
            "ja": "検査の日程、閉じ込め対応、古い部品の話をします。担当の機種をひとこと添えてお申し込みください。",
        },
        icon="tools",
        kind="industry",
        access="request",
        industries=frozenset({"Lifts and escalators", "昇降機", "Airports", "Rail", "Property", "ビル管理"}),
        share=0.6,
        asking=(
            "We look after 140 escalators in three terminals and plan their main inspections.",
            "病院のエレベーター24台を担当しています。検査の日程の決め方を知りたいです。",
        ),
    ),
    Circle(
        "energy-water",
        {"en": "Energy and water", "ja": "エネルギー・水道"},
        {
            "en": "Turbines, pumps, meters and the weather. Mostly outdoors, often on an island.",
            "ja": "風車、ポンプ場、メーターの保守に携わる方の分科会です。天気と移動の悩みが尽きません。",
        },
        icon="plug-connected",
        kind="industry",
        industries=frozenset({"Energy", "Utilities", "エネルギー", "水道"}),
    ),
    Circle(
        "care",
        {"en": "Care and clinics", "ja": "医療・介護"},
        {
            "en": "Working where people are ill or at home: privacy first, quietly, and between two visiting hours.",
            "ja": "病院や施設、ご自宅での作業について話します。個人情報への気配りを大切にしています。",
        },
        icon="users",
        kind="industry",
        industries=frozenset({"Health care", "医療機器", "介護"}),
    ),
    Circle(
        "first-90-days",
        {"en": "The first 90 days", "ja": "はじめの90日"},
        {
            "en": "You have just begun with Fieldstone. So had all of us, and these are the questions we asked then.",
            "ja": "使い始めたばかりの方が、遠慮なく聞ける場所です。同じ所でつまずいた先輩がお答えします。",
        },
        icon="chart-bar",
        share=0.3,
    ),
    Circle(
        "pilot",
        {"en": "Pilot: tablets and voice", "ja": "先行評価: タブレットと音声"},
        {
            "en": "Seven companies try what is not out yet. Please keep it in here until we announce it.",
            "ja": "公開前の機能を7社で試しています。お知らせするまでは、この中だけの話にしてください。",
        },
        icon="device-mobile",
        access="closed",
        share=0.12,
    ),
    Circle(
        CHAMPIONS,
        {"en": "Champions", "ja": "チャンピオンの広場"},
        {
            "en": "Where champions gather: what they measure, what they try next, and whom they would like here.",
            "ja": "チャンピオンが集まる場所です。試していることや、次に迎えたい人の話をしています。",
        },
        icon="award",
        kind=CHAMPIONS,
        share=0.0,
    ),
)

FIRST = ("mobile", "dispatch"), ("photos", "offline", "写真")  # what the champion among the accounts knows
KNOWN = (
    Knows("en", ("mobile",), ("forms", "offline", "battery")),
    Knows("ja", ("mobile",), ("帳票", "オフライン", "手袋")),
    Knows("en", ("dispatch",), ("planning", "rules", "emergency")),
    Knows("ja", ("dispatch",), ("急病", "地区", "定期点検")),
    Knows("en", ("invoicing", "reports"), ("collecting", "travel", "statistics")),
    Knows("ja", ("invoicing",), ("督促", "空振り", "見積")),
    Knows("en", ("integrations",), ("webhooks", "api", "sensors")),
    Knows("ja", ("integrations", "security"), ("Webhook", "センサー", "権限")),
    Knows("en", ("reports", "dispatch"), ("first-time fix", "targets")),
    Knows("ja", ("reports",), ("再訪問", "設備", "拠点")),
    Knows("en", ("security",), ("roles", "leavers", "clinics")),
)
