"""Routes that branch, for tests of rules: short to write down, and every one of them may be used."""

from __future__ import annotations

from typing import Any

from services.routing.domain.route import Route, new_route
from services.routing.domain.step import Join, Step

CENTRE, MEDICAL, SOCIAL, POLICE = "H99.11.01", "H99.11.02", "H99.11.03", "H99.12"


def step(id: str, *after: str, agency: str = MEDICAL, hours: float | None = 8, **more: Any) -> Step:
    """A step of eight working hours after these."""
    given = {"agency": agency, "agency_name": agency, "agency_name_en": agency, "name": id, "name_en": id, **more}
    return Step(id=id, calendar="H99", hours=hours, after=after, **given)


def route(*steps: Step, limit_hours: float | None = None) -> Route:
    """A route of the procedure that ``world.accepted`` names. Raises BadRoute."""
    return new_route("1.012278", "Giấy phép", steps, limit_hours)


def side_by_side(**last: Any) -> Route:
    """Two agencies begin at once, an opinion is asked beside them, and a fourth step decides on all three."""
    return route(
        step("medical", hours=16),
        step("social", agency=CENTRE),
        step("opinion", agency=POLICE, advises=True),
        step("signing", "medical", "social", "opinion", agency=SOCIAL, **last),
    )


def by_choice() -> Route:
    """What was denied at the appraisal goes to another desk than what was granted; whichever it was is filed last."""
    return route(
        step("appraisal"),
        step("licence", "appraisal:granted", "appraisal:done", agency=CENTRE, join=Join.ANY),
        step("refusal", "appraisal:denied", agency=SOCIAL),
        step("signing", "licence", "refusal", agency=POLICE, join=Join.ANY),
    )


def there_and_back() -> Route:
    """The one who signs may send the dossier back to either step before."""
    return route(
        step("appraisal"),
        step("council", "appraisal", agency=CENTRE),
        step("signing", "council", agency=SOCIAL, returns_to=("appraisal", "council")),
    )
