"""How many points each agreement is worth, and from how many on a match is near certain: data, by the day it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from services.hotline.domain.errors import Words


class Reason(Enum):
    """What speaks for a dossier or against it, in the order in which reasons are told."""

    CODE_SAME = "code_same"
    CODE_SLIP = "code_slip"
    PHONE_SAME = "phone_same"
    PHONE_SLIP = "phone_slip"
    PHONE_LAST = "phone_last"
    IDENTITY_SAME = "identity_same"
    IDENTITY_SLIP = "identity_slip"
    EMAIL_SAME = "email_same"
    NAME_TO_THE_MARK = "name_to_the_mark"
    NAME_SAME = "name_same"
    NAME_SLIP = "name_slip"
    NAME_PART = "name_part"
    NAME_GIVEN = "name_given"
    NAME_IN_STORY = "name_in_story"
    NAME_IN_STORY_SLIP = "name_in_story_slip"
    PROCEDURE_SAME = "procedure_same"
    FILED_THEN = "filed_then"
    FILED_NEAR = "filed_near"
    DUE_THEN = "due_then"
    COMMUNE_SAME = "commune_same"
    UNIT_NAMED = "unit_named"
    NAME_DIFFERENT = "name_different"
    PROCEDURE_DIFFERENT = "procedure_different"
    COMMUNE_DIFFERENT = "commune_different"
    FILED_OTHERWISE = "filed_otherwise"
    PHONE_DIFFERENT = "phone_different"
    IDENTITY_DIFFERENT = "identity_different"
    CODE_DIFFERENT = "code_different"

    @property
    def words(self) -> Words:
        return _WORDS[self]


class Warning(Enum):
    """Why the best match is not near certain although it has the points."""

    NAMESAKES = "namesakes"
    SEVERAL = "several"
    CLOSE = "close"
    NAME_DIFFERS = "name_differs"
    FOR_ANOTHER = "for_another"
    NOBODY = "nobody"
    NO_NUMBER = "no_number"
    FEW_POINTS = "few_points"

    @property
    def words(self) -> Words:
        return _WARNINGS[self]


@dataclass(frozen=True, slots=True)
class Weights:
    """``sure`` is the threshold of confirmation, ``without_number`` the one where no number agrees; ``lead`` is by how
    much the best must lead; below ``shown`` nothing is shown. ``said_as`` names procedures as people do."""

    effective_from: date
    points: Mapping[Reason, int]
    sure: int
    without_number: int
    lead: int
    shown: int
    most: int
    said_as: Mapping[str, Sequence[str]]


def weights_in_force(versions: Sequence[Weights], day: date) -> Weights:
    """Of that day; the oldest for a day before all of them."""
    return next((one for one in reversed(versions) if one.effective_from <= day), versions[0])


_WORDS = {
    Reason.CODE_SAME: Words("Đúng mã hồ sơ", "The dossier's code"),
    Reason.CODE_SLIP: Words("Mã hồ sơ lệch một chữ số", "The dossier's code but for one digit"),
    Reason.PHONE_SAME: Words("Số điện thoại trùng số trong hồ sơ", "The phone number in the dossier"),
    Reason.PHONE_SLIP: Words("Số điện thoại lệch một chữ số", "The phone number but for one digit"),
    Reason.PHONE_LAST: Words("Trùng 4 số cuối điện thoại", "The last 4 digits of the phone number"),
    Reason.IDENTITY_SAME: Words("Trùng số căn cước hoặc mã số thuế", "The identity number or tax code"),
    Reason.IDENTITY_SLIP: Words("Số căn cước lệch một chữ số", "The identity number but for one digit"),
    Reason.EMAIL_SAME: Words("Trùng thư điện tử", "The email address"),
    Reason.NAME_TO_THE_MARK: Words("Trùng họ tên người gọi", "The caller's name"),
    Reason.NAME_SAME: Words("Trùng họ tên người gọi, không kể dấu", "The caller's name but for marks"),
    Reason.NAME_SLIP: Words("Gần giống họ tên người gọi", "Nearly the caller's name"),
    Reason.NAME_PART: Words("Trùng một phần họ tên", "A part of the caller's name"),
    Reason.NAME_GIVEN: Words("Trùng tên gọi", "The given name"),
    Reason.NAME_IN_STORY: Words("Họ tên trong lời kể trùng người nộp", "The name told of is the applicant's"),
    Reason.NAME_IN_STORY_SLIP: Words(
        "Họ tên trong lời kể gần giống người nộp", "The name told of is nearly the applicant's"
    ),
    Reason.PROCEDURE_SAME: Words("Đúng thủ tục được kể", "The procedure told of"),
    Reason.FILED_THEN: Words("Nộp đúng ngày được kể", "Filed on the day told of"),
    Reason.FILED_NEAR: Words("Ngày nộp gần ngày được kể", "Filed near the day told of"),
    Reason.DUE_THEN: Words("Ngày hẹn đúng như lời kể", "Due on the day told of"),
    Reason.COMMUNE_SAME: Words("Cùng xã, phường", "The same commune"),
    Reason.UNIT_NAMED: Words("Phòng, ban được kể đang giữ hồ sơ", "The unit told of has it"),
    Reason.NAME_DIFFERENT: Words("Họ tên khác", "Another name"),
    Reason.PROCEDURE_DIFFERENT: Words("Thủ tục khác với lời kể", "Another procedure than told of"),
    Reason.COMMUNE_DIFFERENT: Words("Xã, phường khác", "Another commune"),
    Reason.FILED_OTHERWISE: Words("Ngày nộp khác ngày được kể", "Filed on another day than told"),
    Reason.PHONE_DIFFERENT: Words("Số điện thoại khác", "Another phone number"),
    Reason.IDENTITY_DIFFERENT: Words("Số căn cước khác", "Another identity number"),
    Reason.CODE_DIFFERENT: Words("Mã hồ sơ khác mã được kể", "Another code than told"),
}
_WARNINGS = {
    Warning.NAMESAKES: Words(
        "Có người khác trùng họ tên. Hỏi thêm ngày sinh, xã, ngày nộp", "Somebody else bears the name. Ask for more"
    ),
    Warning.SEVERAL: Words(
        "Người này có nhiều hồ sơ. Hỏi là hồ sơ nào", "This person has several dossiers. Ask which one"
    ),
    Warning.CLOSE: Words(
        "Hồ sơ khác cũng gần bằng điểm. Hỏi thêm rồi chọn", "Another dossier is as near. Ask for more"
    ),
    Warning.NAME_DIFFERS: Words(
        "Số trùng nhưng họ tên khác. Có thể là hồ sơ của người khác",
        "The number agrees, the name does not: it may be another person's",
    ),
    Warning.FOR_ANOTHER: Words(
        "Gọi giúp người khác mà chưa nói tên. Hỏi tên người nộp",
        "They call for somebody else: ask for the applicant's name",
    ),
    Warning.NOBODY: Words("Chưa có gì cho biết đúng là người này", "Nothing tells that it is this person"),
    Warning.NO_NUMBER: Words(
        "Chưa có mã hay số nào trùng, có thể là người khác cùng tên", "No code or number agrees; it may be a namesake"
    ),
    Warning.FEW_POINTS: Words("Còn ít điểm trùng. Hỏi thêm", "Little agrees so far. Ask for more"),
}
