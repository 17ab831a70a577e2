"""Which collection holds which aggregate."""

from __future__ import annotations

from services.hotline.store import collections
from services.hotline.store.agency_task_documents import agency_task_mapping
from services.hotline.store.attachment_documents import attachment_mapping
from services.hotline.store.call_documents import call_mapping
from services.hotline.store.callback_documents import callback_mapping
from services.hotline.store.dossier_documents import CALENDARS, dossier_mapping
from services.hotline.store.escalation_documents import ESCALATIONS
from services.hotline.store.heard_documents import heard_mapping
from services.hotline.store.inside_documents import note_mapping
from services.hotline.store.legal_documents import legal_mapping
from services.hotline.store.look_documents import look_mapping
from services.hotline.store.matching_documents import matching_mapping
from services.hotline.store.matter_documents import PAIRS, matter_mapping
from services.hotline.store.meeting_documents import meetings_mapping
from services.hotline.store.notice_documents import NOTICES
from services.hotline.store.open311_documents import CLIENTS, submission_mapping
from services.hotline.store.petition_documents import identity_mapping, petition_mapping
from services.hotline.store.publication_documents import PUBLICATIONS, publication_mapping
from services.hotline.store.review_documents import (
    DECISIONS,
    FOLLOWED_MAPPING,
    REVIEWS,
    decision_mapping,
    review_mapping,
)
from services.hotline.store.sealing import Sealing
from services.hotline.store.survey_documents import SURVEYS, survey_mapping
from shared.security.fields import BlindIndex, FieldCipher
from shared.store.mapping import Mapping


def mappings(cipher: FieldCipher, index: BlindIndex) -> tuple[Mapping, ...]:
    """All of them, with the keys that seal and find what identifies people."""
    return (
        petition_mapping(Sealing(cipher, collections.PETITIONS), index),
        identity_mapping(Sealing(cipher, collections.IDENTITIES), index),
        look_mapping(Sealing(cipher, collections.LOOKS), index),
        dossier_mapping(Sealing(cipher, collections.DOSSIERS), index),
        CALENDARS,
        NOTICES,
        callback_mapping(Sealing(cipher, collections.CALLBACKS)),
        heard_mapping(Sealing(cipher, collections.HEARD)),
        ESCALATIONS,
        survey_mapping(Sealing(cipher, SURVEYS), index),
        publication_mapping(Sealing(cipher, PUBLICATIONS)),
        matter_mapping(Sealing(cipher, collections.MATTERS)),
        PAIRS,
        meetings_mapping(Sealing(cipher, collections.MEETINGS)),
        attachment_mapping(Sealing(cipher, collections.ATTACHMENTS)),
        CLIENTS,
        submission_mapping(Sealing(cipher, collections.OPEN311_SUBMISSIONS)),
        FOLLOWED_MAPPING,
        review_mapping(Sealing(cipher, REVIEWS)),
        decision_mapping(Sealing(cipher, DECISIONS)),
        note_mapping(Sealing(cipher, collections.NOTES)),
        agency_task_mapping(Sealing(cipher, collections.AGENCY_TASKS)),
        call_mapping(Sealing(cipher, collections.CALLS), index),
        legal_mapping(Sealing(cipher, collections.REGISTER)),
        matching_mapping(),
    )
