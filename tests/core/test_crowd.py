"""Who is in a room right now."""

from lobby.core.crowd import Crowd
from lobby.core.ids import PlayerId, SessionId
from lobby.wire.messages import Player

ANN, BOB = Player("ann", "Ann", "person"), Player("bob", "Bob", "bot")
ONE, TWO = SessionId(b"1"), SessionId(b"2")


def test_a_player_is_present_through_one_session_or_more() -> None:
    crowd = Crowd()
    assert crowd.enter(ANN, ONE)
    assert not crowd.enter(ANN, TWO)

    assert not crowd.exit(PlayerId("ann"), ONE)
    assert PlayerId("ann") in crowd
    assert crowd.exit(PlayerId("ann"), TWO)

    assert PlayerId("ann") not in crowd
    assert not crowd.exit(PlayerId("ann"), TWO)


def test_the_view_counts_all_and_names_those_without_a_seat_up_to_a_limit() -> None:
    crowd = Crowd(named_max=1)
    for number, player in enumerate((ANN, BOB, Player("cy", "Cy", "person"))):
        crowd.enter(player, SessionId(bytes([number])))

    view = crowd.view({PlayerId("ann")})

    assert view == {"present": 3, "watchers": [{"id": "bob", "name": "Bob", "kind": "bot"}]}
    assert crowd.count_watchers({PlayerId("ann")}) == 2


def test_a_new_name_is_shown_for_who_is_present_only() -> None:
    crowd = Crowd()
    crowd.enter(ANN, ONE)

    crowd.rename(Player("ann", "Anna", "person"))
    crowd.rename(Player("bob", "Bobby", "bot"))

    assert crowd.view(set())["watchers"] == [{"id": "ann", "name": "Anna", "kind": "person"}]
    assert len(crowd) == 1
