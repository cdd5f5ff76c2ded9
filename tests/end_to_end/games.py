"""Whole games between two people, as they are played on the page."""

from itertools import cycle

from playwright.sync_api import expect

from tests.end_to_end.person import Person


def begin(*players: Person) -> None:
    """All say that they are ready, and the game begins."""
    for player in players:
        player.get("ready").click()
    for player in players:
        expect(player.get("board")).to_be_visible()


def play_tic_tac_toe(first: Person, second: Person) -> None:
    """The first player gets the upper row."""
    alternate(first, second, [f"square-{square}" for square in (0, 3, 1, 4, 2)])


def play_connect_four(first: Person, second: Person) -> None:
    """The first player piles four discs up."""
    alternate(first, second, [f"column-{column}" for column in (0, 1, 0, 1, 0, 1, 0)])


def play_liars_dice(first: Person, second: Person, *, from_round: int = 1) -> None:
    """Whoever opens bids that all dice are sixes, the other one calls, until one is out of dice."""
    for round_number in range(from_round, 100):
        begun = first.page.get_by_text(f"Round {round_number}.").or_(first.get("result"))
        expect(begun).to_be_visible()
        if first.get("result").is_visible():
            return
        opens = "Your turn" in first.get("turn").inner_text()
        bid_and_call(*((first, second) if opens else (second, first)))
    raise AssertionError("no liar was found in a hundred rounds")


def bid_and_call(bidder: Person, caller: Person) -> None:
    """One bids everything, the other does not believe it."""
    bidder.wait_turn()
    bidder.get("bid-quantity").fill(bidder.get("bid-quantity").get_attribute("max") or "")
    bidder.get("bid-face-6").click()
    bidder.get("bid").click()
    caller.play("call")


def alternate(first: Person, second: Person, moves: list[str]) -> None:
    """The players make the moves in turn."""
    for player, move in zip(cycle((first, second)), moves, strict=False):
        player.play(move)


PLAY = {
    "tic_tac_toe": play_tic_tac_toe,
    "connect_four": play_connect_four,
    "liars_dice": play_liars_dice,
}
