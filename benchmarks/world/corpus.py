"""Made-up posts in English and Japanese, with words as unevenly common as in real ones; the same on every run."""

from __future__ import annotations

import random
from functools import cache
from itertools import accumulate, product
from typing import NamedTuple

TEXTS = 4_096  # different ones; posts have one of these, and a title with their number


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words("""
    photo export report invoice contract queue depot survey review mobile template filter schedule budget audit
    backup webhook domain member partner onboard renewal ticket vendor branch stock permit crane harbor signal
    meter ladder tunnel bridge valve boiler pump manifold cable sensor
""")
_SECOND = _words("""
    line board list sheet point book guide mark frame gate field page room flow track chart stack base port log
    card box pack deck lock key map path plan team desk tool yard wing band bench bell block bolt cord core
    cross crew dial dock drill drum edge face fold form fuse gear grid grip hall head hook horn house jack kit
    lamp land lane lead lens lift light link load loop mast mill mount nest node note panel patch pin pipe plate
    plug pool post press probe rack rail ramp ring rod roll roof root rope rule scale seal seat shaft shelf shop
    side slot spot stage step strip switch tank tape test tip tower train tray trim tube vault view wall watch
    wheel wire work zone
""")
_WEAK = _words("the of to and a in is it you that was for on are with as be at this have from or by not")
NOUN = _words("""
    解約 顧客 契約 更新 請求 写真 現場 作業 報告 承認 点検 保守 修理 訪問 在庫 部品 見積 受注 発注 納品 検収
    売上 入金 経理 監査 権限 管理 担当 部署 拠点 設定 通知 画面 検索 登録 削除 復元 保存 共有 連携 認証 端末
    地図 位置 経路 安全 研修 教材 動画 質問 回答 投票
""")
_END = _words("""
    率 者 日 票 書 済 用 別 前 後 中 数 額 先 元 表 図 欄 版 側 作成 一覧 番号 手順 期限 履歴 確認 失敗 完了
    変更 申請 方法 計画 記録 集計 分析 対応 支援 会議 資料 エクスポート テンプレート
""")
_PARTICLE = _words("の を に は が と で から まで より")
_VERB = _words("します。 できません。 しました。 してください。 を確認する。 が必要です。")
ENGLISH = [first + second for first, second in product(_FIRST, _SECOND)]
JAPANESE = [first + end for end, first in product(_END, NOUN)] + NOUN
_dice = random.Random(7)
_dice.shuffle(ENGLISH)
_dice.shuffle(JAPANESE)
_ZIPF = {len(words): list(accumulate(1 / (rank + 10) for rank in range(len(words)))) for words in (ENGLISH, JAPANESE)}


def pick(dice: random.Random, words: list[str], count: int) -> list[str]:
    """Words, the first of the list far more often than the last (Zipf-Mandelbrot)."""
    return dice.choices(words, cum_weights=_ZIPF[len(words)], k=count)


class Text(NamedTuple):
    """Plain words without a line break."""

    language: str
    title: str
    body: str


def text(ref: int) -> Text:
    """Text `ref`: about 60 English words or 150 Japanese characters; odd ones are English."""
    dice = random.Random(ref)
    if ref % 2:
        words = [
            w
            for word in pick(dice, ENGLISH, 36)
            for w in (word, dice.choice(_WEAK), dice.choice(_WEAK))[: dice.choice((1, 2, 2))]
        ]
        return Text("en", " ".join(words[:6]), " ".join(words[6:]) + ".")
    parts = [word + dice.choice(_PARTICLE if at % 5 else _VERB) for at, word in enumerate(pick(dice, JAPANESE, 26), 1)]
    return Text("ja", "".join(parts[:3]), "".join(parts[3:]))


_kept = cache(text)


def post(number: int) -> Text:
    """What the post with this number says."""
    language, title, body = _kept(number % TEXTS)
    return Text(language, f"{title} {number}".capitalize(), body)


def title_of(number: int) -> str:
    """Of the post with this number."""
    return post(number).title


def words_of(number: int) -> dict[str, str]:
    """The columns of that post, as its slice keeps them."""
    language, title, body = post(number)
    html = f"<p>{body}</p>"
    return {"title": title, "excerpt": body[:200], "source": body, "html": html, "plain": body, "language": language}
