"""Why a file is not taken, each reason under its own name, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A reason in both languages of the pages."""

    vi: str
    en: str


class FileRefused(Exception):
    """The file is not taken, whatever its name says; ``slug`` is stable and names the reason."""

    def __init__(self, slug: str, told: Told) -> None:
        super().__init__(told.en)
        self.slug = slug
        self.told = told


DAMAGED = Told("Tệp hỏng hoặc chưa tải đủ, lưu lại rồi gửi lần nữa", "The file is damaged or not whole, save it again")
TWO_KINDS = Told("Tệp chứa lẫn hai loại, lưu lại thành PDF", "The file is of two kinds at once, save it as PDF")
BOMB = Told("Tệp nén quá mức, lưu lại thành PDF", "The file is compressed too far, save it as PDF")
MACROS = Told("Tệp Word có macro, lưu lại thành PDF hoặc DOCX thường", "Has macros, save it as PDF or plain DOCX")
LOCKED = Told("Tệp có mật khẩu, bỏ mật khẩu rồi gửi lại", "The file has a password, send it without")
HEIC = Told(
    "Ảnh HEIC nhiều máy không mở được. Chụp lại ở dạng JPEG (iPhone: Cài đặt, Camera, Định dạng, Tương thích nhất)",
    "HEIC pictures open on few machines. Take it as JPEG (iPhone: Settings, Camera, Formats, Most Compatible)",
)
OLD_OFFICE = Told("Tệp Office đời cũ, lưu lại thành PDF hoặc DOCX", "An old Office file, save it as PDF or DOCX")
OTHER = Told("Chỉ nhận PDF, ảnh JPEG hoặc PNG, và Word DOCX", "PDF, JPEG, PNG and DOCX are taken")


def damaged() -> FileRefused:
    """It has no end, or its directory cannot be read."""
    return FileRefused("file-damaged", DAMAGED)


def of_two_kinds() -> FileRefused:
    """Different programs would see different things in it."""
    return FileRefused("file-of-two-kinds", TWO_KINDS)


def bomb() -> FileRefused:
    """Unpacked it would be far too large."""
    return FileRefused("file-bomb", BOMB)


def with_macros() -> FileRefused:
    """It carries a program."""
    return FileRefused("file-with-macros", MACROS)


def locked() -> FileRefused:
    """Nobody could open it."""
    return FileRefused("file-locked", LOCKED)


def heic() -> FileRefused:
    """A picture that few machines show."""
    return FileRefused("file-heic", HEIC)


def of_old_office() -> FileRefused:
    """The older binary formats of Office."""
    return FileRefused("file-of-old-office", OLD_OFFICE)


def of_another_type(kind: str = "") -> FileRefused:
    """None of the types that are taken; ``kind`` is what it seems to be, such as EXE."""
    if not kind:
        return FileRefused("file-type-not-taken", OTHER)
    return FileRefused(
        "file-type-not-taken", Told(f"{OTHER.vi} (đây là tệp {kind})", f"{OTHER.en} (this one is {kind})")
    )
