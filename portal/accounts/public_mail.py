"""Mail services open to everybody: an address there says nothing about a company."""

PUBLIC_MAIL_DOMAINS = frozenset(
    """
    126.com 163.com aol.com docomo.ne.jp duck.com email.com excite.co.jp ezweb.ne.jp au.com fastmail.com
    foxmail.com free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net goo.jp googlemail.com
    hanmail.net hey.com hotmail.co.jp hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it hushmail.com
    i.softbank.jp icloud.com inbox.com infoseek.jp laposte.net libero.it live.com live.jp live.nl mac.com mail.com
    mail.goo.ne.jp mail.ru me.com msn.com naver.com nifty.com nifty.ne.jp ocn.ne.jp orange.fr outlook.com
    outlook.de outlook.es outlook.fr outlook.jp passmail.net pm.me posteo.de proton.me protonmail.ch
    protonmail.com qq.com rakuten.jp rediffmail.com rocketmail.com sfr.fr sina.com softbank.jp softbank.ne.jp
    so-net.ne.jp t-online.de tuta.com tuta.io tutanota.com tutanota.de uol.com.br wanadoo.fr web.de willcom.com
    ybb.ne.jp y-mobile.ne.jp yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.es
    yahoo.fr yahoo.it yahoo.ne.jp yandex.com yandex.ru ymail.com ymail.ne.jp zoho.com
    """.split()  # noqa: SIM905 - a list this long reads better as text
)
