"""A message in the words of an officer's list: what was told, which way, how far it got, what was tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from services.notifications.domain.message import Attempt, Channel, Message, Outcome, Status
from services.notifications.domain.provider import Health, Standing
from services.notifications.domain.words.prices import Prices
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.seeing.providers import standings
from services.notifications.use_cases.templates.trying import ABOUT as TRIAL
from shared.ui import display, words


@dataclass(frozen=True, slots=True)
class Row:
    """One line: ``kind`` and ``word`` make the tag, ``note`` stands beneath it; ``tried`` lists the attempts."""

    when: str
    about: str
    event: str
    way: str
    kind: str
    word: str
    note: str
    tried: tuple[str, ...]


def row_of(message: Message, now: datetime, prices: Prices) -> Row:
    """The message as it stands."""
    tongue = display.language()
    kind, word, note = _standing(message, now)
    way = way_words(message.channel)
    place = f"{way} {message.to_masked}".strip()
    if message.parts > 1:
        place = _("%(place)s, %(parts)s phần", place=place, parts=message.parts)
    cost = prices.of(message)
    if cost:
        place = f"{place}, {words.money(cost, tongue)}"
    event = event_words(message.event)
    if message.about.startswith(TRIAL):
        event = _("Gửi thử: %(event)s", event=event)
    tried = tuple(_attempt(one, now) for one in message.attempts)
    when = words.moment(message.asked_at, now, tongue)
    return Row(words.capital(when), message.about, event, place, kind, word, note, tried)


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """How one provider stands; ``share`` is its part of its channel's messages now, in percent."""

    name: str
    way: str
    kind: str
    word: str
    note: str
    weight: int
    share: int


def provider_rows(channel: Channel, fleet: Fleet, now: datetime) -> list[ProviderRow]:
    """One for each provider of the channel. Raises StoreAway."""
    rows = []
    for one in standings(channel, fleet):
        kind, word, note = _provider_standing(one.health, now)
        way = way_words(channel)
        rows.append(ProviderRow(one.name, way, kind, word, note, one.weight, one.share))
    return rows


def _provider_standing(health: Health, now: datetime) -> tuple[str, str, str]:
    standing, tongue = health.standing(now), display.language()
    if standing is Standing.AWAY and health.open_until is not None:
        return "late", _("Tạm ngắt"), _("Thử lại lúc %(when)s", when=words.moment(health.open_until, now, tongue))
    return {
        Standing.WELL: ("done", _("Bình thường"), ""),
        Standing.RETURNING: ("soon", _("Đang trở lại"), _("%(share)s%% lượng thường", share=health.share)),
        Standing.TRIED: ("today", _("Đang thử lại"), _("Một tin đi trước để thử")),
    }.get(standing, ("late", _("Tạm ngắt"), ""))


def way_words(channel: Channel) -> str:
    """How a message goes."""
    told: dict[Channel, str] = {
        Channel.SMS: _("Tin nhắn"),
        Channel.EMAIL: _("Thư điện tử"),
        Channel.ZALO: _("Tin Zalo"),
    }
    return told[channel]


