"""Puts what is in the journal in its place: a little in each transaction, and what can't come there stays."""

from collections.abc import Sequence

import structlog
from attrs import define
from sqlalchemy.exc import OperationalError

from lobby.shell.stores.journal import Journal, Tail
from lobby.shell.stores.link import Link, explain
from lobby.shell.stores.posting import post, renew

log = structlog.get_logger()

# So much is put in its place in one transaction: about 500 rows and answers, and 1 ms.
_TOGETHER_BYTES = 96 * 1024


@define(eq=False)
class Poster:
    """Only one thread at a time may be in it, or else use the link. No transaction may be open.

    No step fails for what can't come to its place: it stays in the journal, where it is read as well.
    """

    link: Link
    journal: Journal
    entries_max: int  # bytes of entries that what is stuck may keep in the journal

    def post(self) -> bool:
        """Put what has been in the journal for longest in its place; return whether there may be more to do.

        What has no other fault than its place, in a page that is damaged, is left out from then on.
        """
        tails = self.journal.oldest(_TOGETHER_BYTES)
        if (tails or not self.journal.stuck) and self.journal and not self._post(tails):
            return False  # the disk is in the way, or another program
        self._free()
        return bool(tails)

    def _post(self, tails: Sequence[Tail]) -> bool:
        error = self._try(tails)
        if error is None:
            return True
        stuck = self._sift(tails, error)
        log.warning("not put in its place", error=explain(error), parts=len(stuck) or len(tails))
        self.journal.stuck.update(tail.id for tail in stuck)
        return bool(stuck)

    def _sift(self, tails: Sequence[Tail], error: Exception) -> list[Tail]:
        """Put in their place those of the tails that can be, where not all can be; return the others."""
        if not _is_of_place(error):
            return []
        if len(tails) <= 1:
            return list(tails)
        stuck = list[Tail]()
        for half in (tails[: len(tails) // 2], tails[len(tails) // 2 :]):
            if (found := self._try(half)) is not None:
                stuck += self._sift(half, found)
        return stuck

    def _try(self, tails: Sequence[Tail]) -> Exception | None:
        try:
            self.link.make_sure()
            post(self.link.connect(), self.journal, tails)
            self.link.commit()
        except Exception as error:
            self.link.give_up(error)
            return error
        self.journal.posted(tails)
        return None

    def _free(self) -> None:
        """Write what is stuck into the journal once more, if it keeps too much there that came after it."""
        stuck = self.journal.stuck_tails()
        if not stuck or self.journal.entries_size < self.entries_max + 2 * sum(tail.size for tail in stuck):
            return
        try:
            self.link.make_sure()
            entry, size = renew(self.link.connect(), self.journal, stuck)
            self.link.commit()
        except Exception as error:
            self.journal.next_number += 1  # the entry may be there all the same
            log.warning("journal not shortened", error=explain(error))
            self.link.give_up(error)
        else:
            self.journal.posted(stuck)
            self.journal.add(entry, size)


def _is_of_place(error: Exception) -> bool:
    """Tell whether another place might take it: no disk, and no other program, is in the way."""
    return not isinstance(error, OperationalError | OSError)
