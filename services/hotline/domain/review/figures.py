"""The figures of a weekly review, as data that can be frozen: petitions × step × delay, and what stands behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Act, Petition
from services.hotline.domain.review.decision import Decision
from services.hotline.domain.review.followed import Heard
from services.hotline.domain.review.invited import invited_to
from services.hotline.domain.review.material import Material, Place, acted, dossier_then, stood
from shared.working_time.calendar import local

Row = dict[str, Any]
Figures = dict[str, Any]


def figures_of(given: Material) -> Figures:
    """All of it. The same material gives the same figures, in the same order."""
    late, irregular = _late_steps(given), _irregular(given)
    forecast, silent = _forecast(given), _silent(given)
    petitions = [one for one in given.petitions if given.is_of_week(one.received_at)]
    feedback = [one for one in petitions if not one.kind.has_its_own_path]
    repeated, behaviour = _repeated(given, feedback), _behaviour(given, feedback)
    places = _places(given, feedback, late)
    figures = {
        "week": str(given.week),
        "from": given.week.monday.isoformat(),
        "until": given.week.sunday.isoformat(),
        "as_of": _time(given.moment),
        "totals": {
            **_petition_totals(given, petitions, feedback),
            "late_steps": len(late),
            "late_dossiers": len({one["dossier"] for one in late}),
            "irregular": len(irregular),
            "forecast": len(forecast),
            "silent": len(silent),
            "repeated": len(repeated),
            "behaviour": len(behaviour),
        },
        "before": dict(given.before) if given.before else None,
        "places": places,
        "unplaced": _unplaced(given, feedback),
        "late": late,
        "irregular": irregular,
        "forecast": forecast,
        "silent": silent,
        "repeated": repeated,
        "behaviour": behaviour,
        "decisions": _decisions(given, places),
    }
    return {**figures, "invited": invited_to(figures, given.rules, _held_by(feedback), given.officers)}


def _petition_totals(given: Material, petitions: Sequence[Petition], feedback: Sequence[Petition]) -> Row:
    moment = given.moment
    standing = [one for one in given.petitions if one.received_at < moment and stood(one, moment) == "open"]
    answers = [acted(one, Act.ANSWERED, moment) for one in given.petitions]
    return {
        "received": len(feedback),
        "answered": sum(at is not None and given.is_of_week(at) for at in answers),
        "open": len(standing),
        "open_late": sum(one.due_at is not None and one.due_at < moment for one in standing),
        "own_path": len(petitions) - len(feedback),
    }


def _late_steps(given: Material) -> list[Row]:
    """Every step that was over its time in the week, the longest first."""
    found = []
    for dossier in sorted(given.cases):
        for task in given.tasks(dossier):
            until = task.late_until(given.moment)
            ended = _dossier_ended(given, dossier)
            until = min(until, ended) if until and ended else until
            if until is None or task.due_at is None or until <= max(given.week.start, task.due_at):
                continue
            found.append({
                "dossier": dossier, "task": task.id, **given.place_of(task).row(), "due_at": _time(task.due_at),
                "ended_at": _time(task.ended_at), "late_minutes": given.minutes(task.due_at, until),
            })  # fmt: skip
    return sorted(found, key=lambda one: (-one["late_minutes"], one["task"]))


def _irregular(given: Material) -> list[Row]:
    """Steps that were skipped, or done by whoever's step it was not, as told in the week."""
    return [
        {"dossier": dossier, "task": one.task, **_alarm_place(given, dossier, one.task, one.data).row(),
         "kind": one.data["kind"], "about": one.data["about"],
         "about_name": _about_name(given, dossier, one.data), "at": _time(one.at)}
        for dossier in sorted(given.cases)
        for one in given.cases[dossier].of(Heard.IRREGULAR, before=given.moment)
        if given.is_of_week(one.at)
    ]  # fmt: skip


