"""What a call is about, in the words of an operator: the short names of notifications' news, and why a way failed."""

from __future__ import annotations

from collections.abc import Mapping

from services.hotline.domain.errors import Words

OTHER = Words("Có tin cần báo", "There is news to tell")


def news_words(event: str) -> Words:
    """What was to be told; a general sentence for news that is not known here."""
    return _NEWS.get(event, OTHER)


def way_words(channel: str) -> Words:
    """The way that was tried."""
    return _WAYS.get(channel, Words(channel, channel))


def why_words(status: str, reason: str) -> Words:
    """Why it came to nothing, as far as there are words for it."""
    return _REASONS.get(reason) or _STATUSES.get(status) or Words(reason or status, reason or status)


_NEWS: Mapping[str, Words] = {
    "filed": Words("Đã nhận hồ sơ", "Dossier received"),
    "accepted": Words("Đã tiếp nhận, hẹn ngày trả", "Accepted, with the date of the result"),
    "supplement_requested": Words("Cần bổ sung giấy tờ", "Papers are wanted"),
    "supplemented": Words("Đã nhận giấy tờ bổ sung", "Papers received"),
    "payment_requested": Words("Cần nộp phí", "A fee is to be paid"),
    "paid": Words("Đã nộp phí", "Fee paid"),
    "stopped": Words("Đã dừng giải quyết", "Dossier stopped"),
    "lost": Words("Thất lạc giấy tờ, xin lỗi", "Papers lost, with an apology"),
    "result_ready": Words("Đã có kết quả", "The result is ready"),
    "result_early": Words("Đã có kết quả, sớm hẹn", "The result is ready, early"),
    "result_unpaid": Words("Đã có kết quả, còn phí phải nộp", "The result is ready, a fee is open"),
    "result_denied": Words("Không được chấp thuận", "Not granted"),
    "returned": Words("Đã trả kết quả", "Result handed over"),
    "posted": Words("Kết quả gửi qua bưu chính", "Result sent by post"),
    "refused": Words("Chưa được tiếp nhận", "Not accepted"),
    "withdrawn": Words("Đã rút hồ sơ", "Dossier taken back"),
    "due_moved": Words("Ngày hẹn đổi theo lịch", "Date moved by the calendar"),
    "due_moved_waiting": Words("Ngày hẹn đổi theo lịch", "Date moved by the calendar"),
    "apology": Words("Xin lỗi, hẹn lại", "An apology, and a new date"),
    "due_corrected": Words("Cấp lại giấy tiếp nhận", "Receipt issued anew"),
    "procedure_corrected": Words("Sửa thủ tục, cấp lại giấy tiếp nhận", "Procedure corrected, receipt issued anew"),
    "invited": Words("Mời cùng nộp hồ sơ", "Invited to act for a business"),
    "guidance_booked": Words("Đã hẹn hướng dẫn", "Guidance booked"),
    "guidance_moved": Words("Đổi giờ hướng dẫn", "Guidance moved"),
    "guidance_cancelled": Words("Hủy hẹn hướng dẫn", "Guidance cancelled"),
    "guidance_called_off": Words("Quầy hủy hẹn hướng dẫn", "Guidance called off by the desk"),
    "petition_received": Words("Đã nhận phản ánh", "Petition received"),
    "call_back": Words("Đã hẹn gọi lại", "Promised to call back"),
    "petition_answered": Words("Đã trả lời phản ánh", "Petition answered"),
    "petition_updated": Words("Tin về phản ánh", "Word on a petition"),
    "petition_asked": Words("Hỏi thêm về phản ánh", "A question about a petition"),
    "petition_reopened": Words("Phản ánh được xem lại", "Petition looked into again"),
}
_WAYS: Mapping[str, Words] = {
    "sms": Words("Tin nhắn", "Text message"),
    "email": Words("Thư điện tử", "Email"),
    "zalo": Words("Tin Zalo", "Zalo message"),
}
_STATUSES: Mapping[str, Words] = {
    "permanently_failed": Words("không gửi được", "could not be sent"),
    "expired": Words("quá hạn, không gửi", "not sent: its time was over"),
    "accepted": Words("nhà mạng nhận nhưng không báo đã đến", "taken by the provider, never reported delivered"),
    "unknown": Words("không rõ có đến không", "not known whether it arrived"),
    "skipped": Words("không gửi", "not sent"),
}
_REASONS: Mapping[str, Words] = {
    "no_phone": Words("không có số điện thoại", "no telephone number"),
    "no_email": Words("không có thư điện tử", "no email address"),
    "bad_phone": Words("số điện thoại không đúng", "the number is wrong"),
    "bad_email": Words("địa chỉ thư không đúng", "the address is wrong"),
    "landline": Words("số máy bàn không nhận tin nhắn", "a landline gets no text messages"),
    "channel_off": Words("kênh này chưa mở", "this channel is not open"),
    "undelivered": Words("nhà mạng báo không đến được máy", "the provider reports that it did not arrive"),
    "simulated": Words("người nhận thử, luôn hỏng", "a simulated recipient that always fails"),
    "suppressed": Words("địa chỉ đã bị chặn gửi vì nhiều lần hỏng", "blocked after failing too often"),
    "not_consented": Words("người nhận chưa đồng ý kênh này", "the person has not agreed to this way"),
}
