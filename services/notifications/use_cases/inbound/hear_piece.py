"""Takes a part of a text: kept before it is acknowledged; the last one that lacked makes the whole a message."""

from __future__ import annotations

from services.notifications.domain.inbound.message import Heard
from services.notifications.domain.inbound.pieces import LOST, WAIT, Piece, Pieces, first_piece
from services.notifications.domain.message import Channel
from services.notifications.use_cases.inbound.ports import Decoder, UnfinishedTexts
from services.notifications.use_cases.inbound.receive import Letterbox, receive
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key

MOST_AT_ONCE = 50


def hear_piece(box: Letterbox, piece: Piece, decode: Decoder) -> None:
    """Keep a part; with the last of them the whole is taken.

    A crash between the two leaves the whole text there, and whoever looks after unfinished ones takes it.
    Raises StoreAway and Conflict: then it must be told again.
    """
    if piece.of == 1:
        text = decode(piece.coding, piece.octets)
        receive(box, Heard(Channel.SMS, piece.provider, piece.sender, text))
        return
    now = box.clock()
    before = box.work.load(Key(Pieces, piece.whole)).get(Pieces, piece.whole)
    after = before.taking(piece, now) if before else first_piece(piece, now)
    if after is not before:
        _save(box, after)
    if after.is_whole and not after.done:
        hand_on(box, after, decode)


def hand_on(box: Letterbox, pieces: Pieces, decode: Decoder) -> None:
    """Take the text as far as it is there: what is lacking shows as a gap."""
    text = "".join(decode(pieces.coding, run) if run is not None else LOST for run in pieces.runs).strip()
    own_id = f"{pieces.id}/{pieces.round}/{int(pieces.first_at.timestamp())}"
    receive(box, Heard(Channel.SMS, pieces.provider, pieces.sender, text, own_id))
    _save(box, pieces.finish())


def hand_on_unfinished(box: Letterbox, texts: UnfinishedTexts, decode: Decoder) -> int:
    """Take those texts whose missing parts did not come in time; how many. Raises StoreAway, Conflict."""
    found = texts.unfinished(box.clock() - WAIT, MOST_AT_ONCE)
    for id in found:
        pieces = box.work.load(Key(Pieces, id)).get(Pieces, id)
        if pieces is not None and not pieces.done:
            hand_on(box, pieces, decode)
    return len(found)


def _save(box: Letterbox, pieces: Pieces) -> None:
    try:
        box.work.commit(Change(saved=(pieces,)), Context("public", box.clock(), pieces.id, why="part of a text"))
    except AlreadyExists:  # another part of the same text, at the same moment
        raise Conflict("a part of a text") from None
