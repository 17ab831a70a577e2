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
    """What it is about, as far as time limits and the leaders' attention need it (lateness and attitude are named)."""

    LATENESS = "lateness"
    BEHAVIOUR = "behaviour"
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
    Topic.LATENESS: Words("Hồ sơ trễ, đi lại nhiều lần", "Lateness, being sent back and forth"),
    Topic.BEHAVIOUR: Words("Thái độ, cách làm việc của cán bộ", "An officer's attitude or conduct"),
    Topic.OTHER: Words("Việc khác", "Something else"),
}
_CHANNELS = {
    Channel.WEB: Words("Qua mạng", "Online"),
    Channel.PHONE: Words("Qua điện thoại", "By phone"),
    Channel.COUNTER: Words("Tại quầy", "At the counter"),
    Channel.SMS: Words("Qua tin nhắn", "By SMS"),
    Channel.EMAIL: Words("Qua thư điện tử", "By email"),
}
