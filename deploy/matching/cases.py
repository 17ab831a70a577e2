"""The labelled cases: what is told, and which dossier it is about; none where nobody could tell.

Each kind is one way in which telling goes well or badly. ``answerable`` is decided by the kind, before anything is
measured: a name alone that two people bear is no fault of the matching.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from deploy.matching.case import Case
from deploy.matching.people import Person, firm, person, phone
from deploy.matching.registry import Made, Registry
from deploy.matching.slips import slipped_name, wrong_digit
from deploy.matching.telling import as_sms, day_words, procedure_words, story


@dataclass
class Maker:
    """Makes cases and the dossiers that they need."""

    random: Random
    registry: Registry
    made: list[Made] = field(default_factory=list)

    def case(self, kind: str) -> Case:
        """One more case of this kind; its dossiers, and often a decoy beside them, are kept in ``made``."""
        case = KINDS[kind](self, kind)
        if case.dossier and self.random.random() < 0.3:
            self._decoy(next(one for one in self.made if one.code == case.dossier))
        return case

    def dossier(self, who: Person, **wanted: object) -> Made:
        made = self.registry.dossier(who, **wanted)  # type: ignore[arg-type]
        self.made.append(made)
        return made

    def told_name(self, name: str, often: float = 0.55) -> str:
        return slipped_name(self.random, name) if self.random.random() < often else name

    def procedure(self, made: Made) -> str:
        return procedure_words(self.random, made.procedure, self.registry.procedures)

    def day(self, made: Made) -> str:
        return day_words(self.random, date.fromisoformat(made.filed))

    def _decoy(self, made: Made) -> None:
        """Somebody of the same name, mostly elsewhere and for something else."""
        other = person(self.random, made.name)
        self.dossier(other, procedure=made.procedure if self.random.random() < 0.3 else "")


def home(made: Made) -> str:
    return "0" + made.phone[3:]


def _clear(maker: Maker, kind: str) -> Case:
    who = person(maker.random)
    made = maker.dossier(who)
    text = story(
        maker.random, procedure=maker.procedure(made), filed=maker.day(made) if maker.random.random() < 0.5 else ""
    )
    return Case(kind, text, made.code, True, name=maker.told_name(who.name), phone=who.phone, person=(made.code,))


def _phone_only(maker: Maker, kind: str) -> Case:
    """An SMS: the number is all there is."""
    who = person(maker.random)
    made = maker.dossier(who)
    text = story(
        maker.random,
        procedure=maker.procedure(made),
        more=f"Tên tôi là {maker.told_name(who.name)}." if maker.random.random() < 0.6 else "",
    )
    return Case(kind, as_sms(maker.random, text), made.code, True, phone=who.phone, person=(made.code,))


def _wrong_phone(maker: Maker, kind: str) -> Case:
    who = person(maker.random)
    made = maker.dossier(who)
    told = wrong_digit(maker.random, who.phone)
    text = story(maker.random, procedure=maker.procedure(made), more=f"Số điện thoại của tôi {told}.")
    return Case(kind, text, made.code, True, name=maker.told_name(who.name), person=(made.code,))


def _code(maker: Maker, kind: str) -> Case:
    who = person(maker.random)
    made = maker.dossier(who)
    text = story(maker.random, procedure=maker.procedure(made) if maker.random.random() < 0.5 else "")
    return Case(
        kind,
        text,
        made.code,
        True,
        code=_spelled(maker.random, made.code),
        name=maker.told_name(who.name),
        person=(made.code,),
    )


def _wrong_code(maker: Maker, kind: str) -> Case:
    """One digit of the number is wrong: a dossier of that code may well exist, and be somebody else's."""
    who = person(maker.random)
    made = maker.dossier(who)
    head, _, number = made.code.rpartition("-")
    told = f"{head}-{wrong_digit(maker.random, number, 0) if maker.random.random() < 0.7 else number}"
    if told == made.code:
        told = f"{head}-{int(number) + 1:04d}"
    place = f"xã {who.commune}"
    text = story(maker.random, procedure=maker.procedure(made), more=f"Mã hồ sơ {told}.", place=place)
    return Case(kind, text, made.code, True, name=maker.told_name(who.name, 0.4), person=(made.code,))


def _for_relative(maker: Maker, kind: str) -> Case:
    """Somebody of the family calls from a number that the dossier does not name."""
    who, caller = person(maker.random), person(maker.random)
    made = maker.dossier(who)
    whom = maker.random.choice(("Vợ tôi", "Mẹ tôi", "Chị tôi") if who.woman else ("Chồng tôi", "Bố tôi", "Anh tôi"))
    proof = maker.random.choice(
        (f"Mã {made.code}.", f"Số trong hồ sơ có 4 số cuối {home(made)[-4:]}.", f"Căn cước {who.identity}.")
    )
    text = story(
        maker.random,
        who=whom,
        procedure=maker.procedure(made),
        more=f"Tên là {maker.told_name(who.name, 0.35)}. {proof}",
    )
    return Case(kind, text, made.code, True, name=caller.name, phone=caller.phone, person=(made.code,))


