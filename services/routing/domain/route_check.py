"""May cases be led by this route? Every way must end with one decision, in time, and leave nobody waiting."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from services.routing.domain.flow import Reference, ancestors, critical_way, longest, read_reference, references
from services.routing.domain.route_runs import Run, TooManyRuns, runs
from services.routing.domain.step import BadRoute, Join, Step
from services.routing.domain.task import Outcome

MOST_STEPS = 20


def check_route(procedure: str, name: str, steps: Sequence[Step], limit_hours: float | None) -> None:
    """Raises BadRoute with the first thing that is wrong."""
    if not procedure.strip():
        raise BadRoute("procedure", "must not be empty", "không được để trống")
    if not name.strip():
        raise BadRoute("name", "must not be empty", "không được để trống")
    if not steps:
        raise BadRoute(
            "steps",
            "a route needs a step, or no agency would ever see the dossier",
            "cần ít nhất một bước, nếu không thì không cơ quan nào nhận được hồ sơ",
        )
    if len(steps) > MOST_STEPS:
        raise BadRoute(
            "steps",
            f"at most {MOST_STEPS} steps are supported, the route has {len(steps)}",
            f"tối đa {MOST_STEPS} bước, quy trình này có {len(steps)}",
        )
    if limit_hours is not None and limit_hours <= 0:
        raise BadRoute("limit_hours", "must be more than 0 working hours", "phải lớn hơn 0 giờ làm việc")
    _check_each(steps)
    _check_ways(steps, limit_hours)


def _check_each(steps: Sequence[Step]) -> None:
    seen: dict[str, Step] = {}
    for number, step in enumerate(steps):
        at = f"steps/{number}"
        if step.id in seen:
            raise BadRoute("steps", "two steps have the same id", f"hai bước cùng mã {step.id}")
        if step.hours is not None and step.hours <= 0:
            raise BadRoute(
                f"{at}/hours", "must be more than 0 working hours, or null", "phải lớn hơn 0 giờ làm việc, hoặc null"
            )
        if step.hand_back_hours < 0:
            raise BadRoute(f"{at}/hand_back_hours", "must not be negative", "không được âm")
        seen[step.id] = step
        _check_references(at, step, seen)


def _check_references(at: str, step: Step, known: dict[str, Step]) -> None:
    for text in step.after:
        named = _named(at, text)
        if named.step == step.id or named.step not in known:
            raise BadRoute(
                f"{at}/after",
                f"{named.step!r} is no step written above this one",
                f"{named.step!r} không phải là bước viết phía trên",
            )
    before = ancestors(step.id, known)
    for back in step.returns_to:
        if back not in before:
            raise BadRoute(
                f"{at}/returns_to",
                f"{back!r} does not lead here, so nothing can be sent back to it",
                f"{back!r} không dẫn tới bước này nên không trả về đó được",
            )


def _named(at: str, text: str) -> Reference:
    with suppress(ValueError):
        named = read_reference(text)
        if named.outcome is not Outcome.RETURNED:
            return named
    raise BadRoute(
        f"{at}/after", f"{text!r} names no outcome (done, granted, denied)", f"{text!r} không phải là kết quả"
    )


def _check_ways(steps: Sequence[Step], limit_hours: float | None) -> None:
    reached: set[str] = set()
    try:
        for run in runs(steps):
            _check_end(run, steps)
            _check_joins(run, steps)
            _check_time(run, steps, limit_hours)
            reached |= run.outcomes.keys()
    except TooManyRuns as problem:
        raise BadRoute("steps", f"too many choices side by side: {problem}", "quá nhiều lựa chọn song song") from None
    for number, step in enumerate(steps):
        if step.id not in reached:
            raise BadRoute(
                f"steps/{number}/after",
                f"{step.id} can never begin: no way leads to all that it waits for",
                f"{step.id} không bao giờ bắt đầu: không có đường nào dẫn tới đủ các bước mà nó chờ",
            )


def _check_end(run: Run, steps: Sequence[Step]) -> None:
    deciding = run.deciding(steps)
    when, when_vi = _when(run, steps)
    if not deciding:
        raise BadRoute(
            "steps",
            f"a dossier would get stuck{when}: nobody decides it",
            f"hồ sơ sẽ bị kẹt{when_vi}: không bước nào ra quyết định",
        )
    if len(deciding) > 1:
        listed = ", ".join(deciding)
        raise BadRoute(
            "steps",
            f"branches that never join{when}: {listed} would each decide",
            f"các nhánh không nhập lại{when_vi}: {listed} cùng ra quyết định",
        )
    by_id = {step.id: step for step in steps}
    if by_id[deciding[0]].advises:
        raise BadRoute(
            "steps",
            f"the opinion of {deciding[0]} is waited for by nobody",
            f"không bước nào chờ ý kiến của {deciding[0]}",
        )
    for id in run.outcomes:
        if id != deciding[0] and not run.led_on(id, steps):
            raise BadRoute(
                "steps",
                f"{id} is an orphan branch{when}: what it does leads nowhere",
                f"{id} là nhánh mồ côi{when_vi}: kết quả của bước này không đi tới đâu",
            )


def _check_joins(run: Run, steps: Sequence[Step]) -> None:
    for number, step in enumerate(steps):
        led = [ref.step for ref in references(step) if ref.takes(run.outcomes.get(ref.step))]
        if step.join is Join.ANY and len(led) > 1:
            listed = " and ".join(led)
            raise BadRoute(
                f"steps/{number}/join",
                f"{listed} can both lead here: a step after branches side by side waits for all of them",
                f"{' và '.join(led)} đều có thể dẫn tới đây: bước sau các nhánh song song phải chờ tất cả",
            )


def _check_time(run: Run, steps: Sequence[Step], limit_hours: float | None) -> None:
    done = {step.id: step for step in steps if step.id in run.outcomes}
    rest = [step for step in done.values() if step.hours is None]
    if len(rest) > 1:
        raise BadRoute(
            "steps",
            "only one step may have what the others leave of the limit (hours null)",
            "chỉ một bước được để trống thời gian (hours null) để nhận phần còn lại",
        )
    if limit_hours is None:
        return
    hours = {id: step.hours or 0.0 for id, step in done.items()}
    needed = max(longest(hours, done).values())
    needed += max((step.hand_back_hours for step in rest), default=0)
    if needed > limit_hours or (rest and needed >= limit_hours):
        way = " › ".join(critical_way(hours, done))
        when, when_vi = _when(run, steps)
        raise BadRoute(
            "steps",
            f"the longest way{when} takes {needed:g} working hours, the procedure allows {limit_hours:g}: {way}",
            f"đường dài nhất{when_vi} cần {needed:g} giờ làm việc, thủ tục chỉ cho {limit_hours:g}: {way}",
        )


def _when(run: Run, steps: Sequence[Step]) -> tuple[str, str]:
    words = run.in_words(steps)
    return (f" (when {words})", f" (khi {words})") if words else ("", "")