def _forecast(given: Material) -> list[Row]:
    """Steps that run, are due within the week to come, and will probably be late by their own history."""
    horizon, found = given.moment + timedelta(days=7), []
    for dossier in sorted(given.cases):
        if _dossier_ended(given, dossier):
            continue
        told = {one.task: one for one in given.cases[dossier].of(Heard.FORECAST, before=given.moment)}
        for task in given.tasks(dossier):
            said = told.get(task.id)
            if (
                said is None
                or task.ended_at
                or task.paused
                or task.due_at is None
                or said.data["due_at"] != task.due_at
            ):
                continue
            if given.moment <= task.due_at < horizon:
                found.append({"dossier": dossier, "task": task.id, **given.place_of(task).row(),
                              "due_at": _time(task.due_at), "share": said.data["share"]})  # fmt: skip
    return sorted(found, key=lambda one: (-one["share"], one["due_at"], one["task"]))


def _silent(given: Material) -> list[Row]:
    """Agencies of whose silence was told in the week, each once, since when at the longest."""
    found: dict[str, Row] = {}
    for agency in given.agencies:
        for one in agency.of(Heard.SILENT, before=given.moment):
            if given.is_of_week(one.at):
                data = one.data
                row = {"agency": data["agency"], "agency_name": data["agency_name"], "times": 0, "tasks": 0}
                row = found.setdefault(data["agency"], {**row, "since": _time(data["since"])})
                row["times"] += 1
                row["tasks"] = max(row["tasks"], data["tasks"])
    return [found[name] for name in sorted(found)]


def _places(given: Material, feedback: Sequence[Petition], late: Sequence[Row]) -> list[Row]:
    """Petitions × step × delay: one row for each step that was petitioned about or was late."""
    rows: dict[str, Row] = {}
    about: dict[str, set[str]] = defaultdict(set)

    def row(place: Mapping[str, Any]) -> Row:
        names = ("key", "procedure", "step", "step_name", "agency", "agency_name")
        start = {**{name: place[name] for name in names}, "petitions": [], "topics": {}, "late": 0, "late_minutes": 0}
        return rows.setdefault(place["key"], start)

    for one in feedback:
        dossier = dossier_then(one, given.moment)
        if dossier:
            own = row(given.place_at(dossier, one.received_at).row())
            own["petitions"].append(one.code)
            own["topics"][one.topic.value] = own["topics"].get(one.topic.value, 0) + 1
            about[own["key"]].add(dossier)
    for step in late:
        own = row(step)
        own["late"] += 1
        own["late_minutes"] = max(own["late_minutes"], step["late_minutes"])
        about[own["key"]].add(step["dossier"])
    for key, own in rows.items():
        own["petitions"].sort()
        own["topics"] = dict(sorted(own["topics"].items()))
        own["dossiers"] = sorted(about[key])
    return sorted(
        rows.values(), key=lambda one: (-len(one["petitions"]), -one["late"], -one["late_minutes"], one["key"])
    )


def _unplaced(given: Material, feedback: Sequence[Petition]) -> Row:
    """Petitions about no known dossier: they stand behind no step."""
    loose = [one for one in feedback if dossier_then(one, given.moment) is None]
    topics = Counter(one.topic.value for one in loose)
    return {"petitions": sorted(one.code for one in loose), "topics": dict(sorted(topics.items()))}


def _repeated(given: Material, feedback: Sequence[Petition]) -> list[Row]:
    """Matters that came again: the same dossier petitioned about before, within the rule's days."""
    since = given.moment - timedelta(days=given.rules.repeated_days)
    by_dossier: dict[str, dict[str, Petition]] = defaultdict(dict)
    for one in (*given.earlier, *given.petitions):
        dossier = dossier_then(one, given.moment)
        if dossier and since <= one.received_at < given.moment and not one.kind.has_its_own_path:
            by_dossier[dossier][one.code] = one
    found = []
    for dossier in sorted({dossier_then(one, given.moment) or "" for one in feedback} - {""}):
        same = sorted(by_dossier[dossier].values(), key=lambda one: (one.received_at, one.code))
        if len(same) > 1:
            told = [{"petition": one.code, "received_at": _time(one.received_at), "topic": one.topic.value}
                    for one in same]  # fmt: skip
            place = given.place_at(dossier, same[-1].received_at).row()
            found.append({"dossier": dossier, **place, "petitions": told})
    return sorted(found, key=lambda one: (-len(one["petitions"]), one["dossier"]))