def _their_phone(maker: Maker, kind: str) -> Case:
    """The family calls with the applicant's own phone."""
    who, caller = person(maker.random), person(maker.random)
    made = maker.dossier(who)
    whom = "Vợ tôi" if who.woman else "Chồng tôi"
    named = f"Tên là {maker.told_name(who.name, 0.3)}." if maker.random.random() < 0.7 else ""
    text = story(maker.random, who=whom, procedure=maker.procedure(made), more=named)
    return Case(kind, text, made.code, True, name=caller.name, phone=who.phone, person=(made.code,))


def _identity(maker: Maker, kind: str) -> Case:
    who = person(maker.random)
    made = maker.dossier(who)
    told = who.identity if maker.random.random() < 0.6 else wrong_digit(maker.random, who.identity)
    text = story(maker.random, procedure=maker.procedure(made), more=f"Số căn cước của tôi là {told}.")
    return Case(
        kind, text, made.code, True, name=maker.told_name(who.name, 0.4), phone=phone(maker.random), person=(made.code,)
    )


def _no_number(maker: Maker, kind: str) -> Case:
    """Neither code nor number, yet everything else: the name, the commune, the procedure, the day."""
    who = person(maker.random)
    made = maker.dossier(who)
    text = story(maker.random, procedure=maker.procedure(made), filed=maker.day(made), place=f"xã {who.commune}")
    name = maker.told_name(who.name, 0.3)
    return Case(kind, text, made.code, True, name=name, address=f"xã {who.commune}, tỉnh Hà Sơn", person=(made.code,))


def _last_digits(maker: Maker, kind: str) -> Case:
    who = person(maker.random)
    made = maker.dossier(who)
    text = story(
        maker.random,
        procedure=maker.procedure(made),
        more=f"Bốn số cuối {home(made)[-4:]}.",
        place=f"xã {who.commune}" if maker.random.random() < 0.5 else "",
    )
    return Case(kind, text, made.code, True, name=maker.told_name(who.name, 0.4), person=(made.code,))


def _firm(maker: Maker, kind: str) -> Case:
    who, caller = firm(maker.random), person(maker.random)
    made = maker.dossier(who)
    number, mail = (who.phone, "") if maker.random.random() < 0.6 else ("", who.email)
    text = story(maker.random, who=f"{who.name}", procedure=maker.procedure(made))
    return Case(kind, text, made.code, True, name=caller.name, phone=number, email=mail, person=(made.code,))


def _part_of_name(maker: Maker, kind: str) -> Case:
    who = person(maker.random)
    made = maker.dossier(who)
    name = " ".join(who.name.split()[-2:])
    return Case(
        kind,
        story(maker.random, procedure=maker.procedure(made)),
        made.code,
        True,
        name=name,
        phone=who.phone,
        person=(made.code,),
    )


def _shared_phone(maker: Maker, kind: str) -> Case:
    """One number stands in the dossiers of several people: somebody files for all the hamlet."""
    number = phone(maker.random)
    people = [replace(person(maker.random), phone=number) for _ in range(4)]
    made = [maker.dossier(one) for one in people]
    text = story(maker.random, procedure=maker.procedure(made[0]))
    return Case(
        kind, text, made[0].code, True, name=maker.told_name(people[0].name, 0.4), phone=number, person=(made[0].code,)
    )


def _two_of_one(maker: Maker, kind: str) -> Case:
    """One person, two dossiers, and the story tells which."""
    who = person(maker.random)
    codes = sorted(maker.registry.procedures)
    one, other = maker.random.sample(
        [code for code in codes if code in ("1.014027", "2.001088", "1.001699", "1.014140", "1.013817")], 2
    )
    made, second = maker.dossier(who, procedure=one), maker.dossier(who, procedure=other)
    text = story(maker.random, procedure=maker.procedure(made), filed=maker.day(made))
    return Case(
        kind,
        text,
        made.code,
        True,
        name=maker.told_name(who.name, 0.3),
        phone=who.phone,
        person=(made.code, second.code),
    )


def _for_another(maker: Maker, kind: str) -> Case:
    """An applicant calls about somebody else's matter, which is not here: their own dossier is not meant."""
    who = person(maker.random)
    made = maker.dossier(who)
    whom = maker.random.choice(("Em gái tôi", "Hàng xóm của tôi", "Mẹ tôi", "Con trai tôi", "Bạn tôi"))
    text = story(maker.random, who=whom, procedure=maker.procedure(made) if maker.random.random() < 0.5 else "")
    return Case(
        kind, text, None, False, name="" if maker.random.random() < 0.4 else person(maker.random).name, phone=who.phone
    )


