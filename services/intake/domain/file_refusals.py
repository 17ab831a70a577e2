"""Why a file is not taken, each reason under its own name, with what to do about it."""

from __future__ import annotations

from services.intake.domain.errors import Words
from services.intake.domain.paper import RefusedFile

DAMAGED = Words("Tệp hỏng hoặc chưa tải đủ, lưu lại rồi gửi lần nữa", "The file is damaged or not whole, save it again")
TWO_KINDS = Words("Tệp chứa lẫn hai loại, lưu lại thành PDF", "The file is of two kinds at once, save it as PDF")
BOMB = Words("Tệp nén quá mức, lưu lại thành PDF", "The file is compressed too far, save it as PDF")
MACROS = Words("Tệp Word có macro, lưu lại thành PDF hoặc DOCX thường", "Has macros, save it as PDF or plain DOCX")
LOCKED = Words("Tệp có mật khẩu, bỏ mật khẩu rồi gửi lại", "The file has a password, send it without")
HEIC = Words(
    "Ảnh HEIC nhiều máy không mở được. Chụp lại ở dạng JPEG (iPhone: Cài đặt, Camera, Định dạng, Tương thích nhất)",
    "HEIC pictures open on few machines. Take it as JPEG (iPhone: Settings, Camera, Formats, Most Compatible)",
)
OLD_OFFICE = Words("Tệp Office đời cũ, lưu lại thành PDF hoặc DOCX", "An old Office file, save it as PDF or DOCX")
OTHER = Words("Chỉ nhận PDF, ảnh JPEG hoặc PNG, và Word DOCX", "PDF, JPEG, PNG and DOCX are taken")


def damaged() -> RefusedFile:
    """It has no end, or its directory cannot be read."""
    return RefusedFile("file-damaged", DAMAGED)


def of_two_kinds() -> RefusedFile:
    """Different programs would see different things in it."""
    return RefusedFile("file-of-two-kinds", TWO_KINDS)


def bomb() -> RefusedFile:
    """Unpacked it would be far too large."""
    return RefusedFile("file-bomb", BOMB)


def with_macros() -> RefusedFile:
    """It carries a program."""
    return RefusedFile("file-with-macros", MACROS)


def locked() -> RefusedFile:
    """Nobody could open it."""
    return RefusedFile("file-locked", LOCKED)


def heic() -> RefusedFile:
    """A picture that few machines show."""
    return RefusedFile("file-heic", HEIC)


def of_old_office() -> RefusedFile:
    """The older binary formats of Office."""
    return RefusedFile("file-of-old-office", OLD_OFFICE)


def of_another_type(kind: str = "") -> RefusedFile:
    """None of the types that are taken; ``kind`` is what it seems to be, such as EXE."""
    if not kind:
        return RefusedFile("file-type-not-taken", OTHER)
    return RefusedFile(
        "file-type-not-taken", Words(f"{OTHER.vi} (đây là tệp {kind})", f"{OTHER.en} (this one is {kind})")
    )
