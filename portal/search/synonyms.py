"""Words that business software uses for one thing: a text that has one of them is like a text that has another.

Data, not rules: a line is one group. Only the likeness of texts asks for them, with less weight than for a text's own
words; a search finds what was typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portal.search import weak
from portal.search.text import bigrams, runs, stem, tokens

_ENGLISH = """
    export download
    import upload
    delete remove erase
    photo picture image
    notification notify alert reminder remind
    mobile phone smartphone
    customer client
    invoice bill billing
    schedule calendar plan appointment
    user people person member
    edit change modify update
    search find filter
    list table overview
    bulk batch mass multiple several
    copy duplicate clone
    offline connection network signal reception
    slow fast speed performance
    permission role access rights
    login password
    comment note remark
    document file attachment
    report chart dashboard statistics
    print paper pdf
    template preset
    undo restore revert recover
    mail email message
    archive hide
    sort order
    worker technician engineer staff employee
    site location address map
    price cost rate amount
    approve approval confirm
    excel spreadsheet csv
    dark night theme
    history log audit
    tag label category
    holiday vacation absence
    shortcut keyboard hotkey
    api integration webhook
    error failure
    show display see view
    job task order
    date deadline due
    team group department
    language translation
    automatic automatically
    receipt expense
    signature sign
"""
_JAPANESE = """
    写真 画像 撮影
    通知 お知らせ アラート リマインド リマインダー
    削除 消去 消す
    一括 まとめて 一度
    出力 書き出し エクスポート ダウンロード
    取り込み インポート アップロード 読み込み
    顧客 お客様 取引先 得意先
    請求書 請求 インボイス
    予定 スケジュール カレンダー 日程
    スマホ スマートフォン 携帯 モバイル
    編集 変更 修正 更新
    検索 探す 絞り込み フィルター
    一覧 リスト
    複製 コピー
    オフライン 圏外 電波 通信
    速度 遅い 速い 高速
    権限 アクセス ロール
    ログイン サインイン パスワード
    コメント メモ 備考
    資料 文書 ドキュメント ファイル 添付
    レポート 報告書 集計 グラフ
    印刷 PDF 紙
    テンプレート ひな形 定型
    取り消し 元に戻す 復元
    メール メッセージ
    並べ替え 並び順 順番 ソート
    作業員 担当者 スタッフ 社員 従業員
    住所 地図 場所 位置
    料金 価格 金額 単価
    承認 決裁
    エクセル Excel CSV 表計算
    履歴 記録 ログ
    タグ ラベル 分類 カテゴリー
    休暇 休み 休日
    連携 API 接続
    エラー 不具合 失敗
    入力 記入
    期限 締め切り 期日 納期
    案件 仕事 作業
    チーム グループ 部署
    言語 翻訳
    領収書 経費
    署名 サイン
"""
Term = tuple[str, str]  # field, term


def _terms(word: str) -> list[Term]:
    """What of the index stands for the word: its stems, and a pair of characters that is all of it."""
    found = [("text", token.text) for token in tokens(word) if token.text not in weak.TERMS]
    return found + [("pairs", pair) for pair, _at in bigrams(word) if pair == word and len(pair) == 2]


def _groups(written: str) -> Iterator[list[str]]:
    yield from (line.split() for line in written.strip().splitlines())


_latin: dict[str, set[str]] = defaultdict(set)  # stem → words of its groups
_japanese: dict[str, set[str]] = defaultdict(set)  # word → words of its groups
for _group in (*_groups(_ENGLISH), *_groups(_JAPANESE)):
    for _word in _group:
        (_latin if _word.isascii() else _japanese)[stem(_word.lower()) if _word.isascii() else _word].update(_group)


def others(text: str) -> Iterator[Term]:
    """The index's terms for the words that share a group with one in the text; the text's own may be among them."""
    words: dict[str, None] = {}
    for run, japanese in runs(text):
        if not japanese:
            words |= dict.fromkeys(sorted(_latin.get(stem(run), ())))
            continue
        for known, group in _japanese.items():
            if known in run:
                words |= dict.fromkeys(sorted(group))
    for word in words:
        yield from _terms(word)
