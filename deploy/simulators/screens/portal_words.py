"""The national portal's screen in English; Vietnamese is what the templates say."""

from __future__ import annotations

PORTAL_WORDS = {
    "Cổng Dịch vụ công quốc gia": "National public service portal",
    "Cổng mô phỏng: giữ những gì hệ thống đã gửi, từ chối những gì sai quy định.":
        "A simulated portal: it holds what it was told, and refuses what breaks its rules.",
    "Cổng Quốc gia": "National portal",
    "Cổng đang tắt.": "The portal is away.",
    "Hồ sơ đã nhận": "Dossiers taken",
    "Chưa nhận hồ sơ nào. Nộp một hồ sơ, nó sẽ hiện ở đây sau vài giây.":
        "No dossier yet. File one, and it shows here within seconds.",
    "Hồ sơ": "Dossier",
    "Trạng thái": "Status",
    "Tiến độ": "Progress",
    "dòng": "rows",
    "Nhận lúc": "Taken",
    "Đã từ chối": "Refused",
    "Dịch vụ": "Service",
    "Vì sao": "Why",
    "Chưa từ chối gì.": "Nothing refused yet.",
    "Bắt cổng từ chối, chậm hoặc vắng mặt": "Make the portal refuse, delay or be away",
    "Về Cổng Quốc gia": "Back to the national portal",
    "Dữ liệu của hồ sơ": "The dossier's data",
    "Trường": "Field",
    "Giá trị": "Value",
    "Ai, ở đâu": "Who, where",
    "Việc": "What",
    "Vẫn nhận trước khi hỏng": "Take it first, then fail",
    "Các trạng thái đã qua": "Statuses that it went through",
}  # fmt: skip
# value → Vietnamese, English
PORTAL_ANSWERS = {
    "well": ("bình thường", "well"),
    "refuse": ("từ chối", "refuse"),
    "slow": ("chậm", "slow"),
    "silent": ("im lặng", "silent"),
    "nothing": ("cắt kết nối, không trả lời", "cut off without an answer"),
    "503": ("503, đang bảo trì", "503, under maintenance"),
    "garbage": ("chữ vô nghĩa", "garbage"),
}
STATUS_WORDS = {
    "1": ("mới đăng ký", "filed"),
    "2": ("được tiếp nhận", "accepted"),
    "3": ("không được tiếp nhận", "not accepted"),
    "4": ("đang xử lý", "in progress"),
    "5": ("yêu cầu bổ sung", "further papers asked for"),
    "6": ("yêu cầu nghĩa vụ tài chính", "payment asked for"),
    "7": ("công dân rút", "withdrawn"),
    "8": ("dừng xử lý", "stopped"),
    "9": ("đã xử lý xong", "done"),
    "10": ("đã trả kết quả", "result returned"),
}
