"""What hotline reads: its own smaller schema of each event, and how each copes with order."""

from services.hotline.consumed import calendars, dossiers, people, questions
from shared.bus.reading import Reading

READINGS: tuple[Reading, ...] = (*dossiers.READINGS, *calendars.READINGS, *people.READINGS, *questions.READINGS)
