"""What petitions are and are about: the law tells four kinds apart, and two of them are none of the hotline's."""

from __future__ import annotations

from enum import Enum

from services.hotline.domain.errors import Words


class Kind(Enum):
    """Feedback and proposals are answered here. A complaint challenges a decision or act that touches one's own
    rights, a denunciation reports somebody's violation: both have their own path by law and are never closed here."""

    FEEDBACK = "feedback"  # phản ánh
    PROPOSAL = "proposal"  # kiến nghị
    COMPLAINT = "complaint"  # khiếu nại
    DENUNCIATION = "denunciation"  # tố cáo

    @property
    def has_its_own_path(self) -> bool:
        """Whether the law has another path for it."""
        return self in (Kind.COMPLAINT, Kind.DENUNCIATION)

    @property
    def words(self) -> Words:
        return _KINDS[self]


class Topic(Enum):
    """What it is about: what time limits, the choice of an officer and the leaders' attention follow."""

    LATENESS = "lateness"
    BEHAVIOUR = "behaviour"
    LOST_PAPERS = "lost_papers"
    UNCLEAR_GUIDANCE = "unclear_guidance"
    EXTRA_PAPERS = "extra_papers"
    FEES = "fees"
    REPEATED_MEETINGS = "repeated_meetings"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _TOPICS[self]


class Channel(Enum):
    """How it came."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    SMS = "sms"
    EMAIL = "email"
    OPEN311 = "open311"  # by another service's application

    @property
    def words(self) -> Words:
        return _CHANNELS[self]


_KINDS = {
    Kind.FEEDBACK: Words("Phản ánh", "Feedback"),
    Kind.PROPOSAL: Words("Kiến nghị", "Proposal"),
    Kind.COMPLAINT: Words("Khiếu nại", "Formal complaint"),
    Kind.DENUNCIATION: Words("Tố cáo", "Denunciation"),
}
_TOPICS = {
    Topic.LATENESS: Words("Hồ sơ trễ hẹn", "A late dossier"),
    Topic.BEHAVIOUR: Words("Thái độ, cách làm việc của cán bộ", "An officer's attitude or conduct"),
    Topic.LOST_PAPERS: Words("Giấy tờ bị thất lạc", "Lost papers"),
    Topic.UNCLEAR_GUIDANCE: Words("Hướng dẫn không rõ", "Unclear guidance"),
    Topic.EXTRA_PAPERS: Words("Bị đòi thêm giấy tờ", "Extra papers were asked for"),
    Topic.FEES: Words("Phí, lệ phí", "Fees"),
    Topic.REPEATED_MEETINGS: Words("Phải đi lại, làm việc nhiều lần", "Sent back and forth, repeated meetings"),
    Topic.OTHER: Words("Việc khác", "Something else"),
}
_CHANNELS = {
    Channel.WEB: Words("Qua mạng", "Online"),
    Channel.PHONE: Words("Qua điện thoại", "By phone"),
    Channel.COUNTER: Words("Tại quầy", "At the counter"),
    Channel.SMS: Words("Qua tin nhắn", "By SMS"),
    Channel.EMAIL: Words("Qua thư điện tử", "By email"),
    Channel.OPEN311: Words("Qua ứng dụng khác", "By another application"),
}
