"""What people of the demo say, look for and decide, in both languages; honest, and about a portal like this one."""

from __future__ import annotations

REASONS_NO = {
    "en": (
        "The screenshots show the old menu.",
        "Too long for the time I have between two jobs.",
        "I knew this already. Say at the top who it is for.",
        "It explains the button, but not when I should press it.",
        "Our firewall stops the mails it talks about; a word on that would help.",
        "I was looking for a way to do this for the whole depot at once.",
        "Good, but the example is from an office. We are on the road.",
        "The last paragraph contradicts what our key person told us.",
        "I need this printed on one page for the van.",
        "It stops just before the part that is hard.",
        "On my phone the table is too wide.",
        "I came for the price and found none.",
    ),
    "ja": (
        "画面の写真が古いメニューのままでした。",
        "移動の合間に読むには長すぎます。",
        "すでに知っている内容でした。誰向けか最初に書いてほしいです。",
        "ボタンの説明はありますが、いつ押せばよいかがわかりません。",
        "社内のフィルターで案内メールが届かない場合の対処も知りたいです。",
        "拠点全体でまとめて行う方法を探していました。",
        "例が事務所向けで、現場の仕事に当てはめにくかったです。",
        "最後の段落が、キーパーソンから聞いた話と違っていました。",
        "車に置いておけるよう、1枚に印刷できる形がほしいです。",
        "一番難しいところの手前で終わっています。",
        "スマートフォンでは表が横にはみ出します。",
        "料金を知りたかったのですが、書かれていませんでした。",
    ),
}
REASONS_YES = {
    "en": (
        "Two minutes, and I did it right away.",
        "The order of the steps is exactly how we work.",
        "I sent it to the whole depot.",
        "Finally somebody says what does not work as well.",
        "Short, with one example. More like this.",
        "The quiz showed me what I had skipped.",
    ),
    "ja": (
        "2分で読めて、すぐに試せました。",
        "手順の順番が実際の仕事と同じでした。",
        "拠点の全員に共有しました。",
        "できないことも書いてあるのがよかったです。",
        "短くて例が1つ。こういうものがもっとあるとうれしいです。",
        "クイズで、読み飛ばしていたところに気づきました。",
    ),
}
AMENDED = "hear-what-is-new"  # the item that staff change on the web, and what they add
ADDED = {
    "en": "## When the bell stays silent\n\nNew items are told to the companies in their stage. Home says which"
    " one yours is in. What other stages have is not told, but stands on the menu at any time.\n",
    "ja": "## 通知が届かないとき\n\n新しいコンテンツは、そのステージにいる会社にお知らせします。"
    "会社のステージはホームに出ています。"
    "ほかのステージの新着は届きませんが、メニューではいつでも見られます。\n",
}
SEARCHES = {  # how often, out of all in vain
    "en": (
        ("offline photos", 9),
        ("single sign-on", 7),
        ("barcode scanner", 6),
        ("outlook add-in", 5),
        ("invoice pdf", 4),
        ("dark horse", 1),
        ("tyre pressure", 2),
        ("timesheet", 4),
        ("wrokflow", 2),
    ),
    "ja": (
        ("オフライン 写真", 8),
        ("シングルサインオン", 6),
        ("バーコード", 5),
        ("カレンダー連携", 4),
        ("勤怠", 4),
        ("帳票レイアウト", 3),
        ("消耗品", 2),
        ("せいきゅうしょ", 2),
    ),
}
STEPS = {
    "en": (
        "Show this to the early shift on Monday",
        "Set it up for depot 3 and ask how it went",
        "Change our naming of jobs as described",
        "Invite the two new dispatchers",
        "Try it on ten jobs, then decide",
        "Put it on the agenda of the monthly meeting",
    ),
    "ja": (
        "月曜の朝礼で早番の皆に見せる",
        "第3拠点で設定して、感想を聞く",
        "作業名の付け方を書いてあるとおりに変える",
        "新しい配車担当の2人を招待する",
        "10件の作業で試してから決める",
        "月例会議の議題に入れる",
    ),
}
NOTES = {
    "en": (
        "Ten minutes that save us an hour a week.",
        "Before the audit, please.",
        "This is what you asked me about on Tuesday.",
        "",
        "Start with this one.",
    ),
    "ja": (
        "10分読むだけで、毎週1時間は楽になります。",
        "監査の前に目を通しておいてください。",
        "火曜日に質問してくれた件です。",
        "",
        "まずはここからどうぞ。",
    ),
}
