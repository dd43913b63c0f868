"""What people of the demo say below ideas, why ideas are looked at, and what is missing once they shipped."""

from __future__ import annotations

COMMENTS = {
    "en": (
        "We have the same at three depots. Together it costs us about 40 minutes a day.",
        "I showed this to our technicians on Tuesday: 9 of 12 would use it from the first day.",
        "For us it is less about the time than about the calls that come afterwards, about six a week.",
        "We solved it with a spreadsheet for now. It works until the person who keeps it is on leave.",
        "Please let it be switched on by depot. Two of ours would want it, the third one surely not.",
        "A small version would do for 80 percent of our cases. Do not wait for the big one.",
        "Our auditor asked about exactly this in May. We have until the next visit in spring.",
        "Would it work on the tablets as well? We have 18 of them in the vans.",
        "I voted for my whole team: seven people with one wish. They will come here themselves, I hope.",
        "We tried the way with the export. It is 14 steps, and step 9 fails every other week.",
        "Before you build it, come and see an early shift. We start at 5:45, and there is coffee.",
        "It happened again this morning, with a customer standing beside us.",
        "Last year we lost a tender over this; the other bidder could show it.",
        "Not needed here, but I see why others do. Please keep it out of the way of those who do not use it.",
        "Half of it would be solved if the list could be sorted the other way round.",
        "We counted for a month: 61 cases, 22 hours in all.",
        "My concern is training. Whatever it is, 200 people have to understand it in a minute.",
        "How would this go together with two time zones? We plan for Madrid and the Canaries.",
        "I can give you real data to try it with, without names. Tell me in which form.",
        "Our finance lead says this would pay our licence by itself.",
        "Another vote from the night shift, where nobody is in the office to ask.",
        "We would use it for hospitals only, and there every day.",
        "Is it meant for archived jobs too? That is where we search most.",
        "Thank you for writing this down, I had been meaning to since summer.",
    ),
    "ja": (
        "当社の3拠点でも同じです。合わせて1日40分ほどかかっています。",
        "火曜の朝礼で聞いたところ、12人中9人がすぐに使いたいと答えました。",
        "時間よりも、そのあとの問い合わせの電話が負担です。週に6件ほどあります。",
        "今は表計算で補っていますが、担当者が休むと止まります。",
        "拠点ごとに切り替えられると助かります。必要なのは2拠点だけです。",
        "小さな機能で十分です。8割の場面はそれで足ります。",
        "5月の監査で同じ点を指摘されました。次は春なので、それまでに何とかしたいです。",
        "タブレットでも使えますか。車に18台積んでいます。",
        "1か月数えてみたところ、61件、合計22時間でした。",
        "200人に説明するので、1分でわかる形だとありがたいです。",
        "今朝も、お客様の目の前で同じことが起きました。",
        "夜勤からも1票です。事務所に聞ける人がいない時間帯なので。",
        "試すためのデータが必要でしたら、名前を除いてお渡しできます。",
        "病院の現場だけですが、毎日使うと思います。",
        "書いてくださってありがとうございます。夏から言おうと思っていました。",
        "過去の作業も対象になりますか。いちばん探すのはそこです。",
    ),
}
HEARD = {  # where customer success heard of a wish
    "call": ("In the renewal call.", "契約更新の電話で。"),
    "mail": ("From a mail to the service desk.", "サポート宛てのメールから。"),
    "meeting": ("At the quarterly review, slide 7.", "四半期の打ち合わせで。"),
    "other": ("At the trade fair, from two people at once.", "展示会のブースで2人から。"),
}
LOOKED_AT = {
    "en": (
        "Several of you have the same problem. We look at it in this quarter.",
        "We have asked six companies how they solve it today.",
        "The numbers in your comments convinced us to take a closer look.",
    ),
    "ja": (
        "複数の会社から同じ声をいただいたため、今期中に検討します。",
        "6社に、今どのように対応されているかを伺っています。",
        "コメントにあった数字を受けて、詳しく調べることにしました。",
    ),
}
BUILDING = {
    "planned": {"en": "It fits what we build next.", "ja": "次に取り組む内容と合うため、対応予定にします。"},
    "progress": {
        "en": "We have begun. Four companies try it as we go.",
        "ja": "開発を始めました。4社に試していただきながら進めます。",
    },
}
PROPOSED = (  # by customer success, to be looked at
    "Three of my companies asked for it in the same week; I would look at it together with them.",
    "It came up in two renewal calls this month, one of them with Ridgeway.",
)
MISSING = {
    "en": (
        "It works for one depot at a time; we have nine and do it nine times.",
        "On the tablets the button is below the edge of the screen.",
        "Good, but only our managers have the permission. The dispatchers need it.",
        "We still need it for jobs that were made before the update.",
    ),
    "ja": (
        "1拠点ずつしか設定できません。9拠点あるので9回繰り返しています。",
        "タブレットではボタンが画面の外に出てしまいます。",
        "使えるのが管理者だけなので、配車担当にも必要です。",
        "更新より前の作業では使えませんでした。",
    ),
}