def _behaviour(given: Material, feedback: Sequence[Petition]) -> list[Row]:
    """Petitions that name an attitude: which unit's step it was, never who and never in whose words."""
    found = []
    for one in sorted(feedback, key=lambda one: (one.received_at, one.code)):
        if one.topic is Topic.BEHAVIOUR:
            dossier = dossier_then(one, given.moment)
            place = given.place_at(dossier, one.received_at).row() if dossier else None
            found.append({"petition": one.code, "received_at": _time(one.received_at), "dossier": dossier,
                          "stands": stood(one, given.moment), "place": place})  # fmt: skip
    return found


def _decisions(given: Material, places: Sequence[Row]) -> list[Row]:
    """What was decided before and was open in this week or ended in it, with what it changed where it was about."""
    now = {one["key"]: place_figures(one) for one in places}
    found = [one.as_of(given.moment) for one in given.decisions if one.made_at < given.moment]
    return [
        _decision(one, now.get(one.about) or place_figures(None), given.moment)
        for one in sorted(found, key=lambda one: (one.due, one.id))
        if one.review < str(given.week) and (one.ended_at is None or one.ended_at >= given.week.start)
    ]


def _decision(one: Decision, now: Mapping[str, int], moment: datetime) -> Row:
    last = one.history[-1] if len(one.history) > 1 else None
    return {
        "id": one.id, "review": one.review, "text": one.text, "owner": one.owner, "due": one.due.isoformat(),
        "state": one.state.value, "late": one.is_late(moment), "ended_at": _time(one.ended_at), "about": one.about,
        "last": last.text if last else "", "then": dict(one.then) if one.about else None,
        "now": dict(now) if one.about else None,
    }  # fmt: skip


def place_figures(place: Mapping[str, Any] | None) -> dict[str, int]:
    """What a decision is measured by: petitions and late steps of a place, and the longest delay in minutes."""
    if place is None:
        return {"petitions": 0, "late": 0, "late_minutes": 0}
    return {"petitions": len(place["petitions"]), "late": place["late"], "late_minutes": place["late_minutes"]}


def _held_by(feedback: Sequence[Petition]) -> Counter[str]:
    """How many of the petitions each officer has."""
    return Counter(one.officer for one in feedback if one.officer)


def _alarm_place(given: Material, dossier: str, task: str, data: Mapping[str, Any]) -> Place:
    found = next((one for one in given.tasks(dossier) if one.id == task), None)
    if found:
        return given.place_of(found)
    step = data["step"]
    return Place(given.procedure(dossier), step, Words(step, step), data["agency"], data["agency_name"])


def _about_name(given: Material, dossier: str, data: Mapping[str, Any]) -> Row:
    """The step that was left out, or who did what was not theirs, as people call it."""
    about = data["about"]
    steps = (
        step for one in given.cases[dossier].facts.values() if one.kind is Heard.OPENED for step in one.data["steps"]
    )
    step = next((one for one in steps if one["id"] == about and one["name"]), None)
    if step:
        return {"vi": step["name"], "en": step["name_en"] or step["name"]}
    code = about.removeprefix("agency:").replace("-", ".") if about.startswith("agency:") else about
    name = given.agency_names.get(code, code)
    return {"vi": name, "en": name}


def _dossier_ended(given: Material, dossier: str) -> datetime | None:
    known = given.dossiers.get(dossier)
    if known is None:
        return None
    told = (known.told.get(name) for name in ("withdrawn", "stopped"))
    ends = [one.data[f"{name}_at"] for name, one in zip(("withdrawn", "stopped"), told, strict=True) if one]
    return min((at for at in ends if at < given.moment), default=None)


def _time(at: datetime | None) -> str | None:
    return local(at).replace(microsecond=0).isoformat() if at else None
