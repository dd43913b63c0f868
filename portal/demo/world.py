"""The invented world: the vendor Fieldstone (software for field service), its customers, the jobs of their people.

No name here belongs to anybody; people appear as what they do.
"""

from __future__ import annotations

from typing import NamedTuple

VENDOR = "Fieldstone"
ACCENT = "#2d4bc9"


NEW = "onboarding"  # the stage of who became a customer in the last half-year


class Company(NamedTuple):
    """A customer: contract value in whole units of the base currency."""

    name: str
    language: str
    industry: str
    contract_value: int
    stage: str
    time_zone: str
    domain: str


def _company(name: str, industry: str, value: int, stage: str, zone: str, language: str = "en") -> Company:
    word = "".join(char for char in name.lower() if char.isascii() and char.isalnum())
    return Company(name, language, industry, value, stage, zone, f"{word}.example")


def _kaisha(name: str, domain: str, industry: str, value: int, stage: str) -> Company:
    return Company(name, "ja", industry, value, stage, "Asia/Tokyo", f"{domain}.example")


COMPANIES = (
    _company("Northgate Foods", "Food and cold chain", 88_000, "adoption", "Europe/London"),
    _company("Aoba Logistics", "Logistics", 132_000, "growth", "Asia/Tokyo", "ja"),
    _company("Tern Airports", "Airports", 155_000, "adoption", "Europe/London"),
    _company("Harbour City Estates", "Property", 240_000, "adoption", "Asia/Singapore"),
    _company("Kestrel Clinics", "Health care", 210_000, "growth", "Europe/Dublin"),
    _company("Ridgeway Utilities", "Utilities", 240_000, "growth", "Europe/London"),
    _company("Larkfield Lifts", "Lifts and escalators", 46_000, "onboarding", "Europe/London"),
    _company("Osprey Rail Care", "Rail", 178_000, "adoption", "Europe/Berlin"),
    _company("Brindle Bakeries", "Food and cold chain", 12_000, "onboarding", "Europe/Paris"),
    _company("Saltmarsh Wind", "Energy", 96_000, "adoption", "Europe/Copenhagen"),
    _company("Copperline Telecoms", "Telecoms", 134_000, "growth", "Europe/Madrid"),
    _company("Fernhill Schools Trust", "Education", 9_600, "onboarding", "Europe/London"),
    _company("Quarrystone Cement", "Materials", 61_000, "adoption", "Europe/Vienna"),
    _company("Meadowbank Care Homes", "Health care", 18_000, "onboarding", "Europe/London"),
    _company("Palisade Security Services", "Security", 27_000, "adoption", "America/New_York"),
    _company("Tidewater Marinas", "Leisure", 7_200, "onboarding", "America/New_York"),
    _company("Juniper Hotels", "Hotels", 74_000, "adoption", "America/Chicago"),
    _company("Granite Peak Heating", "Building services", 15_000, "adoption", "America/Denver"),
    _company("Bluegum Water", "Utilities", 112_000, "growth", "Australia/Sydney"),
    _company("Wattle Solar", "Energy", 33_000, "adoption", "Australia/Sydney"),
    _company("Kingfisher Waste", "Waste", 41_000, "adoption", "Europe/Amsterdam"),
    _company("Hollow Oak Forestry", "Forestry", 8_400, "onboarding", "Europe/Stockholm"),
    _company("Mistral Cooling", "Building services", 22_000, "growth", "Europe/Paris"),
    _company("Redwing Printers", "Office equipment", 16_500, "adoption", "Europe/Brussels"),
    _kaisha("ひばり設備サービス", "hibari-setsubi", "設備管理", 9_800, "onboarding"),
    _kaisha("つくし野食品流通", "tsukushino-foods", "食品・低温物流", 84_000, "adoption"),
    _kaisha("かもめ港湾サービス", "kamome-port", "港湾", 126_000, "growth"),
    _kaisha("すずかけビル管理", "suzukake-building", "ビル管理", 57_000, "adoption"),
    _kaisha("みさき風力メンテナンス", "misaki-wind", "エネルギー", 38_000, "adoption"),
    _kaisha("あけぼの医療機器サポート", "akebono-medical", "医療機器", 164_000, "growth"),
    _kaisha("ゆりのき学園施設", "yurinoki-campus", "教育", 11_000, "onboarding"),
    _kaisha("北山エレベーターサービス", "kitayama-lift", "昇降機", 142_000, "adoption"),
    _kaisha("しおさい水道工業", "shiosai-water", "水道", 29_000, "adoption"),
    _kaisha("ほたる警備保障サービス", "hotaru-guard", "警備", 24_000, "onboarding"),
    _kaisha("こもれび介護ネット", "komorebi-care", "介護", 13_000, "onboarding"),
    _kaisha("さざなみ空調", "sazanami-air", "空調", 31_000, "adoption"),
    _kaisha("つばめ運輸倉庫", "tsubame-unyu", "物流", 98_000, "growth"),
    _kaisha("やまびこ通信工事", "yamabiko-net", "通信", 47_000, "adoption"),
    _kaisha("あさぎりホテルズ", "asagiri-hotels", "ホテル", 19_000, "onboarding"),
    _kaisha("いずみ製パン工業", "izumi-bakery", "食品製造", 44_000, "adoption"),
)

# Who leads the work with the product in a company, and is its key person: (English name shown, Japanese name shown).
LEADS = (
    ("Operations lead", "業務リーダー"),
    ("Head of service", "サービス部長"),
    ("Maintenance manager", "保全課長"),
    ("Quality lead", "品質管理責任者"),
    ("Field service lead", "現場統括"),
    ("Process lead", "業務改善担当"),
    ("Technical lead", "技術主任"),
    ("Fleet lead", "車両管理責任者"),
    ("Workshop lead", "工務主任"),
    ("Facilities lead", "施設管理課長"),
)
# (job as accounts knows it, English name shown, Japanese name shown) of everybody else.
JOBS = (
    ("administrator", "Administrator", "システム管理担当"),
    ("planning", "Dispatcher", "配車担当"),
    ("manager", "Depot manager", "拠点長"),
    ("field", "Field technician", "現場技術者"),
    ("finance", "Finance lead", "経理担当"),
    ("support", "Service desk lead", "サービスデスク担当"),
    ("it", "IT lead", "情報システム担当"),
)
