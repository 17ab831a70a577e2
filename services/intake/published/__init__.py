"""What intake tells on the bus, by what it tells of: schema, personal fields and golden example of each event type."""

from __future__ import annotations

from services.intake.published import (
    balance,
    calendars,
    catalogue,
    dates,
    dossier_life,
    endings,
    exchange,
    forms,
    money,
    papers,
    people,
    priority,
    reviews,
    tickets,
)

PUBLISHED = (
    *dossier_life.PUBLISHED,
    *papers.PUBLISHED,
    *dates.PUBLISHED,
    *money.PUBLISHED,
    *endings.PUBLISHED,
    *exchange.PUBLISHED,
    *forms.PUBLISHED,
    *priority.PUBLISHED,
    *people.PUBLISHED,
    *tickets.PUBLISHED,
    *catalogue.PUBLISHED,
    *calendars.PUBLISHED,
    *reviews.PUBLISHED,
    *balance.PUBLISHED,
)
