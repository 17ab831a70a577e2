"""What stands against the words of a template; every fault names its field, in words for whoever writes them."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from urllib.parse import urlsplit

from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.errors import FieldFault, Words
from services.notifications.domain.message import Channel
from services.notifications.domain.plain_text import unaccented
from services.notifications.domain.segmentation import BASIC, EXTENDED
from services.notifications.domain.template import Template, allowed, required
from services.notifications.domain.words.letter import LINK

LONGEST = {Channel.SMS: 1_000, Channel.EMAIL: 10_000, Channel.ZALO: 400}
LONGEST_SUBJECT = 200
EMPTY = Words("Viết lời của tin này", "Write the words of this message")
NO_SUBJECT = Words("Thư cần có tiêu đề", "A letter needs a subject")
NEEDLESS_SUBJECT = Words("Tin nhắn không có tiêu đề", "A short message has no subject")
LONG_SUBJECT = Words(f"Tiêu đề một dòng, không quá {LONGEST_SUBJECT} ký tự",
                     f"A subject is one line of at most {LONGEST_SUBJECT} characters")  # fmt: skip
BRACES = Words("Dấu ngoặc nhọn chỉ dùng cho chỗ trống, ví dụ {code}", "Braces are for placeholders only, as in {code}")
FOREIGN = Words("Chỉ dẫn đến trang của mình: dùng {link} hoặc {site}, đừng ghi địa chỉ khác",
                "Lead to our own pages only: use {link} or {site} and write no other address")  # fmt: skip
ALWAYS_ACCENTED = Words("Chỉ tin nhắn SMS mới bỏ dấu được", "Only an SMS may go without its marks")
ONLY_VIETNAMESE = Words(
    "Cách xưng hô riêng chỉ có trong bản tiếng Việt", "Only Vietnamese has words for forms of address"
)


def faults_of(template: Template) -> tuple[FieldFault, ...]:
    """All that is wrong with it; none where a message can be made of it."""
    return tuple(_faults(template))


def placeholders(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError where a brace stands alone or holds more than a name."""
    pieces = list(Formatter().parse(text))
    names = frozenset(name for _, name, _, _ in pieces if name is not None)
    if any(spec or conversion for _, _, spec, conversion in pieces) or not all(name.isidentifier() for name in names):
        raise ValueError("a placeholder is a plain name in braces")
    return names


def _faults(template: Template) -> Iterator[FieldFault]:
    is_mail = template.channel is Channel.EMAIL
    if template.form is not AddressForm.NEUTRAL and template.language != "vi":
        yield FieldFault("/form", ONLY_VIETNAMESE)
    if template.channel is not Channel.SMS and not template.accented:
        yield FieldFault("/accented", ALWAYS_ACCENTED)
    if is_mail and not template.subject.strip():
        yield FieldFault("/subject", NO_SUBJECT)
    if not is_mail and template.subject:
        yield FieldFault("/subject", NEEDLESS_SUBJECT)
    if len(template.subject) > LONGEST_SUBJECT or not template.subject.isprintable():
        yield FieldFault("/subject", LONG_SUBJECT)
    if not template.text.strip():
        yield FieldFault("/text", EMPTY)
        return
    yield from _length(template)
    yield from _names(template)
    for field, text in (("/text", template.text), ("/subject", template.subject)):
        if any(urlsplit(found[0]).netloc for found in LINK.finditer(text)):
            yield FieldFault(field, FOREIGN)
    yield from _letters(template)


def _length(template: Template) -> Iterator[FieldFault]:
    longest = LONGEST[template.channel]
    if len(template.text) > longest:
        yield FieldFault("/text", Words(f"Không quá {longest} ký tự", f"At most {longest} characters"))


def _names(template: Template) -> Iterator[FieldFault]:
    used: set[str] = set()
    known = allowed(template.event)
    for field, text in (("/text", template.text), ("/subject", template.subject)):
        try:
            names = placeholders(text)
        except ValueError:
            yield FieldFault(field, BRACES)
            return
        used |= names
        unknown = sorted(names - known)
        if unknown:
            yield FieldFault(field, _unknown(unknown, sorted(known)))
    lacking = sorted(required(template.event, template.channel) - used)
    if lacking:
        names_ = _listed(lacking)
        yield FieldFault("/text", Words(f"Còn thiếu chỗ trống phải có: {names_}", f"It must also say {names_}"))


def _letters(template: Template) -> Iterator[FieldFault]:
    """An unaccented text must be writable in the 7-bit alphabet, or it costs more than it looks."""
    if template.channel is not Channel.SMS or template.accented:
        return
    outside = sorted({one for one in unaccented(" ".join(template.text.split())) if one not in BASIC | EXTENDED})
    if outside:
        shown = " ".join(outside[:10])
        told = Words(f"Tin không dấu không gửi được ký tự: {shown}", f"Not in the 7-bit alphabet: {shown}")
        yield FieldFault("/text", told)


def _unknown(names: list[str], known: list[str]) -> Words:
    return Words(
        f"Không có chỗ trống {_listed(names)}. Dùng được: {_listed(known)}",
        f"There is no placeholder {_listed(names)}. Known are {_listed(known)}",
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
