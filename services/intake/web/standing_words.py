"""How a dossier stands, told as a person would: the sentence, the tag, the time left, what you do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.progress import Outcome
from services.intake.domain.returning import Returned, ReturnMethod
from services.intake.domain.standing import Lateness, Standing
from services.intake.domain.status import Status
from services.intake.web.address_terms import you
from services.intake.web.way_words import Holder, PartLine, Step, holder_of, part_lines, steps_of
from shared.ui import display, words
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class StandingWords:
    """``tag_kind`` and ``tag`` for the tag; ``sentence`` as heading; ``left`` beside the due date, if a clock runs."""

    tag_kind: str
    tag: str
    sentence: str
    left: str | None
    late: bool
    apology: str = ""
    whose_task: str = ""
    task: str = ""
    task_text: str = ""
    bring: tuple[tuple[str, str], ...] = ()
    holder: Holder | None = None
    steps: tuple[Step, ...] = field(default=())
    parts: tuple[PartLine, ...] = field(default=())

    @classmethod
    def public(cls, status: Status, due_at: datetime | None, standing: Standing) -> StandingWords:
        """What anybody with code and phone digits may read."""
        kind, tag = _tag(status, standing)
        return cls(
            kind,
            tag,
            _sentence(status, None),
            _left(due_at, standing),
            standing.lateness is Lateness.LATE,
            _apology(standing),
        )

    @classmethod
    def own(cls, dossier: Dossier, standing: Standing, now: datetime, unit: str) -> StandingWords:
        """What the holder of the personal link may read."""
        kind, tag = _tag(dossier.status, standing)
        task, text = _money_back(dossier) or _task(dossier, now)
        person = you(dossier.applicant, now.date())
        granted = dossier.decision.outcome is Outcome.GRANTED if dossier.decision else None
        return cls(
            kind,
            tag,
            _sentence(dossier.status, granted),
            _left(dossier.due_at, standing),
            standing.lateness is Lateness.LATE,
            _apology(standing),
            _("Việc của %(person)s", person=person),
            task,
            text,
            _bring(dossier),
            holder_of(dossier, unit, now),
            steps_of(dossier, unit, now),
            part_lines(dossier, now),
        )


def _tag(status: Status, standing: Standing) -> tuple[str, str]:
    if standing.lateness is Lateness.LATE and standing.left is not None:
        return "late", words.time_left_roughly(standing.left, display.language())
    if standing.lateness is Lateness.TODAY:
        return "today", _("Hết hạn hôm nay")
    if status is Status.FILED:
        return "new", _("Đã nộp, chờ tiếp nhận")
    if standing.lateness in (Lateness.SOON, Lateness.IN_TIME):
        return "done", _("Đang làm, đúng hẹn")
    if status in (Status.DONE, Status.RETURNED):
        if standing.met is False:
            return "done", _("Đã xong, trễ hẹn")
        return "done", _("Đã xong, đúng hẹn") if standing.met else _("Đã xong")
    if status in (Status.REFUSED, Status.WITHDRAWN, Status.STOPPED):
        return "in_time", _("Đã kết thúc")
    if standing.lateness is Lateness.PAUSED:
        return "paused", _("Tạm dừng")
    return "paused", status.words.in_language(display.language())


def _sentence(status: Status, granted: bool | None) -> str:
    if status is Status.DONE and granted is False:
        return _("Đã có văn bản trả lời: hồ sơ không được chấp thuận")
    told = {
        Status.FILED: _("Hồ sơ đã nộp, đang chờ tiếp nhận"),
        Status.ACCEPTED: _("Hồ sơ đã được tiếp nhận"),
        Status.IN_PROGRESS: _("Hồ sơ đang được giải quyết"),
        Status.REFUSED: _("Hồ sơ không được tiếp nhận"),
        Status.SUPPLEMENT_ASKED: _("Hồ sơ đang chờ bổ sung giấy tờ"),
        Status.PAYMENT_ASKED: _("Hồ sơ đang chờ nộp phí"),
        Status.STOPPED: _("Hồ sơ đã dừng giải quyết"),
        Status.WITHDRAWN: _("Hồ sơ đã được rút"),
        Status.DONE: _("Hồ sơ đã có kết quả"),
        Status.RETURNED: _("Đã trả kết quả"),
    }
    return told.get(status) or status.words.in_language(display.language())


def _left(due_at: datetime | None, standing: Standing) -> str | None:
    if due_at is None or standing.left is None:
        return None
    return words.time_left_roughly(standing.left, display.language())


def _apology(standing: Standing) -> str:
    if standing.lateness is not Lateness.LATE or standing.left is None:
        return ""
    late = words.time_left_roughly(standing.left, display.language())
    return _("Hồ sơ %(late)s. Chúng tôi xin lỗi.", late=late[:1].lower() + late[1:])


def _task(dossier: Dossier, now: datetime) -> tuple[str, str]:
    tongue = display.language()
    if dossier.status is Status.FILED:
        return (
            _("Bây giờ chưa phải làm gì"),
            _("Bộ phận Một cửa xem giấy tờ rồi hẹn ngày trả kết quả. Ngày hẹn hiện trên trang này."),
        )
    if dossier.owed and not dossier.asked:
        return _owed(dossier.owed, dossier.status, now)
    if dossier.status is Status.DONE:
        return {
            ReturnMethod.COUNTER: (
                _("Mời đến nhận kết quả"),
                _("Kết quả đang ở quầy của Bộ phận Một cửa, nhận trong giờ làm việc."),
            ),
            ReturnMethod.POST: (
                _("Chờ bưu tá mang kết quả đến"),
                _("Kết quả được gửi qua bưu chính công ích đến địa chỉ đã ghi trong hồ sơ."),
            ),
            ReturnMethod.ELECTRONIC: (
                _("Chờ nhận bản điện tử"),
                _("Kết quả được gửi bản điện tử theo thông tin liên hệ trong hồ sơ."),
            ),
        }[dossier.return_method]
    if dossier.asked:
        return _("Bổ sung giấy tờ"), ""
    if dossier.refusal:
        return (
            _("Xem lý do, rồi nộp lại nếu muốn"),
            _("Có thể nộp hồ sơ mới bất cứ lúc nào. Chưa rõ điều gì thì gọi, chúng tôi giải thích."),
        )
    if dossier.stopped:
        return (
            _("Xem lý do, rồi nộp lại nếu muốn"),
            _("Giấy tờ đã nộp được trả lại tại quầy. Có thể nộp hồ sơ mới bất cứ lúc nào."),
        )
    if dossier.withdrawal:
        when = words.day_near(dossier.withdrawal.withdrawn_at, now, tongue)
        return _("Không còn việc gì"), _("Hồ sơ đã rút %(when)s. Muốn làm tiếp thì nộp hồ sơ mới.", when=when)
    if dossier.returned:
        when = words.day_near(dossier.returned.returned_at, now, tongue)
        if dossier.returned.tracking_number:
            return _posted(dossier.returned, now)
        how = dossier.returned.method.words.in_language(tongue)
        return _("Không còn việc gì"), _("Kết quả đã trả %(when)s. Cách trả: %(how)s.", when=when, how=how.lower())
    how = {
        ReturnMethod.COUNTER: _("Khi có kết quả, nhận tại quầy của Bộ phận Một cửa. Trang này báo ngay khi có."),
        ReturnMethod.POST: _("Khi có kết quả, bưu chính công ích mang đến địa chỉ trong hồ sơ."),
        ReturnMethod.ELECTRONIC: _("Khi có kết quả, bản điện tử được gửi theo thông tin liên hệ trong hồ sơ."),
    }[dossier.return_method]
    return _("Bây giờ chưa phải làm gì"), how


def _money_back(dossier: Dossier) -> tuple[str, str] | None:
    """Once it has ended, money to be fetched is all that is left to do."""
    if not dossier.status.is_closed or not dossier.refunds_due:
        return None
    back = sum(one.amount for one in dossier.refunds_due)
    return (
        _("Nhận lại %(amount)s", amount=words.money(back, display.language())),
        _("Mang căn cước đến quầy nhận tiền mặt, hoặc gọi để nhận qua tài khoản."),
    )


def _owed(duty: PaymentDuty, status: Status, now: datetime) -> tuple[str, str]:
    tongue = display.language()
    amount = words.money(duty.amount, tongue)
    if status is Status.DONE:
        return _("Nộp %(amount)s, rồi nhận kết quả", amount=amount), _("Nộp tại quầy, nhận biên lai ngay.")
    until = words.moment(duty.pay_by, now, tongue)
    where = _("Nộp tại quầy chậm nhất %(when)s, nhận biên lai ngay.", when=until)
    return _("Nộp %(amount)s", amount=amount), f"{where} {_('Trong lúc chờ nộp phí, thời gian giải quyết tạm dừng.')}"


def _posted(sent: Returned, now: datetime) -> tuple[str, str]:
    tongue = display.language()
    if sent.delivered_at:
        when = words.day_near(sent.delivered_at, now, tongue)
        return _("Không còn việc gì"), _("Bưu chính đã phát kết quả %(when)s.", when=when)
    when = words.day_near(sent.returned_at, now, tongue)
    told = _("Kết quả gửi %(when)s, số hiệu bưu gửi %(number)s.", when=when, number=sent.tracking_number)
    return _("Chờ bưu tá mang kết quả đến"), told


def _bring(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    waits = dossier.status in (Status.FILED, Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED)
    if dossier.return_method is not ReturnMethod.COUNTER or waits or dossier.status.is_closed:
        return ()
    return (
        ("card", _("Khi đến, mang theo căn cước")),
        ("paper", _("Mã hồ sơ hoặc giấy hẹn, bản giấy hay ảnh chụp đều được")),
    )
