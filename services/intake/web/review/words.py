"""Reviews in words: how one stands, what is to be done next, what a line of the findings says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.intake.domain.review.findings import FindingKind, Line, Overall
from services.intake.domain.review.proposal import ProposalKind
from services.intake.domain.review.report import Share
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.web.parts import Parts
from shared.ui import display, words
from shared.ui.texts import gettext as _
from shared.ui.texts import ngettext

SOON = timedelta(days=7)
KINDS = {
    ReviewState.PROPOSED: "ready",
    ReviewState.SUBMITTED: "paused",
    ReviewState.APPROVED: "new",
    ReviewState.DECLINED: "paused",
    ReviewState.CARRIED_OUT: "new",
    ReviewState.POSTED: "done",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """``kind`` is the style's name; colour, word and icon go together."""

    kind: str
    text: str


def tag_of(review: ProcedureReview, today: date) -> Tag:
    """Days left until a proposal is due, or by how many the plan is late; once there is one, where it stands."""
    if not review.is_open:
        return Tag(KINDS[review.state], review.state.words.in_language(display.language()))
    left = (review.due_on - today).days
    if left < 0:
        return Tag("late", ngettext("Trễ kế hoạch %(num)s ngày", "Trễ kế hoạch %(num)s ngày", -left))
    if left == 0:
        return Tag("today", _("Hạn kiến nghị hôm nay"))
    told = ngettext("Còn %(num)s ngày", "Còn %(num)s ngày", left)
    return Tag("soon" if review.due_on <= today + SOON else "in_time", told)


def percent(share: Share) -> str:
    """``56,3 %``; nothing of nothing."""
    if share.percent is None:
        return ""
    told = f"{share.percent:g}"
    return f"{told.replace('.', ',')} %" if display.language() == "vi" else f"{told}%"


def part(share: Share) -> str:
    """As reports say it: ``76/135``."""
    tongue = display.language()
    return f"{words.number(share.count, tongue)}/{words.number(share.of, tongue)}"


def overall_words(overall: Overall) -> list[str]:
    """The figures in sentences, as reports tell them."""
    tongue = display.language()

    def number(count: int) -> str:
        return words.number(count, tongue)

    if not overall.received:
        told = [_("Không có hồ sơ nào nộp trong kỳ này.")]
    else:
        told = [
            _(
                "Nhận %(received)s hồ sơ, đã giải quyết %(done)s, đúng hạn %(in_time)s%(share)s.",
                received=number(overall.received),
                done=number(overall.done),
                in_time=number(overall.in_time),
                share=_share(Share(overall.in_time, overall.done)),
            ),
            _(
                "Đang giải quyết %(open)s, trong đó %(late)s đã quá hạn.",
                open=number(overall.open),
                late=number(overall.open_late),
            ),
            _(
                "Nộp trực tuyến %(online)s%(share)s; yêu cầu bổ sung %(asked)s.",
                online=number(overall.online),
                share=_share(Share(overall.online, overall.received)),
                asked=number(overall.asked),
            ),
        ]
        if overall.refused or overall.denied or overall.withdrawn or overall.stopped:
            told.append(
                _(
                    "Từ chối tiếp nhận %(refused)s, không chấp thuận %(denied)s, "
                    "công dân rút %(withdrawn)s, dừng %(stopped)s.",
                    refused=number(overall.refused),
                    denied=number(overall.denied),
                    withdrawn=number(overall.withdrawn),
                    stopped=number(overall.stopped),
                )
            )
    if overall.typical_minutes is not None:
        length = words.length(timedelta(minutes=overall.typical_minutes), tongue)
        told.append(_("Một nửa số hồ sơ xong trong %(length)s làm việc.", length=length))
    if overall.from_agencies:
        told.append(_("%(count)s hồ sơ do cơ quan khác chuyển đến, đếm ở nơi đó.", count=number(overall.from_agencies)))
    return told


def _share(share: Share) -> str:
    told = percent(share)
    return f" ({told})" if told else ""


