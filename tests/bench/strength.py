"""How strong the bots are: `python -m tests.bench.strength` plays matches and prints who won."""

import sys
from time import perf_counter

import click

from lobby.bots.belief import find_belief
from lobby.catalogue import load_game
from tests.bots.practice import Practice

# Game, iterations of the search, games against random moves.
MATCHES = (
    ("connect_four", 50, 200),
    ("connect_four", 200, 100),
    ("tic_tac_toe", 1000, 100),
    ("liars_dice", 60, 60),
)


def main() -> int:
    """Play the matches, each with the seats swapped every other game; print a table."""
    click.echo("game          iterations   games   won   shared   lost   ms per move")
    for name, iterations, games in MATCHES:
        click.echo(_play(name, iterations, games))
    return 0


def _play(name: str, iterations: int, games: int) -> str:
    game, began, moves = load_game(name), perf_counter(), 0
    belief, ends = find_belief(game), {"won": 0, "shared": 0, "lost": 0}
    for seed in range(games):
        kinds = ("mcts", "random") if seed % 2 == 0 else ("random", "mcts")
        practice = Practice(game, belief, kinds, seed, iterations)
        places = practice.play()
        moves += practice.thoughts
        own, other = places[seed % 2], places[1 - seed % 2]
        ends["won" if own < other else "lost" if own > other else "shared"] += 1
    each_ms = (perf_counter() - began) * 1000 / max(moves, 1)
    row = f"{name:13} {iterations:10} {games:7} {ends['won']:5} {ends['shared']:8} {ends['lost']:6}"
    return f"{row} {each_ms:13.0f}"


if __name__ == "__main__":
    sys.exit(main())
