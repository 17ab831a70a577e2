"""The screens' words in English; Vietnamese is what the templates say."""

from __future__ import annotations

WORDS = {
    "Thế giới bên ngoài": "The world outside",
    "Điện thoại và hộp thư của người dân trong bản chạy thử. Không có gì ra khỏi máy này.":
        "A citizen's phone and mailbox of this trial system. Nothing leaves this machine.",
    "Điện thoại": "Phone",
    "Hộp thư": "Mailbox",
    "Chọn số điện thoại": "Choose a phone number",
    "Chọn hộp thư": "Choose a mailbox",
    "Xem": "Show",
    "Chưa có tin nhắn nào. Nộp một hồ sơ có số điện thoại, tin sẽ hiện ở đây.":
        "No message yet. File a dossier with a phone number, and it shows here.",
    "Cổng tin nhắn đang tắt.": "The SMS gateway is away.",
    "Chưa có thư nào. Nộp một hồ sơ có thư điện tử, thư sẽ hiện ở đây.":
        "No letter yet. File a dossier with an email address, and it shows here.",
    "phần": "parts",
    "Đã gửi lại, chỉ nhận một lần": "Sent again, received once",
    "Dừng tự làm mới": "Stop refreshing",
    "Tự làm mới": "Refresh by itself",
    "Trang này tự làm mới sau mỗi 4 giây.": "This page refreshes every 4 seconds.",
    "Công tắc sự cố": "Fault switches",
    "Về điện thoại và hộp thư": "Back to phone and mailbox",
    "Người gửi": "From",
    "Người nhận": "To",
    "Lúc": "At",
    "bản": "copies",
    "Cổng tin nhắn": "SMS gateway",
    "Máy chủ thư": "Mail server",
    "Cho nhà cung cấp hỏng có chủ ý, để thấy hệ thống tự đứng dậy.":
        "Break the providers on purpose, to see the system get up again.",
    "Các yêu cầu sắp tới được trả lời": "The next requests are answered",
    "Số yêu cầu": "Number of requests",
    "Chờ bao nhiêu giây (với trả lời chậm, im lặng)": "Seconds to wait (for slow and silent)",
    "Vẫn nhận tin trước khi hỏng": "Take the message first, then fail",
    "Giấy báo phát": "Delivery receipts",
    "Đặt": "Set",
    "Đang đặt": "Now",
    "Bỏ qua": "Skip to the content",
    "Một cửa": "Một cửa",
    "Trang đầu": "Front page",
}  # fmt: skip
# value → Vietnamese, English
ANSWERS_SMS = {
    "well": ("bình thường", "well"),
    "400": ("400, từ chối hẳn", "400, refused for good"),
    "429": ("429, quá nhiều", "429, too many"),
    "500": ("500, lỗi giữa chừng", "500, broke at work"),
    "503": ("503, đang bận", "503, busy"),
    "nothing": ("cắt kết nối, không trả lời", "cut off without an answer"),
    "silent": ("im lặng", "silent"),
    "slow": ("chậm", "slow"),
    "garbage": ("chữ vô nghĩa", "garbage"),
    "code_103": ("mã 103, hết tiền", "code 103, no money left"),
    "code_108": ("mã 108, số sai", "code 108, bad number"),
}
ANSWERS_MAIL = {
    "well": ("bình thường", "well"),
    "451": ("451, tạm từ chối", "451, refused for now"),
    "452": ("452, hộp thư đầy", "452, mailbox full"),
    "550": ("550, không có người này", "550, nobody of this name"),
    "nothing": ("cắt kết nối, không trả lời", "cut off without an answer"),
    "silent": ("im lặng", "silent"),
    "slow": ("chậm", "slow"),
}
RECEIPTS = {
    "delivered": ("đã đến máy", "delivered"),
    "failed": ("không đến được", "failed"),
    "none": ("không báo", "none"),
    "lost": ("mất tin, không báo", "lost, none"),
    "twice": ("báo hai lần", "told twice"),
    "forged": ("chữ ký giả", "forged signature"),
}
