"""Why a message of an agency is not taken: a stable word for programs, and what its people are told."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """The stable words; an agency's program may act by them."""

    NOT_CHECKED = "not_checked"
    WRONG_SENDER = "wrong_sender"
    WRONG_ROUTING_KEY = "wrong_routing_key"
    NOT_SIGNED = "not_signed"
    BAD_SIGNATURE = "bad_signature"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    BAD_DATA = "bad_data"
    UNKNOWN_TASK = "unknown_task"
    TASK_RECALLED = "task_recalled"
    NOT_POSSIBLE = "not_possible"
    OUT_OF_ORDER = "out_of_order"
    REPLAYED = "replayed"
    ID_REUSED = "id_reused"
    NOT_TAKEN = "not_taken"


# Vietnamese, English: what was wrong and what to do about it.
WORDS: dict[Reason, tuple[str, str]] = {
    Reason.NOT_CHECKED: (
        "Thông điệp không ghi user_id nên chưa biết chắc ai gửi. Ghi user_id là tên kết nối rồi gửi lại.",
        "The message has no user_id, so nobody checked who sent it. Set user_id to the name you connect with and send "
        "it again.",
    ),
    Reason.WRONG_SENDER: (
        "Người gửi không khớp với cơ quan ghi trong thông điệp. Xem lại source, khóa định tuyến và user_id.",
        "The sender is not the agency that the message names. Look at source, routing key and user_id.",
    ),
    Reason.WRONG_ROUTING_KEY: (
        "Khóa định tuyến không khớp với loại thông điệp. Đặt khóa là <mã cơ quan>.<loại> rồi gửi lại.",
        "The routing key does not fit the message's type. Use <agency key>.<type> and send it again.",
    ),
    Reason.NOT_SIGNED: (
        "Thông điệp chưa ký. Ký phần thân, đặt chữ ký vào tiêu đề jws rồi gửi lại bằng mã mới.",
        "The message is not signed. Sign its body, put the signature into the header jws and send it under a new id.",
    ),
    Reason.BAD_SIGNATURE: (
        "Chữ ký không khớp với nội dung hoặc với khóa đã đăng ký. Ký lại rồi gửi bằng mã mới.",
        "The signature fits neither the content nor a key of yours that is known here. Sign it anew and send it under "
        "a new id.",
    ),
    Reason.UNREADABLE: (
        "Không đọc được thông điệp. Thân phải là một CloudEvents 1.0 dạng JSON, mã hóa UTF-8.",
        "The message cannot be read. Its body must be a CloudEvents 1.0 JSON object in UTF-8.",
    ),
    Reason.TOO_LARGE: (
        "Thông điệp quá lớn. Gửi tệp lớn qua đường dẫn tải lên ghi trong việc được giao.",
        "The message is too large. Send large files by the upload link of the task.",
    ),
    Reason.UNKNOWN_TYPE: (
        "Loại thông điệp này không có trong hợp đồng trao đổi. Xem lại type.",
        "This type of message is not part of the contract. Look at type.",
    ),
    Reason.BAD_DATA: (
        "Dữ liệu không đúng hợp đồng. Chỗ sai ghi ở details; sửa rồi gửi bằng mã mới.",
        "The data is not as the contract has it. details names the place; mend it and send it under a new id.",
    ),
    Reason.UNKNOWN_TASK: (
        "Cơ quan không có việc này. Xem lại task_id và subject.",
        "You have no such task. Look at task_id and subject.",
    ),
    Reason.TASK_RECALLED: (
        "Việc này đã được thu hồi. Không cần làm gì thêm.",
        "This task was taken back. Nothing more is wanted of you.",
    ),
    Reason.NOT_POSSIBLE: (
        "Việc này không còn nhận được trả lời như vậy. Lý do ghi ở details.",
        "The task cannot be answered so any more. details says why.",
    ),
    Reason.OUT_OF_ORDER: (
        "Trả lời này phải đi sau một trả lời khác chưa tới. Gửi đủ theo thứ tự rồi gửi lại bằng mã mới.",
        "This answer comes after another one that never arrived. Send all in order, this one under a new id.",
    ),
    Reason.REPLAYED: (
        "Thông điệp này đã nhận từ trước. Thông điệp cũ gửi lại không có hiệu lực.",
        "This message was taken long ago. An old message that comes again has no effect.",
    ),
    Reason.ID_REUSED: (
        "Mã thông điệp này đã dùng cho nội dung khác. Gửi lại bằng mã mới.",
        "This message id was used for something else before. Send it again under a new id.",
    ),
    Reason.NOT_TAKEN: (
        "Trung tâm chưa xử lý được thông điệp này và sẽ xem lại. Cơ quan không cần gửi lại.",
        "The centre could not take this message and will look into it. You need not send it again.",
    ),
}