def line_words(line: Line) -> str:
    """What the line's figures say besides count and share."""
    figures, tongue = line.figures, display.language()

    def length(name: str) -> str:
        return words.length(timedelta(minutes=figures[name]), tongue)

    told: list[str] = []
    if line.kind is FindingKind.LATE_STEPS and "typical" in figures:
        told.append(
            _("thường trễ %(typical)s, lâu nhất %(longest)s", typical=length("typical"), longest=length("longest"))
        )
        if figures.get("open"):
            told.append(_("%(count)s đang trễ", count=words.number(figures["open"], tongue)))
    elif line.kind is FindingKind.PAPERS_TWICE:
        told.append(ngettext("%(num)s lần yêu cầu", "%(num)s lần yêu cầu", figures.get("times", 0)))
    elif line.kind is FindingKind.REFUSALS:
        told += [_("%(count)s ở Bộ phận Một cửa", count=figures["at_desk"])] if figures.get("at_desk") else []
        told += [_("%(count)s khi giải quyết", count=figures["by_agency"])] if figures.get("by_agency") else []
    elif line.kind is FindingKind.PETITIONS:
        told.append(_("đã trả lời %(count)s", count=words.number(figures.get("answered", 0), tongue)))
        if figures.get("answered_late"):
            told.append(_("trả lời trễ %(count)s", count=words.number(figures["answered_late"], tongue)))
    return ", ".join(told)


def of_words(kind: FindingKind) -> str:
    """What the share of a line is of."""
    return {
        FindingKind.LATE_STEPS: _("Số hồ sơ đã qua bước này"),
        FindingKind.PAPERS_TWICE: _("Số hồ sơ bị yêu cầu bổ sung"),
        FindingKind.REFUSALS: _("Số hồ sơ bị từ chối, không chấp thuận"),
        FindingKind.PETITIONS: _("Số phản ánh, kiến nghị"),
    }[kind]


def nothing_found(kind: FindingKind) -> str:
    """What an empty finding says: that it was looked for."""
    return {
        FindingKind.LATE_STEPS: _("Không bước nào trễ."),
        FindingKind.PAPERS_TWICE: _("Không giấy tờ nào bị yêu cầu thừa."),
        FindingKind.REFUSALS: _("Không hồ sơ nào bị từ chối."),
        FindingKind.PETITIONS: _("Không có phản ánh, kiến nghị gắn với hồ sơ của thủ tục này."),
    }[kind]


def next_words(review: ProcedureReview) -> str:
    """What is to be done now, in one sentence."""
    return {
        ReviewState.PLANNED: _("Tính số liệu của thủ tục trong kỳ, rồi kiến nghị."),
        ReviewState.EXAMINING: _("Máy đang đọc từng hồ sơ trong kỳ."),
        ReviewState.EXAMINED: _("Xem số liệu, rồi kiến nghị phương án."),
        ReviewState.PROPOSED: _("Lãnh đạo xem kiến nghị và quyết định."),
        ReviewState.SUBMITTED: _("Chờ nơi có thẩm quyền trả lời, rồi ghi lại."),
        ReviewState.APPROVED: _("Thực hiện, rồi ghi kết quả."),
        ReviewState.DECLINED: _("Công khai kết luận."),
        ReviewState.CARRIED_OUT: _("Công khai kết quả."),
        ReviewState.POSTED: _("Không còn việc."),
    }[review.state]


def measures_words(review: ProcedureReview) -> str:
    """The proposal's measures, in one line."""
    if review.proposal is None:
        return ""
    return "; ".join(one.kind.words.in_language(display.language()) for one in review.proposal.measures)


def person(parts: Parts, who: str) -> str:
    """The name of an account (``staff:reception``); what is no account is told as it stands."""
    name = who.removeprefix("staff:")
    if name == "service:intake":
        return _("hệ thống")
    account = parts.ports.accounts.find(name)
    return account.display_name.in_language(display.language()) if account else name


def people(parts: Parts, names: Iterable[str]) -> dict[str, str]:
    """Each name once, with what it is shown as."""
    return {one: person(parts, one) for one in dict.fromkeys(names)}


def kind_hint(kind: ProposalKind) -> str:
    """What goes with the measure, for whoever chooses it."""
    return {
        ProposalKind.CUT: _("Thủ tục không còn cần: bãi bỏ."),
        ProposalKind.CUT_PAPERS: _("Bỏ bớt giấy tờ phải nộp."),
        ProposalKind.SHORTEN: _("Hẹn ngày trả sớm hơn bây giờ."),
        ProposalKind.MERGE: _("Làm một lần với thủ tục khác."),
        ProposalKind.CHANGE_ROUTE: _("Đổi cơ quan, hoặc thứ tự các cơ quan."),
        ProposalKind.HAND_DOWN: _("Chuyển cho cấp gần dân hơn."),
        ProposalKind.ONLINE: _("Nộp, trả phí và nhận kết quả qua mạng."),
        ProposalKind.KEEP: _("Số liệu không cho thấy việc phải sửa."),
    }[kind]
