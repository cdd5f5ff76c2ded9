"""One game being played in a room: its state, whose turn it is, and what each may see.

Everything that a game's hooks say about a state is asked once, when the state is new, so that a hook
that raises does so inside the step and costs that step only.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b

from attrs import evolve, frozen

from lobby.core import rules, shape
from lobby.core.budget import OverBudget
from lobby.core.dice import Dice, commit
from lobby.core.game import Game, Note, Result
from lobby.wire.messages import Player
from lobby.wire.patch import Change
from lobby.wire.values import Value

NOTES_KEPT = 30  # that a view shows, of those for everybody and of a seat's own


class GameFailed(Exception):
    """A hook of the game raised or ran out of time: the author's fault, and that of no other room."""

    @classmethod
    def because(cls, game: Game, error: BaseException) -> "GameFailed":
        """Return the failure that this error is, as its cause."""
        failure = cls(f"{game.id}: {type(error).__name__}: {error}")
        failure.__cause__ = error
        return failure


@frozen
class Turn:
    """What one seat has to decide. `position` is the number of actions before it could."""

    acting: bool
    moves: list[Value] | None
    position: int
    since_ms: int  # room time


@frozen
class Match:
    """A game from its start to its result; seats are numbered from 0 without holes."""

    number: int
    secret: bytes
    players: tuple[Player, ...]
    state: Value
    packed: bytes = b""  # the state as it was before any hook was asked about it
    actions: int = 0
    acted_ms: int = 0
    turns: tuple[Turn, ...] = ()
    public: Value = None
    secrets: tuple[Value, ...] = ()
    hint: tuple[Value, Change] | None = None  # a public view, and how it became this one, as the game says
    outcome: Result | None = None  # as the game says; the room makes it an event
    expires_ms: int | None = None  # when the game's own `expire` is due
    clock: Value = None  # what the game calls the time that runs until then
    notes: tuple[tuple[int | None, Value], ...] = ()  # the last ones, oldest first, each with whose it is
    absent: tuple[int, ...] = ()
    over: bool = False
    failure: GameFailed | None = None  # of a hook, when a player departed
    result: Result | None = None


def secret_for(room_secret: bytes, number: int) -> bytes:
    """Return the secret of one game; telling it gives away no other, since the hash has no way back."""
    return blake2b(number.to_bytes(8), key=room_secret, digest_size=32).digest()


def start_match(
    game: Game, *, secret: bytes, number: int, players: tuple[Player, ...], options: Value, now_ms: int
) -> Match:
    """Return the match at its first position; raise GameFailed."""
    with blamed_on(game):
        state, notes = rules.start(game, len(players), options, Dice(secret, 0))
    match = Match(number, secret, players, state)
    return _settle(game, evolve(match, notes=_log(match, notes)), now_ms, mover=None)


def play(game: Game, match: Match, seat: int, move: Value, now_ms: int) -> Match:
    """Return the match after a legal move; raise GameFailed."""

    def act(dice: Dice) -> rules.Outcome:
        return rules.play(game, match.state, seat, move, dice)

    return _act(game, match, act, now_ms, mover=seat)


def expire(game: Game, match: Match, now_ms: int) -> Match:
    """Return the match after the game's own time ran out; raise GameFailed."""
    rung = evolve(match, clock=None)  # no clock goes on after it has run out
    after = _act(game, rung, lambda dice: rules.expire(game, match.state, dice), now_ms, mover=None)
    # Time has been spent: who must still act decides anew, else the same moment would come again at once.
    turns = (evolve(turn, since_ms=now_ms, position=after.actions) for turn in after.turns)
    return evolve(after, turns=tuple(turns))


def depart(game: Game, match: Match, seat: int, now_ms: int) -> Match:
    """Return the match after the player of a seat is gone for good.

    Nobody can be kept by a game that fails on it; the match has failed then, and is over.
    """
    match = evolve(match, absent=(*match.absent, seat))
    try:
        with blamed_on(game):
            outcome = rules.depart(game, match.state, seat)
        return match if outcome is None else _act(game, match, lambda _: outcome, now_ms, mover=None)
    except GameFailed as failure:
        return evolve(match, failure=failure)


def finish(match: Match, result: Result | None) -> Match:
    """Return the match when it is over: nobody has a turn any more."""
    turns = tuple(evolve(turn, acting=False, moves=turn.moves and []) for turn in match.turns)
    return evolve(match, over=True, result=result, turns=turns)


def acting(match: Match) -> tuple[int, ...]:
    """Return the seats that must act now."""
    return tuple(seat for seat, turn in enumerate(match.turns) if turn.acting)


def dice_of(match: Match) -> Dice:
    """Return the dice of the next action."""
    return Dice(match.secret, match.actions + 1)


def draw_move(game: Game, match: Match, seat: int) -> Value:
    """Return a random legal move for a seat whose player is gone; raise GameFailed.

    Its dice are of another secret than the action's, or the move would foretell what is rolled after it.
    """
    secret = blake2b(b"moves drawn by lot", key=match.secret, digest_size=32).digest()
    with blamed_on(game):
        return rules.draw_move(game, match.state, seat, Dice(secret, match.actions + 1))


