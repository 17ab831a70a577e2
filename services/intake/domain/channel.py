"""The ways by which a dossier comes in."""

from __future__ import annotations

from enum import Enum

from services.intake.domain.errors import Words


class Channel(Enum):
    """The way by which a dossier came in."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"
    HOME = "home"
    MOBILE_POINT = "mobile_point"
    AGENCY = "agency"

    @property
    def words(self) -> Words:
        return _CHANNEL_WORDS[self]


_CHANNEL_WORDS = {
    Channel.ONLINE: Words("Trực tuyến", "Online"),
    Channel.COUNTER: Words("Trực tiếp tại quầy", "At the counter"),
    Channel.POST: Words("Bưu chính công ích", "Public post"),
    Channel.HOME: Words("Tại nhà", "At home"),
    Channel.MOBILE_POINT: Words("Điểm tiếp nhận lưu động", "Mobile point"),
    Channel.AGENCY: Words("Liên thông từ cơ quan khác", "From another agency"),
}
