"""Delivery reports in the shapes of the servers that write them, and what only looks like one."""

from __future__ import annotations

import base64

WHO = "ann@company.example"


def postfix(to: str, status: str = "5.1.1", said: str = "550 5.1.1 <ann@company.example>: User unknown") -> bytes:
    """As Postfix writes it; it calls its own reports auto-replied."""
    return f"""\
From MAILER-DAEMON  Thu Nov 26 10:00:00 2026
Return-Path: <>
X-Original-To: {to}
Delivered-To: bounces@portal.example
Received: by relay.portal.example (Postfix)
\tid 4F1A2B3C4D; Thu, 26 Nov 2026 10:00:00 +0000 (UTC)
From: MAILER-DAEMON@relay.portal.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1A2B3C4D.1764151200/relay.portal.example"
Content-Transfer-Encoding: 8bit

This is a MIME-encapsulated message.

--4F1A2B3C4D.1764151200/relay.portal.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--4F1A2B3C4D.1764151200/relay.portal.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.portal.example
X-Postfix-Queue-ID: 4F1A2B3C4D
Arrival-Date: Thu, 26 Nov 2026 09:59:58 +0000 (UTC)

Final-Recipient: rfc822; {WHO}
Original-Recipient: rfc822;{WHO}
Action: failed
Status: {status}
Remote-MTA: dns; mx.company.example
Diagnostic-Code: smtp; {said}

--4F1A2B3C4D.1764151200/relay.portal.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: portal@portal.example
Subject: Hello

--4F1A2B3C4D.1764151200/relay.portal.example--
""".encode()


def exim(to: str) -> bytes:
    """As Exim writes it: a general status, the answer of the other server behind it, lines ended by CR LF."""
    return f"""\
Return-path: <>
Envelope-to: {to}
From: Mail Delivery System <Mailer-Daemon@relay.portal.example>
To: {to}
References: <1@portal.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=1764151200-eximdsn-42
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender

--1764151200-eximdsn-42
Content-type: text/plain; charset=us-ascii

  {WHO}
    host mx.company.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{WHO}>:
    550 5.1.1 Unknown mailbox

--1764151200-eximdsn-42
Content-type: message/delivery-status

Reporting-MTA: dns; relay.portal.example

Action: failed
Final-Recipient: rfc822;{WHO}
Status: 5.0.0
Remote-MTA: dns; mx.company.example
Diagnostic-Code: smtp; 550 5.1.1 Unknown mailbox

--1764151200-eximdsn-42
Content-type: message/rfc822

Subject: Hello

--1764151200-eximdsn-42--
""".replace("\n", "\r\n").encode()


def exchange(to: str) -> bytes:
    """As Exchange writes it: blocks in another order, a long diagnosis folded, many headers of its own."""
    return f"""\
From: <postmaster@company.example>
To: <{to}>
Date: Thu, 26 Nov 2026 10:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
 boundary="2f7c1d0e-0b7c-4c39-9d0e-2a5f4f3c1b00"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <2f7c1d0e@mx.company.example>
Subject: Undeliverable: Hello
Auto-Submitted: auto-replied

--2f7c1d0e-0b7c-4c39-9d0e-2a5f4f3c1b00
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="inner"

--inner
Content-Type: text/plain; charset="us-ascii"

Your message couldn't be delivered.

--inner--

--2f7c1d0e-0b7c-4c39-9d0e-2a5f4f3c1b00
Content-Type: message/delivery-status

Reporting-MTA: dns;mx.company.example
Received-From-MTA: dns;relay.portal.example
Arrival-Date: Thu, 26 Nov 2026 09:59:59 +0000

Final-Recipient: rfc822;{WHO}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound;
 Recipient {WHO} not found by SMTP address lookup

--2f7c1d0e-0b7c-4c39-9d0e-2a5f4f3c1b00
Content-Type: message/rfc822

Subject: Hello

--2f7c1d0e-0b7c-4c39-9d0e-2a5f4f3c1b00--
""".encode()


def japanese(to: str) -> bytes:
    """With a subject and words in Japanese, and the machine's part in base64."""
    status = f"Reporting-MTA: dns; mx.kaisha.example\n\nFinal-Recipient: rfc822; {WHO}\nAction: failed\nStatus: 5.2.1\n"
    status += "Diagnostic-Code: smtp; 550 5.2.1 このアカウントは無効です\n"
    return (
        f"From: postmaster@kaisha.example\nTo: {to}\nSubject: =?ISO-2022-JP?B?GyRCRyc/LjwmP3chSxsoQg==?=\n"
        "MIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=haishin\n\n"
        "--haishin\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$H$I$-$^$;$s\x1b(B\n\n"
        "--haishin\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(status.encode()).decode()}\n--haishin--\n"
    ).encode()


def vacation(to: str) -> bytes:
    """A notice that somebody is away; it even speaks of failing."""
    return (
        f"From: {WHO}\nTo: {to}\nSubject: Out of office: Hello\nAuto-Submitted: auto-replied\n"
        "Content-Type: text/plain\n\nAction: failed\nStatus: 5.1.1\n\nI am away and my mailbox failed me.\n"
    ).encode()


def receipt(to: str) -> bytes:
    """Somebody's mail program says that the mail was opened (RFC 8098)."""
    return (
        f"From: {WHO}\nTo: {to}\nSubject: Read: Hello\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nOpened.\n\n"
        "--b\nContent-Type: message/disposition-notification\n\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    ).encode()


def with_action(raw: bytes, action: str) -> bytes:
    """The same report of another end."""
    return raw.replace(b"Action: failed", f"Action: {action}".encode())
