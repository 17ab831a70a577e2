"""What people tell the hotline of: sentences about a procedure, a day, a place, as they would say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from deploy.matching.registry import TODAY
from shared.text import fold

# Not the phrases of data/matching.json word by word: what people say is not what we thought of.
SAID: Mapping[str, Sequence[str]] = {
    "1.012278": (
        "giấy phép hoạt động phòng khám",
        "xin phép mở phòng khám tư",
        "giấy phép cho cơ sở khám bệnh, chữa bệnh",
    ),
    "1.013817": ("đăng ký hành nghề công tác xã hội", "chứng chỉ hành nghề công tác xã hội"),
    "1.014027": ("trợ cấp hưu trí xã hội", "tiền trợ cấp hưu trí hằng tháng", "trợ cấp người già"),
    "1.001699": ("xác định mức độ khuyết tật", "làm giấy xác nhận khuyết tật"),
    "1.001653": ("cấp lại giấy xác nhận khuyết tật", "đổi giấy khuyết tật bị mất"),
    "2.001088": ("hỗ trợ sinh con đúng chính sách", "tiền hỗ trợ phụ nữ sinh con"),
    "1.014076": ("giấy chứng nhận đủ điều kiện kinh doanh dược", "giấy phép mở nhà thuốc"),
    "1.014104": ("cấp lại giấy đủ điều kiện kinh doanh dược",),
    "1.014101": ("điều chỉnh chứng chỉ hành nghề dược", "sửa tên trong chứng chỉ hành nghề dược"),
    "1.013855": ("giấy an toàn thực phẩm cho quán ăn", "chứng nhận đủ điều kiện an toàn thực phẩm"),
    "1.002483": ("xác nhận nội dung quảng cáo mỹ phẩm",),
    "1.009566": ("giấy chứng nhận lưu hành tự do mỹ phẩm xuất khẩu",),
    "1.014140": ("thanh toán trực tiếp bảo hiểm y tế", "tiền khám chữa bệnh bảo hiểm y tế"),
    "2.000286": ("xin cho mẹ vào trung tâm bảo trợ xã hội", "tiếp nhận đối tượng bảo trợ xã hội vào cơ sở trợ giúp"),
}
_COMPLAINTS = (
    "Đến nay vẫn chưa có kết quả.", "Đi lại ba lần rồi mà chưa xong.", "Gọi hỏi mãi không ai trả lời.",
    "Cô ở quầy bảo thiếu giấy mà trước đó không nói.", "Tôi muốn biết ngày nào lấy được.", "Cán bộ nói năng khó nghe.",
    "Bảo chờ thêm mà không nói bao lâu.", "Nhà xa, đi lại tốn kém lắm.", "Hẹn rồi lại hẹn, mong xem giúp.",
)  # fmt: skip
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu")


def procedure_words(random: Random, code: str, names: Mapping[str, str]) -> str:
    """As somebody calls it: by a common phrase, or by the first part of its name."""
    said = SAID.get(code)
    if said and random.random() < 0.8:
        return random.choice(said)
    words = names[code].split()
    return " ".join(words[: random.randrange(6, 12)]).rstrip(",").lower()


def day_words(random: Random, day: date) -> str:
    """A day as it is told, today being the day of the petition."""
    apart = (TODAY - day).days
    monday = TODAY - timedelta(days=TODAY.weekday())
    ways = [f"ngày {day.day}/{day.month}", f"hôm {day:%d/%m/%Y}", f"ngày {day.day} tháng {day.month}"]
    if timedelta(0) < monday - day <= timedelta(days=7) and day.weekday() < 5:
        ways += [f"hôm {_WEEKDAYS[day.weekday()].lower()} tuần trước"] * 2
    if apart <= 9:
        ways.append(f"cách đây {apart} ngày")
    return random.choice(ways)


def story(
    random: Random,
    *,
    procedure: str = "",
    filed: str = "",
    due: str = "",
    place: str = "",
    who: str = "",
    more: str = "",
) -> str:
    """Some sentences in a person's own words."""
    what = f"hồ sơ {procedure}" if procedure else "hồ sơ"
    begin = who or random.choice(("Tôi", "Tôi có", "Cháu"))
    first = f"{begin} nộp {what}{f' {filed}' if filed else ''}{f', ở {place}' if place else ''}."
    parts = [first, more, f"Giấy hẹn trả {due}." if due else "", random.choice(_COMPLAINTS)]
    return " ".join(one for one in parts if one)


def as_sms(random: Random, text: str) -> str:
    """As it is typed on a small keyboard."""
    text = fold(text) if random.random() < 0.75 else text.lower()
    return text.replace("khong", "ko").replace("duoc", "dc") if random.random() < 0.5 else text
