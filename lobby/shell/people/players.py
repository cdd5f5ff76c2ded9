"""The players who are in memory, by their tokens and ids; the store may know more."""

from collections.abc import Callable, Iterator

import trio
from attrs import Factory, define, evolve, field

from lobby.core.ids import PlayerId
from lobby.core.talk.looks import Names
from lobby.core.talk.reserved import Reserved, reserve
from lobby.core.talk.text import clean_name, find_mixed
from lobby.settings import Config, TalkSection
from lobby.shell import chance
from lobby.shell.chance import Chance
from lobby.shell.limits import TokenBucket
from lobby.shell.records import KeepPlayer
from lobby.shell.session import Identity
from lobby.wire.messages import Kind, Player


def _is_fine(name: str) -> str | None:
    return name


def _reserve(talk: TalkSection) -> Reserved:
    return reserve(talk.reserved_names, talk.reserved_beside)


@define(eq=False)
class Players:
    """Whoever is in memory is here once, by the hash of the token and by the id."""

    config: Config
    source: Chance
    names: Names = field(factory=Names)  # of who is there, or whom a room waits for
    filter_name: Callable[[str], str | None] = _is_fine
    has_strangers: bool = False  # whether the store may know somebody who is not here
    reserved: Reserved = field(default=Factory(lambda self: _reserve(self.config.talk), takes_self=True))
    _by_token: dict[bytes, Identity] = field(factory=dict)
    _by_id: dict[PlayerId, Identity] = field(factory=dict)

    def __len__(self) -> int:
        return len(self._by_token)

    def __iter__(self) -> Iterator[Identity]:
        return iter(list(self._by_id.values()))

    def by_token(self, token_hash: bytes) -> Identity | None:
        """Return whose token it is, None where nobody of that token is here."""
        return self._by_token.get(token_hash)

    def by_id(self, player: PlayerId) -> Identity | None:
        """Return the player of an id, None where none is here."""
        return self._by_id.get(player)

    def make(self, kind: Kind, wish: str, token_hash: bytes) -> Identity:
        """Return a new player, of a name as near to the wish as can be."""
        longest = self.config.limits.name_characters
        id_ = chance.player_id(self.source)
        cleaned = clean_name(wish, longest)
        may_have = find_mixed(cleaned) is None and not self.reserved.holds(cleaned)
        wished = self.filter_name(cleaned if may_have else "")
        name = wished or f"Guest {id_[:4].upper()}"
        identity = self._begin(Player(id_, self._take_name(name[:longest]), kind), token_hash)
        self.keep(identity)
        return identity

    def take_back(self, kept: KeepPlayer, *, has_name: bool) -> Identity:
        """Return a player as the store knows them. Who has been away for long has no name until they come."""
        identity = self._begin(Player(kept.id, kept.name, kept.kind), kept.token_hash)
        identity.is_known = identity.is_saved = True
        identity.has_name = has_name
        if has_name:
            self.names.add(kept.name)
        self.keep(identity)
        return identity

    def keep(self, identity: Identity) -> None:
        """Somebody is here."""
        self._by_token[identity.token_hash] = identity
        self._by_id[PlayerId(identity.player.id)] = identity

    def drop(self, identity: Identity) -> None:
        """Let somebody go; who is known to the store is a stranger from now on."""
        self._by_token.pop(identity.token_hash, None)
        self._by_id.pop(PlayerId(identity.player.id), None)
        self.release_name(identity)
        self.has_strangers |= identity.is_known

    def welcome(self, identity: Identity) -> None:
        """Who was away for long has the same name, or one like it where somebody has taken it."""
        if not identity.has_name:
            self._name(identity, self._take_name(identity.player.name))

    def rename(self, identity: Identity, name: str) -> str | None:
        """Give the player a name as near to the wish as can be; None where nothing is left of it."""
        cleaned = clean_name(name, self.config.limits.name_characters)
        if not cleaned:
            return None
        if cleaned == identity.player.name:
            return cleaned
        self.release_name(identity)
        given = self._take_name(cleaned)
        self._name(identity, given)
        return given

    def release_name(self, identity: Identity) -> None:
        """Somebody else may have the name."""
        if identity.has_name:
            identity.has_name = False
            self.names.release(identity.player.name)

    def _name(self, identity: Identity, given: str) -> None:
        identity.has_name = True
        if given != identity.player.name:
            identity.player = evolve(identity.player, name=given)
            identity.is_saved = False

    def _take_name(self, wish: str) -> str:
        return self.names.take(wish, self._suffixes(), self.config.limits.name_characters)

    def _suffixes(self) -> Iterator[int]:
        """Yield small numbers, then random ones: a thousand of one name must not be counted through."""
        yield from range(2, 10)
        while True:
            yield int.from_bytes(self.source.token_bytes(4)) % 1_000_000

    def _begin(self, player: Player, token_hash: bytes) -> Identity:
        limits, game, now = self.config.limits, self.config.game, trio.current_time()
        chat = TokenBucket(limits.chat_per_second, limits.chat_burst, now)
        failures = TokenBucket(game.failures_per_minute / 60, game.failures_burst, now)
        looks = TokenBucket(limits.looks_per_second, limits.looks_burst, now)
        return Identity(player, token_hash, chat, failures, looks)


def record_of(identity: Identity) -> KeepPlayer:
    """Return a player as they are to be stored."""
    player = identity.player
    return KeepPlayer(PlayerId(player.id), identity.token_hash, player.name, player.kind)
