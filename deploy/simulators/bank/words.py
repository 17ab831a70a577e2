"""The bank's words in English; Vietnamese is what its page says."""

from __future__ import annotations

WORDS = {
    "Ngân hàng mô phỏng": "Simulated bank",
    "Ngân hàng của bản chạy thử: không có tiền thật, không có gì ra khỏi máy này.":
        "The bank of this trial system: no real money, nothing leaves this machine.",
    "Chuyển tiền theo mã VietQR": "Pay by a VietQR code",
    "Dán nội dung của mã": "Paste what the code says",
    "Đọc mã": "Read the code",
    "Ngân hàng nhận": "Receiving bank",
    "Tài khoản nhận": "Account",
    "Chủ tài khoản": "Holder",
    "Số tiền": "Amount",
    "Nội dung": "Memo",
    "Số tiền khác, để thử chuyển sai": "Another amount, to try a wrong one",
    "Chuyển tiền": "Pay",
    "Không đọc được mã:": "The code cannot be read:",
    "Báo có cho bên nhận": "Telling the receiver",
    "Từ giờ báo": "From now on",
    "Sau bao nhiêu giây": "After how many seconds",
    "Đặt": "Set",
    "Giao dịch gần đây": "Latest transfers",
    "Chưa có giao dịch nào.": "No transfer yet.",
    "Lúc": "At",
    "Giao dịch": "Transaction",
    "Bên nhận trả lời": "The receiver's answer",
    "Báo lại": "Tell again",
    "đang báo": "on its way",
    "Về trang trước": "Back to the system",
    "Bỏ qua": "Skip to the content",
    "Cách báo": "How",
}  # fmt: skip
# mode → Vietnamese, English
MODE_WORDS = {
    "well": ("đúng, một lần", "once and well"),
    "twice": ("hai lần", "twice"),
    "forged": ("chữ ký giả", "with a forged signature"),
    "stale": ("dấu thời gian cũ", "with an old time stamp"),
    "none": ("không báo", "not at all"),
}
CODE_FAULTS = {
    "no CRC at its end": "cuối mã không có số kiểm tra",
    "its CRC is wrong: it was not read whole": "số kiểm tra sai, mã chưa được đọc trọn",
    "its fields do not add up": "các trường không khớp độ dài",
    "not a Vietnamese payment in đồng": "không phải mã trả tiền đồng ở Việt Nam",
    "not a transfer to an account by NAPAS": "không phải chuyển khoản qua NAPAS",
    "no amount": "không có số tiền",
    "no bank and account": "không có ngân hàng và tài khoản",
}
# what the receiver answered → Vietnamese, English
TOLD = {
    "not told": ("không báo", "not told"),
    "paid": ("đã nhận, đủ phí", "taken: the fee is paid"),
    "paid again": ("đã biết từ trước", "known before"),
    "paid_late": ("đã nhận, quá hạn nộp", "taken: paid after its date"),
    "paid_late again": ("đã biết từ trước", "known before"),
    "wrong_amount": ("đã nhận, sai số tiền, sẽ hoàn", "taken: wrong amount, to be returned"),
    "ended": ("đã nhận, hồ sơ đã kết thúc, sẽ hoàn", "taken: the dossier had ended, to be returned"),
    "paid_twice": ("đã nhận, nộp lần hai, sẽ hoàn", "taken: paid a second time, to be returned"),
    "unknown": ("đã nhận, chưa rõ của hồ sơ nào", "taken: nobody's reference"),
    "401": ("từ chối: không tin", "refused: not believed"),
    "409": ("từ chối: khác lần trước", "refused: told otherwise before"),
    "429": ("từ chối: quá nhiều", "refused: too many"),
    "no answer": ("không trả lời, sẽ báo lại", "no answer, told again later"),
}