def _unclear_which(maker: Maker, kind: str) -> Case:
    """One person, two dossiers, and nothing tells which."""
    who = person(maker.random)
    made, second = maker.dossier(who), maker.dossier(who)
    return Case(kind, story(maker.random), None, False, name=who.name, phone=who.phone, person=(made.code, second.code))


def _nobodys(maker: Maker, kind: str) -> Case:
    """Somebody without a dossier bears an applicant's name."""
    who = person(maker.random)
    maker.dossier(who)
    own = person(maker.random, who.name)
    text = story(
        maker.random,
        procedure=procedure_words(
            maker.random, maker.random.choice(sorted(maker.registry.procedures)), maker.registry.procedures
        ),
    )
    return Case(
        kind, text, None, False, name=maker.told_name(own.name, 0.2), phone=own.phone, address=f"xã {own.commune}"
    )


def _nobodys_same_matter(maker: Maker, kind: str) -> Case:
    """The same, and they even ask for the same thing in the same commune."""
    who = person(maker.random)
    made = maker.dossier(who)
    text = story(maker.random, procedure=maker.procedure(made), place=f"xã {who.commune}")
    return Case(kind, text, None, False, name=who.name, phone=phone(maker.random), address=f"xã {who.commune}")


def _strangers_phone(maker: Maker, kind: str) -> Case:
    """The number that was written down is another applicant's, by one wrong digit or by chance."""
    who, other = person(maker.random), person(maker.random)
    made = maker.dossier(other)
    near = wrong_digit(maker.random, other.phone) if maker.random.random() < 0.5 else other.phone
    text = story(maker.random, procedure=maker.procedure(made) if maker.random.random() < 0.4 else "")
    return Case(kind, text, None, False, name=who.name, phone=near if len(near) == 10 else other.phone)


def _strangers_code(maker: Maker, kind: str) -> Case:
    """The code that was read out is another applicant's."""
    who, other = person(maker.random), person(maker.random)
    made = maker.dossier(other)
    text = story(maker.random, procedure=maker.procedure(made) if maker.random.random() < 0.4 else "")
    return Case(kind, text, None, False, code=made.code, name=who.name, phone=who.phone)


def _twins(maker: Maker, kind: str) -> Case:
    """Two people of one name asked for the same thing, and no number is told."""
    who = person(maker.random)
    other = person(maker.random, who.name)
    made = maker.dossier(who)
    maker.dossier(other, procedure=made.procedure)
    return Case(kind, story(maker.random, procedure=maker.procedure(made)), None, False, name=who.name)


def _anonymous(maker: Maker, kind: str) -> Case:
    """Nobody is named: a thing in general."""
    made = maker.dossier(person(maker.random))
    place = f"xã {maker.random.choice(('Hòa Bắc', 'Tân Lập', 'Phú Xuân'))}" if maker.random.random() < 0.5 else ""
    return Case(
        kind, story(maker.random, procedure=maker.procedure(made), place=place, filed=maker.day(made)), None, False
    )


def _hamlet_phone(maker: Maker, kind: str) -> Case:
    """A number of several people's dossiers, and no name."""
    number = phone(maker.random)
    made = [maker.dossier(replace(person(maker.random), phone=number)) for _ in range(3)]
    return Case(
        kind,
        as_sms(maker.random, story(maker.random)),
        None,
        False,
        phone=number,
        person=tuple(one.code for one in made),
    )


def _spelled(random: Random, code: str) -> str:
    """A code as people give it."""
    return random.choice((code, code.lower(), code.replace("-", " "), code.split("-", 1)[1], code.replace("-", " - ")))


KINDS: dict[str, Callable[[Maker, str], Case]] = {
    "clear": _clear, "phone only": _phone_only, "wrong phone": _wrong_phone, "code": _code, "wrong code": _wrong_code,
    "for a relative": _for_relative, "the applicant's phone": _their_phone, "identity": _identity,
    "no number": _no_number, "last digits": _last_digits, "business": _firm, "part of the name": _part_of_name,
    "shared phone": _shared_phone, "two of one person": _two_of_one, "unclear which": _unclear_which,
    "nobody's": _nobodys, "nobody's, same matter": _nobodys_same_matter, "a stranger's phone": _strangers_phone,
    "a stranger's code": _strangers_code, "twins": _twins, "anonymous": _anonymous, "for another": _for_another,
    "a hamlet's phone": _hamlet_phone,
}  # fmt: skip
# How many of each kind in every hundred: two of three can be answered.
SHARES = {
    "clear": 10, "phone only": 8, "wrong phone": 7, "code": 7, "wrong code": 5, "for a relative": 5,
    "the applicant's phone": 4, "identity": 4, "no number": 4, "last digits": 4, "business": 4, "part of the name": 4,
    "shared phone": 3, "two of one person": 3, "unclear which": 2, "nobody's": 5, "nobody's, same matter": 3,
    "a stranger's phone": 4, "a stranger's code": 4, "twins": 3, "anonymous": 3, "for another": 2,
    "a hamlet's phone": 2,
}  # fmt: skip
