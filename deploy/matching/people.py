"""Made-up people of a made-up province: names as frequent as real ones, numbers, communes. All by one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

FAMILIES = (
    "Nguyễn 320", "Trần 110", "Lê 95", "Phạm 70", "Hoàng 30", "Huỳnh 21", "Phan 45", "Vũ 22", "Võ 17", "Đặng 21",
    "Bùi 20", "Đỗ 14", "Hồ 13", "Ngô 13", "Dương 10", "Lý 5", "Đào 6", "Đoàn 6", "Vương 3", "Trịnh 6", "Trương 8",
    "Đinh 7", "Lâm 5", "Phùng 4", "Mai 6", "Tô 3", "Hà 5", "Lương 5", "Thạch 2", "Châu 2", "Cao 5", "Tạ 3", "Quách 2",
)  # fmt: skip
WOMEN = (
    "Hương 30", "Lan 26", "Hoa 24", "Hồng 20", "Vân 20", "Thảo 18", "Trang 18", "Linh 18", "Mai 16", "Hạnh 16",
    "Hiền 15",
    "Nga 15", "Phượng 13", "Thủy 15", "Thu 12", "Yến 12", "Loan 12", "Ngọc 14", "Dung 13", "Tuyết 10", "Nhung 10",
    "Oanh 9", "Quyên 7", "Trâm 6", "Châm 3", "Xuân 8", "Sương 5", "Diễm 4", "Giang 6", "Lý 4", "Nguyệt 7", "Thanh 9",
    "Bích 7", "Cúc 6", "Đào 5", "Hằng 14", "Huệ 9", "Kiều 5", "Liên 10", "My 6", "Nhi 7", "Tâm 7", "Uyên 5", "Vy 6",
)  # fmt: skip
MEN = (
    "Hùng 26", "Tuấn 26", "Dũng 20", "Minh 22", "Hải 18", "Long 16", "Nam 18", "Sơn 18", "Thành 18", "Trung 14",
    "Quang 13", "Hưng 12", "Cường 14", "Đức 14", "Tâm 9", "Bình 14", "Phúc 10", "Phước 6", "Lộc 7", "Thắng 12", "Tài 8",
    "Toàn 9", "Tùng 10", "Việt 8", "Vinh 9", "Khánh 7", "Khoa 7", "Kiên 8", "Lâm 7", "Nghĩa 7", "Nhân 6", "Phong 8",
    "Quân 8", "Sang 6", "Thịnh 7", "Tiến 10", "Tín 4", "Trí 6", "Đạt 9", "Giang 5", "Hiếu 9", "Huy 10", "Dân 3",
)  # fmt: skip
MIDDLE_WOMEN = (
    "Thị 52",
    "Thị Hồng 8",
    "Thị Thu 8",
    "Thị Ngọc 7",
    "Thị Thanh 7",
    "Ngọc 6",
    "Thị Kim 6",
    "Thị Bích 4",
    "Thị Mỹ 4",
    "Thu 3",
    "Phương 3",
)
MIDDLE_MEN = (
    "Văn 46",
    "Đức 9",
    "Minh 8",
    "Quang 7",
    "Hữu 6",
    "Xuân 5",
    "Ngọc 5",
    "Đình 5",
    "Thanh 4",
    "Quốc 5",
    "Công 4",
    "Anh 3",
)
COMMUNES = (
    "Hòa Bắc", "Hòa Nam", "Tân Lập", "Tân Sơn", "Phú Lương", "Phú Xuân", "Đông Hưng", "An Bình", "An Thạnh",
    "Vĩnh Trung", "Vĩnh Hòa", "Lạc Dương", "Mỹ Đức", "Thanh Bình", "Thanh Sơn", "Kim Sơn", "Yên Mỹ", "Quảng Phú",
    "Ea Kao", "Sơn Trà", "Cẩm Thượng", "Bình Minh", "Nam Hồng", "Bắc Sơn", "Hương Trà", "Long Thành", "Long Phước",
    "Trà Giang", "Tam Kỳ", "Đại Đồng", "Xuân Hòa", "Phước Tân", "Liên Chiểu", "Lâm Thao", "Khánh Hậu", "Ninh Hải",
    "Diên Khánh", "Sông Cầu", "Hà Sơn", "Đồng Tâm",
)  # fmt: skip
FIRM_WORDS = (
    "An Khang",
    "Phú An",
    "Hồng Phúc",
    "Minh Đức",
    "Thiên Ân",
    "Tâm Việt",
    "Đại Lộc",
    "Hoàng Gia",
    "Sao Mai",
    "Bảo Long",
    "Thanh Xuân",
    "Kim Ngân",
    "Trường Thọ",
    "Vạn Phúc",
    "Nam Dược",
    "Hải Âu",
)
FIRM_KINDS = (
    "Công ty TNHH Dược phẩm",
    "Công ty TNHH Thiết bị y tế",
    "Công ty cổ phần Dược",
    "Phòng khám đa khoa",
    "Nhà thuốc",
    "Hộ kinh doanh",
    "Công ty TNHH Mỹ phẩm",
)
PREFIXES = ("090", "091", "098", "097", "096", "086", "035", "037", "070", "079", "081", "083", "058", "093")


@dataclass(frozen=True, slots=True)
class Person:
    """Who applies; ``phone`` at home spelling (0…)."""

    name: str
    phone: str
    identity: str
    commune: str
    email: str = ""
    woman: bool = False
    firm: bool = False


def drawn(random: Random, weighted: Sequence[str]) -> str:
    """One of ``word weight``, as often as it weighs."""
    pairs = [one.rsplit(" ", 1) for one in weighted]
    return random.choices([word for word, _ in pairs], [int(weight) for _, weight in pairs])[0]


def person(random: Random, name: str = "", commune: str = "") -> Person:
    """Somebody; of this name or in this commune where it is given."""
    woman = random.random() < 0.52
    if not name:
        middle = drawn(random, MIDDLE_WOMEN if woman else MIDDLE_MEN)
        name = f"{drawn(random, FAMILIES)} {middle} {drawn(random, WOMEN if woman else MEN)}"
    email = f"{random.choice('abcdehklmnpqstvx')}{random.randrange(10**6)}@vidu.vn" if random.random() < 0.3 else ""
    return Person(name, phone(random), _identity(random), commune or random.choice(COMMUNES), email, woman)


def firm(random: Random) -> Person:
    """A business."""
    kind, word = random.choice(FIRM_KINDS), random.choice(FIRM_WORDS)
    name = f"{kind} {word}{random.choice(('', '', ' ' + random.choice(FIRM_WORDS)))}"
    tax = f"{random.randrange(10**9, 10**10)}"
    return Person(
        name, phone(random), tax, random.choice(COMMUNES), f"lienhe{random.randrange(10**6)}@vidu.vn", False, True
    )


def phone(random: Random) -> str:
    """A number that nobody has: made up."""
    return f"{random.choice(PREFIXES)}{random.randrange(10**7):07d}"


def _identity(random: Random) -> str:
    return f"0{random.randrange(10**11):011d}"
