"""What each placeholder stands for, for whoever writes the words."""

from __future__ import annotations

from collections.abc import Mapping

from services.notifications.domain.errors import Words

MEANINGS: Mapping[str, Words] = {
    "code": Words("mã hồ sơ hoặc phản ánh", "code of the dossier or petition"),
    "unit": Words("tên nơi gửi, ký cuối thư", "who sends, at the end of a letter"),
    "hotline": Words("số điện thoại để hỏi", "number to call"),
    "link": Words("trang xem hồ sơ", "page that shows the dossier"),
    "site": Words("địa chỉ trang của mình", "address of our own pages"),
    "name": Words("họ tên người nhận", "name of whoever reads"),
    "procedure": Words("tên thủ tục", "name of the procedure"),
    "procedure_before": Words("tên thủ tục ghi nhầm trước đây", "name of the procedure that was wrong"),
    "day": Words("ngày của việc này", "day on which it happened"),
    "due": Words("giờ, ngày hẹn trả", "hour and day promised"),
    "due_before": Words("giờ, ngày hẹn trả trước đây", "hour and day promised before"),
    "respond_by": Words("ngày cuối để bổ sung", "last day to add papers"),
    "wanted": Words("giấy tờ cần bổ sung", "papers that are needed"),
    "reason": Words("lý do", "reason"),
    "asked_by": Words("nơi yêu cầu", "who asks"),
    "amount": Words("số tiền", "sum of money"),
    "pay_by": Words("ngày cuối để nộp tiền", "last day to pay"),
    "receipt": Words("số biên lai", "number of the receipt"),
    "number": Words("số phiếu chi", "number of the refund"),
    "why": Words("vì sao trả lại tiền", "why the money is given back"),
    "tracking": Words("số hiệu bưu gửi", "tracking number of the post"),
    "what": Words("đã thất lạc giấy tờ gì", "what was lost"),
    "answer": Words("nội dung trả lời", "the answer"),
    "word": Words("tin, câu hỏi của người xem xét", "the word or question of whoever looks into it"),
    "secret": Words("mã đăng nhập", "sign-in code"),
    "token": Words("mã mở trang góp ý", "word that opens the page of the survey"),
    "minutes": Words("mã dùng được mấy phút", "minutes for which the code is good"),
    "when": Words("giờ, ngày hẹn gặp", "hour and day of the meeting"),
    "ticket": Words("số chờ", "number in the queue"),
    "line": Words("hàng chờ", "line of people"),
    "ahead": Words("còn bao nhiêu người trước", "how many are called before"),
    "wait": Words("khoảng giờ được gọi", "when it is about to be called"),
    "when_before": Words("giờ, ngày hẹn gặp trước đây", "hour and day of the meeting before"),
    "where": Words("gặp ở đâu", "where the meeting is"),
    "stands": Words("hồ sơ, phản ánh đang ở đâu", "how the dossier or petition stands"),
}


def meaning(name: str) -> Words:
    """In words; the name itself where nobody said more."""
    return MEANINGS.get(name, Words(name, name))