def fairness(match: Match) -> Value:
    """Return the hash of the match's secret, and the secret itself once the match is over."""
    secret = match.secret.hex() if match.over else None
    return {"hash": commit(match.secret).hex(), "secret": secret}


def unharmed(game: Game, match: Match) -> Match:
    """Return the match with its state as it was, where a hook has changed what it was given."""
    with suppress(Exception, OverBudget):  # a state that no longer packs has been changed, too
        if shape.pack_state(game, match.state) == match.packed:
            return match
    return evolve(match, state=shape.unpack_state(game, match.packed))


def look_again(game: Game, match: Match) -> Match:
    """Return the match with its views asked for anew: those that it holds may be parts of another state."""
    with blamed_on(game):
        secrets = tuple(rules.secret_of(game, match.state, seat) for seat in range(len(match.players)))
        return evolve(match, public=rules.public_view(game, match.state), secrets=secrets)


def _act(
    game: Game, match: Match, act: Callable[[Dice], rules.Outcome], now_ms: int, mover: int | None
) -> Match:
    with blamed_on(game):
        state, notes = act(dice_of(match))
        change = rules.change_of(game, match.state, state)
        _check_unchanged(game, match)
    hint = None if change is None else (match.public, change)
    after = evolve(match, state=state, actions=match.actions + 1, acted_ms=now_ms, hint=hint)
    return _settle(game, evolve(after, notes=_log(after, notes)), now_ms, mover)


def _settle(game: Game, match: Match, now_ms: int, mover: int | None) -> Match:
    """Ask the game everything about a new state."""
    state, seats = match.state, len(match.players)
    with blamed_on(game):
        match = evolve(match, packed=shape.pack_state(game, state))
        outcome = rules.result_of(game, state, seats)
        deadline = rules.deadline_of(game, state) if outcome is None else None
        settled = evolve(
            match,
            turns=_turns(game, match, now_ms, mover),
            public=rules.public_view(game, state),
            secrets=tuple(rules.secret_of(game, state, seat) for seat in range(seats)),
            outcome=outcome,
            expires_ms=_expires_ms(match, deadline, now_ms),
            clock=deadline and deadline[1],
        )
        _check_unchanged(game, settled)
        return settled


def _expires_ms(match: Match, deadline: tuple[int, Value] | None, now_ms: int) -> int | None:
    """Return when the game's time is up: a clock that the game names goes on until it names another."""
    if deadline is None:
        return None
    wait_ms, clock = deadline
    return match.expires_ms if clock is not None and clock == match.clock else now_ms + wait_ms


def _check_unchanged(game: Game, match: Match) -> None:
    """Raise BadValue where a hook has written into the state, which others still hold."""
    if shape.pack_state(game, match.state) != match.packed:
        cure = "build a new one and return it, such as [*squares[:move], seat, *squares[move + 1 :]]"
        raise shape.BadValue(f"a hook of {game.id} changed the state that it was given; {cure}")


def _log(match: Match, notes: tuple[Note, ...]) -> tuple[tuple[int | None, Value], ...]:
    """Return the notes so far and these, under the number of the action and with the players' names."""
    if not notes:
        return match.notes
    names = [player.name for player in match.players]
    told = (
        (note.seat, {"number": match.actions, "text": _fill(note.text, names), "value": note.value})
        for note in notes
    )
    return (*match.notes, *told)[-NOTES_KEPT * 2 :]


def _fill(text: str, names: list[str]) -> str:
    """Put the players' names for {0}, {1}, …; not str.format, which a name could abuse."""
    for seat, name in enumerate(names):
        text = text.replace(f"{{{seat}}}", name)
    return text


def _turns(game: Game, match: Match, now_ms: int, mover: int | None) -> tuple[Turn, ...]:
    seats = len(match.players)
    acting_seats = rules.seats_to_act(game, match.state, seats)
    return tuple(
        _turn(game, match, seat, acting=seat in acting_seats, now_ms=now_ms, moved=seat == mover)
        for seat in range(seats)
    )


def _turn(game: Game, match: Match, seat: int, *, acting: bool, now_ms: int, moved: bool) -> Turn:
    moves = rules.legal_moves(game, match.state, seat) if acting else _no_moves(game)
    before = match.turns[seat] if match.turns else None
    # What a seat decided stays good while only others acted and its own choice is what it was.
    if before and not moved and (before.acting, before.moves) == (acting, moves):
        return before
    return Turn(acting, moves, match.actions, now_ms)


def _no_moves(game: Game) -> list[Value] | None:
    return None if game.moves is None else []


@contextmanager
def blamed_on(game: Game) -> Iterator[None]:
    """Turn whatever a hook raises into GameFailed, which names the game."""
    try:
        yield
    except (Exception, SystemExit, KeyboardInterrupt, OverBudget) as error:  # nor may a game end the server
        raise GameFailed.because(game, error) from error