def event_words(event: str) -> str:
    """What the message tells of."""
    told: dict[str, str] = {
        "filed": _("Đã nhận hồ sơ"),
        "accepted": _("Đã tiếp nhận, hẹn ngày trả"),
        "supplement_requested": _("Cần bổ sung giấy tờ"),
        "result_ready": _("Đã có kết quả"),
        "result_denied": _("Không được chấp thuận"),
        "returned": _("Đã trả kết quả"),
        "refused": _("Chưa được tiếp nhận"),
        "withdrawn": _("Đã rút hồ sơ"),
        "petition_received": _("Đã nhận phản ánh"),
        "petition_answered": _("Đã trả lời phản ánh"),
        "petition_updated": _("Tin về phản ánh"),
        "petition_asked": _("Hỏi thêm về phản ánh"),
        "petition_reopened": _("Mở lại phản ánh"),
        "sign_in_code": _("Mã đăng nhập"),
        "result_early": _("Có kết quả sớm hơn hẹn"),
        "result_unpaid": _("Đã có kết quả, còn phí phải nộp"),
        "posted": _("Kết quả gửi qua bưu chính"),
        "supplemented": _("Đã nhận giấy tờ bổ sung"),
        "payment_requested": _("Cần nộp phí"),
        "paid": _("Đã nộp phí"),
        "refund_due": _("Hoàn lại tiền"),
        "refunded": _("Đã hoàn lại tiền"),
        "stopped": _("Đã dừng giải quyết"),
        "lost": _("Thất lạc giấy tờ, xin lỗi"),
        "due_moved": _("Ngày hẹn đổi theo lịch"),
        "due_moved_waiting": _("Ngày hẹn đổi theo lịch, đang chờ bổ sung"),
        "apology": _("Xin lỗi, hẹn lại"),
        "due_corrected": _("Cấp lại giấy tiếp nhận"),
        "procedure_corrected": _("Sửa thủ tục, cấp lại giấy tiếp nhận"),
        "invited": _("Mời cùng nộp hồ sơ"),
        "guidance_booked": _("Đã hẹn hướng dẫn"),
        "guidance_moved": _("Đổi giờ hướng dẫn"),
        "guidance_cancelled": _("Hủy hẹn hướng dẫn"),
        "guidance_called_off": _("Quầy hủy hẹn hướng dẫn"),
        "petition_survey": _("Hỏi ý kiến về câu trả lời"),
        "look_up": _("Trả lời tin nhắn tra cứu"),
        "look_up_petition": _("Trả lời tin nhắn tra cứu phản ánh"),
        "look_up_unknown": _("Trả lời tra cứu: chưa thấy hồ sơ"),
        "notices_stopped": _("Xác nhận dừng tin không bắt buộc"),
        "notices_started": _("Xác nhận nhận lại tin"),
        "survey": _("Mời chấm điểm phục vụ"),
        "ticket_taken": _("Số chờ tại quầy"),
        "ticket_not_given": _("Chưa lấy được số chờ"),
    }
    return told.get(event, event)


def reason_words(reason: str) -> str:
    """Why a message or an attempt did not get through, as far as there are words for it."""
    known = {
        "no_phone": _("không có số điện thoại"),
        "no_email": _("không có thư điện tử"),
        "bad_phone": _("số điện thoại không đúng"),
        "bad_email": _("địa chỉ thư không đúng"),
        "landline": _("số máy bàn không nhận tin nhắn"),
        "channel_off": _("kênh này chưa mở"),
        "not_reached": _("không kết nối được nhà cung cấp"),
        "no_answer": _("nhà cung cấp không trả lời kịp"),
        "cut_off": _("mất kết nối giữa chừng"),
        "garbage": _("nhà cung cấp trả lời không đọc được"),
        "interrupted": _("tiến trình gửi bị ngắt"),
        "undelivered": _("nhà mạng báo không đến được máy"),
        "taken_before": _("nhà cung cấp đã có tin này"),
        "sign_in_refused": _("máy chủ thư không nhận tài khoản"),
        "unwritable": _("không viết được thư này"),
        "too_late": _("hết hạn trước khi gửi được"),
        "quiet_hours": _("chờ qua đêm, không gửi lúc người dân nghỉ"),
        "recipient_rate": _("người này vừa nhận nhiều tin"),
        "provider_away": _("nhà cung cấp đang tạm ngắt"),
        "left": _("người nhận không muốn tin không bắt buộc"),
        "replaced": _("đã có tin mới hơn về cùng việc này"),
        "suppressed": _("địa chỉ đang bị chặn"),
        "simulated": _("người nhận thử, luôn hỏng"),
        "looked_up": _("hỏi lại, nhà cung cấp nói đã có"),
        "waits_for_receipt": _("chờ nhà cung cấp báo, không gửi lại"),
        "next_in_turn": _("chờ xem cách trước có đến không"),
        "reached_otherwise": _("đã đến bằng cách khác"),
        "gave_way": _("nhường cho cách gửi tiếp theo"),
        "left_by_person": _("người dân đã tắt loại tin này"),
        "no_consent": _("người dân chưa đồng ý"),
    }
    kind, _word, number = reason.partition("_")
    told = {
        "http": _("nhà cung cấp báo lỗi %(number)s", number=number),
        "code": _("nhà cung cấp từ chối, mã %(number)s", number=number),
        "smtp": _("máy chủ thư từ chối, mã %(number)s", number=number),
    }
    return known.get(reason) or told.get(kind) or reason


