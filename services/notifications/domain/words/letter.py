"""A letter as HTML: the words of its plain text, set to be read easily. Every rule of style stands on its own element.

Mail programs drop style sheets and block pictures, so there are neither: a table, colours of the house, letters of the
reader's own machine. What is about the matter comes large; a line "Thủ tục: …" is set as a fact; links say themselves.
"""

from __future__ import annotations

import re
from html import escape

LINK = re.compile(r"https?://[^\s<]+[^\s<.,;:)]")
FACT = re.compile(r"(?P<name>[^\s.:{}][^.:{}]{0,38}): (?P<value>\S.*)", re.DOTALL)
CODE = re.compile(r"\b[A-Z][A-Z0-9.]{1,11}-\d{6}-\d{4}\b")  # of a dossier or petition: no line breaks in it
PREHEADER = 140
FAMILY = "font-family:'Be Vietnam Pro','Segoe UI',Roboto,Arial,sans-serif"
STYLE = {
    "body": f"margin:0;padding:0;background-color:#fbf7f0;color:#22201c;{FAMILY};-webkit-text-size-adjust:100%",
    "ahead": "display:none;max-height:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#fbf7f0",
    "ground": "background-color:#fbf7f0;border-collapse:collapse",
    "edge": "padding:24px 12px",
    "sheet": "max-width:600px;background-color:#ffffff;border:1px solid #e0d5c3;border-collapse:separate;"
    "border-radius:16px",
    "band": "padding:18px 28px;background-color:#0b3330;color:#ffffff;border-radius:15px 15px 0 0;"
    f"{FAMILY};font-size:16px;line-height:24px;font-weight:700",
    "inside": f"padding:28px 28px 12px;{FAMILY};font-size:18px;line-height:28px;color:#22201c",
    "greeting": "margin:0 0 12px;color:#4f4940",
    "first": "margin:0 0 20px;font-size:22px;line-height:32px;font-weight:700",
    "plain": "margin:0 0 16px",
    "name": "display:block;font-size:16px;line-height:24px;color:#4f4940",
    "fact": "margin:0 0 16px;padding:0 0 0 14px;border-left:3px solid #dcebe4",
    "secret": "margin:0 0 20px;padding:16px 20px;background-color:#e9f2ee;border-radius:8px;font-size:34px;"
    "line-height:44px;font-weight:700;letter-spacing:6px",
    "whole": "white-space:nowrap",
    "link": "color:#14574f;font-weight:700;word-break:break-word",
    "foot": f"padding:16px 28px 24px;border-top:1px solid #e0d5c3;{FAMILY};font-size:16px;line-height:24px;"
    "color:#4f4940",
}  # fmt: skip
FOOT = {
    "vi": "Thư này do hệ thống Một cửa tự gửi. Chúng tôi không bao giờ hỏi mật khẩu hay mã đăng nhập qua thư.",
    "en": "This letter was sent by the one-stop system. We never ask for a password or a sign-in code by mail.",
}


def letter_html(text: str, *, subject: str, language: str, unit: str, code: str = "") -> str:
    """The same words as ``text``, whose paragraphs are parted by an empty line; ``unit`` signs it.

    ``code`` is a secret that stands alone in a paragraph: it is set large.
    """
    paragraphs = [part.strip() for part in text.strip().split("\n\n") if part.strip() and part.strip() != unit]
    greeting = paragraphs[:1] if paragraphs[:1] and paragraphs[0].endswith(",") else []
    said = paragraphs[len(greeting) :]
    ahead = said[0] if said else subject
    if code and code in ahead:
        ahead = unit  # a secret is not shown on a locked screen
    parts = [_styled("greeting", one) for one in greeting] + [_styled("first", one) for one in said[:1]]
    inside = "\n".join([*parts, *(_paragraph(one, code) for one in said[1:])])
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light">'
        f"<title>{escape(subject)}</title></head>\n"
        f'<body style="{STYLE["body"]}"><div style="{STYLE["ahead"]}">{escape(ahead[:PREHEADER])}</div>\n'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="{STYLE["ground"]}"><tr>'
        f'<td align="center" style="{STYLE["edge"]}">\n'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="{STYLE["sheet"]}">\n'
        f'<tr><td style="{STYLE["band"]}">{escape(unit)}</td></tr>\n'
        f'<tr><td style="{STYLE["inside"]}">\n{inside}\n</td></tr>\n'
        f'<tr><td style="{STYLE["foot"]}">{escape(FOOT.get(language, FOOT["vi"]))}</td></tr>\n'
        "</table></td></tr></table></body></html>\n"
    )


def _paragraph(part: str, code: str) -> str:
    fact = FACT.fullmatch(part)
    if code and part == code:
        return _styled("secret", part)
    if fact is None:
        return _styled("plain", part)
    name, value = fact["name"], fact["value"]
    begun = value if LINK.match(value) else value[:1].upper() + value[1:]
    return f'<p style="{STYLE["fact"]}"><span style="{STYLE["name"]}">{escape(name)}</span>{_linked(begun)}</p>'


def _styled(style: str, part: str) -> str:
    return f'<p style="{STYLE[style]}">{_linked(part)}</p>'


def _linked(part: str) -> str:
    """Escaped, its lines kept, its addresses as links that say where they lead."""
    text = CODE.sub(f'<span style="{STYLE["whole"]}">\\g<0></span>', escape(part).replace("\n", "<br>\n"))
    return LINK.sub(lambda found: f'<a href="{found[0]}" style="{STYLE["link"]}">{found[0]}</a>', text)
