"""What hotline reads: its own smaller schema of each event, and how each copes with order."""

from services.hotline.consumed import calendars, dossiers, people, questions, reviews
from shared.bus.reading import Reading

READINGS: tuple[Reading, ...] = (
    *(reviews.heard_besides(one) for one in dossiers.READINGS),
    *calendars.READINGS,
    *people.READINGS,
    *questions.READINGS,
    *reviews.READINGS,
)