def status_words(status: Status) -> str:
    """How far a message got, whatever its channel."""
    told: dict[Status, str] = {
        Status.QUEUED: _("Chờ gửi"),
        Status.SENDING: _("Đang gửi"),
        Status.TEMPORARILY_FAILED: _("Chưa gửi được"),
        Status.UNKNOWN: _("Chưa rõ"),
        Status.ACCEPTED: _("Nhà cung cấp đã nhận"),
        Status.PERMANENTLY_FAILED: _("Không gửi được"),
        Status.DELIVERED: _("Đã đến"),
        Status.EXPIRED: _("Quá hạn, không gửi"),
        Status.SUPERSEDED: _("Thay bằng tin mới"),
        Status.SKIPPED: _("Không gửi"),
    }
    return told[status]


def _standing(message: Message, now: datetime) -> tuple[str, str, str]:
    reason = words.capital(reason_words(message.reason)) if message.reason else ""
    again = ""
    if message.status is Status.QUEUED and message.reason and message.due_at is not None:
        again = _("Gửi lúc %(when)s", when=words.moment(message.due_at, now, display.language()))
    if message.due_at is not None and message.attempts and message.status is not Status.SENDING:
        again = _("Gửi lại lúc %(when)s", when=words.moment(message.due_at, now, display.language()))
    both = ". ".join(part for part in (reason, again) if part)
    if message.status is Status.ACCEPTED:
        taken = {
            Channel.SMS: _("Nhà mạng đã nhận"),
            Channel.EMAIL: _("Máy chủ thư đã nhận"),
            Channel.ZALO: _("Zalo đã nhận"),
        }
        return "new", taken[message.channel], ""
    if message.status is Status.UNKNOWN:
        return ("soon", _("Chưa rõ"), both) if again else ("today", _("Không rõ có đến không"), reason)
    told = {
        Status.QUEUED: ("new", _("Chờ gửi")),
        Status.SENDING: ("new", _("Đang gửi")),
        Status.TEMPORARILY_FAILED: ("soon", _("Chưa gửi được")),
        Status.PERMANENTLY_FAILED: ("late", _("Không gửi được")),
        Status.DELIVERED: ("done", _("Đã đến")),
        Status.EXPIRED: ("late", _("Quá hạn, không gửi")),
        Status.SUPERSEDED: ("in_time", _("Thay bằng tin mới")),
        Status.SKIPPED: ("in_time", _("Không gửi")),
    }
    return *told[message.status], both


def _attempt(attempt: Attempt, now: datetime) -> str:
    how = {
        Outcome.ACCEPTED: _("đã nhận"),
        Outcome.REFUSED: _("từ chối"),
        Outcome.FAILED: _("chưa gửi được"),
        Outcome.UNKNOWN: _("chưa rõ"),
        None: _("đang gửi"),
    }[attempt.outcome]
    when = words.moment(attempt.started_at, now, display.language())
    why = f" ({reason_words(attempt.reason)})" if attempt.reason else ""
    return f"{attempt.number}. {when}, {attempt.provider}: {how}{why}"
