"""Small games without a drawing, as an author might write them on a first evening."""

REVERSI = '''
"""Reversi on a board of six: a move is [row, column], and turns what it encloses."""

from lobby.core.game import Note, Result, draw, win

title, seats, version = "Little reversi", (2, 2), 1
SIZE = 6
WAYS = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]


def start(seats, options, dice):
    board = [[None] * SIZE for _ in range(SIZE)]
    board[2][2] = board[3][3] = 1
    board[2][3] = board[3][2] = 0
    return {"board": board, "turn": 0}


def enclosed(board, seat, row, column):
    found = []
    for down, right in WAYS:
        line, y, x = [], row + down, column + right
        while 0 <= y < SIZE and 0 <= x < SIZE and board[y][x] == 1 - seat:
            line.append((y, x))
            y, x = y + down, x + right
        if 0 <= y < SIZE and 0 <= x < SIZE and board[y][x] == seat:
            found += line
    return found


def places(board, seat):
    cells = [(y, x) for y in range(SIZE) for x in range(SIZE) if board[y][x] is None]
    return [[y, x] for y, x in cells if enclosed(board, seat, y, x)]


def moves(state, seat):
    return places(state["board"], seat) if state["turn"] == seat and not result(state) else []


def play(state, seat, move, dice):
    row, column = move
    turned = enclosed(state["board"], seat, row, column)
    board = [list(line) for line in state["board"]]
    for y, x in [(row, column), *turned]:
        board[y][x] = seat
    other = 1 - seat if places(board, 1 - seat) else seat
    return {"board": board, "turn": other}, [Note(f"{{{seat}}} turns {len(turned)}")]


def public(state):
    cells = [cell for row in state["board"] for cell in row]
    return {"board": state["board"], "counts": [cells.count(0), cells.count(1)]}


def result(state):
    board = state["board"]
    if places(board, 0) or places(board, 1):
        return None
    cells = [cell for row in board for cell in row]
    mine, yours = cells.count(0), cells.count(1)
    return draw() if mine == yours else win(0 if mine > yours else 1)
'''

CARDS = '''
"""Hidden hands: follow the suit or the rank of the top card, or draw."""

from lobby.core.game import Illegal, Note, Result, win

title, seats, version = "Little eights", (2, 4), 1
PACK = [f"{suit}{rank}" for suit in "♠♥♦♣" for rank in ("A", *map(str, range(2, 11)), "J", "Q", "K")]


def start(seats, options, dice):
    pack = dice.shuffled(PACK)
    hands = [pack[5 * seat : 5 * seat + 5] for seat in range(seats)]
    told = [Note("You got " + ", ".join(hands[seat]), seat) for seat in range(seats)]
    return {"hands": hands, "top": pack[5 * seats], "pack": pack[5 * seats + 1 :], "turn": 0}, told


def fits(card, top):
    return card[0] == top[0] or card[1:] == top[1:]


def moves(state, seat):
    if state["turn"] != seat or result(state):
        return []
    return [card for card in state["hands"][seat] if fits(card, state["top"])] + ["draw"]


def check(state, seat, move):
    return Illegal("you don't have that card") if move not in state["hands"][seat] else None


def play(state, seat, move, dice):
    hands, pack, top = [list(hand) for hand in state["hands"]], list(state["pack"]), state["top"]
    notes = [Note(f"{{{seat}}} plays {move}", value={"card": move})]
    if move == "draw":
        pack = pack or dice.shuffled([card for card in PACK if card != top])
        card = pack.pop()
        hands[seat].append(card)
        notes = [Note(f"{{{seat}}} draws a card"), Note(f"You drew {card}", seat)]
    else:
        hands[seat].remove(move)
        top = move
    return {"hands": hands, "top": top, "pack": pack, "turn": (seat + 1) % len(hands)}, notes


def public(state):
    return {"top": state["top"], "hands": [len(hand) for hand in state["hands"]], "pack": len(state["pack"])}


def secret(state, seat):
    return {"hand": state["hands"][seat]}


def result(state):
    for seat, hand in enumerate(state["hands"]):
        if not hand:
            return win(seat, len(state["hands"]))
    return None
'''

AUCTION = '''
"""An auction with checked moves: a bid has an amount, a colour, a reason and tags; or one passes."""

from typing import Literal

from attrs import field, frozen
from attrs.validators import ge, le, max_len, min_len

from lobby.core.game import Illegal, Note, win

title, seats, version = "Auction", (2, 2), 1
NOTES = {"deep": {"deeper": {"deepest": [1, 2]}}}


@frozen
class Bid:
    amount: int = field(validator=[ge(1), le(50)])
    colour: Literal["red", "green", "blue"]
    reason: str = field(default="", validator=max_len(300))
    tags: list[str] = field(factory=list, validator=max_len(3))


@frozen
class Pass:
    """No more."""


Move = Bid | Pass


def start(seats, options, dice):
    return {"amount": 0, "bids": [], "bidder": None, "turn": 0, "winner": None}


def turn(state):
    return [] if state["winner"] is not None else [state["turn"]]


def check(state, seat, move):
    if isinstance(move, Bid) and move.amount <= state["amount"]:
        return Illegal(f"a bid must be over {state['amount']}")
    if isinstance(move, Pass) and state["bidder"] is None:
        return Illegal("somebody has to bid first")
    return None


def sample(state, seat, dice):
    if state["bidder"] is not None or state["amount"] >= 50:
        return Pass()
    return Bid(state["amount"] + 1, "red")


def play(state, seat, move, dice):
    if isinstance(move, Pass):
        return {**state, "winner": state["bidder"]}, [Note(f"{{{seat}}} passes")]
    bid = {"by": seat, "amount": move.amount, "colour": move.colour, "reason": move.reason, "tags": move.tags}
    after = {**state, "amount": move.amount, "bids": [*state["bids"], bid], "bidder": seat, "turn": 1 - seat}
    return after, [Note(f"{{{seat}}} bids {move.amount}")]


def public(state):
    return {
        "lot": "A clock of {0}'s grandmother",
        "highest_bid": state["amount"],
        "bidder": state["bidder"],
        "bids": state["bids"],
        "rules": {"least": 1, "most": 50, "passing": True, "seal": b"\\x00\\x01", "notes": NOTES},
    }


def result(state):
    return None if state["winner"] is None else win(state["winner"])
'''

QUIZ = '''
"""Everybody answers at once, in secret, and in time."""

from typing import Literal

from attrs import field, frozen
from attrs.validators import ge, le, max_len, min_len

from lobby.core.game import Note, Result

title, seats, version = "Little quiz", (2, 5), 1
QUESTIONS = ["What is six times seven?", "Which planet is red?", "Which animal is on the logo of Linux?"]
ANSWERS = ["42", "mars", "penguin"]


@frozen
class Options:
    seconds: int = field(default=30, validator=[ge(1), le(120)])
    questions: int = field(default=2, validator=[ge(1), le(3)])
    level: Literal["easy", "hard"] = "easy"
    hints: bool = False
    greeting: str = field(default="Welcome", validator=max_len(40))


@frozen
class Answer:
    text: str = field(validator=[min_len(1), max_len(60)])


Move = Answer


def start(seats, options, dice):
    limits = {"ms": options.seconds * 1000, "questions": options.questions, "greeting": options.greeting}
    return {**limits, "at": 0, "answers": [None] * seats, "points": [0] * seats, "shown": None}


def turn(state):
    return [] if result(state) else [seat for seat, answer in enumerate(state["answers"]) if answer is None]


def check(state, seat, move):
    return None


def sample(state, seat, dice):
    return Answer(dice.choice(ANSWERS))


def play(state, seat, move, dice):
    answers = [*state["answers"]]
    answers[seat] = move.text
    after = {**state, "answers": answers}
    return after if None in answers else close(after)


def deadline(state):
    return None if result(state) else state["ms"]


def expire(state, dice):
    after, notes = close(state)
    return after, [Note("Time is up"), *notes]


def close(state):
    right = ANSWERS[state["at"]]
    good = [seat for seat, answer in enumerate(state["answers"]) if (answer or "").lower() == right]
    points = [has + (seat in good) for seat, has in enumerate(state["points"])]
    shown = {f"{{{seat}}}": answer for seat, answer in enumerate(state["answers"])}
    asked = {"at": state["at"] + 1, "answers": [None] * len(points)}
    after = {**state, **asked, "points": points, "shown": shown}
    return after, [Note(f"It was {right}"), *(Note(f"{{{seat}}} was right") for seat in good)]


def public(state):
    over = state["at"] >= state["questions"]
    question = state["greeting"] if over else QUESTIONS[state["at"]]
    return {"question": question, "points": state["points"], "last_answers": state["shown"]}


def secret(state, seat):
    return {"your_answer": state["answers"][seat]}


def result(state):
    if state["at"] < state["questions"]:
        return None
    points = state["points"]
    return Result(tuple(1 + sum(other > mine for other in points) for mine in points), tuple(points))
'''

BREAKTHROUGH = '''
"""Breakthrough on a board of six: a man goes one step forward, and takes aslant."""

from attrs import frozen

from lobby.core.game import win

title, seats, version = "Breakthrough", (2, 2), 1
SIZE = 6


@frozen
class Move:
    source: tuple[int, int]
    target: tuple[int, int]


def start(seats, options, dice):
    rows = [1, 1, None, None, 0, 0]
    return {"board": [[seat] * SIZE for seat in rows], "turn": 0}


def moves(state, seat):
    board, found = state["board"], []
    if state["turn"] != seat or result(state):
        return []
    for row, column in [(y, x) for y in range(SIZE) for x in range(SIZE) if board[y][x] == seat]:
        ahead = row + (-1 if seat == 0 else 1)
        for beside in range(max(0, column - 1), min(SIZE, column + 2)):
            there = board[ahead][beside]
            if there is None or (there == 1 - seat and beside != column):
                found.append(Move((row, column), (ahead, beside)))
    return found


def play(state, seat, move, dice):
    board = [list(row) for row in state["board"]]
    board[move.source[0]][move.source[1]] = None
    board[move.target[0]][move.target[1]] = seat
    return {"board": board, "turn": 1 - seat}


def public(state):
    return {"board": state["board"]}


def result(state):
    board = state["board"]
    return win(0) if 0 in board[0] else win(1) if 1 in board[-1] else None
'''

MINES = '''
"""Mines for one: open all cells but those with a mine; a flag is for oneself."""

from typing import Literal

from attrs import frozen

from lobby.core.game import Result

title, seats, version = "Mines", (1, 1), 1
SIZE = 5
MINES = [[0, 1], [2, 3], [4, 0]]


@frozen
class Move:
    what: Literal["open", "flag"]
    row: int
    column: int


def start(seats, options, dice):
    return {"open": [], "flags": []}


def moves(state, seat):
    closed = [[y, x] for y in range(SIZE) for x in range(SIZE) if [y, x] not in state["open"]]
    return [] if result(state) else [Move(what, y, x) for y, x in closed for what in ("open", "flag")]


def play(state, seat, move, dice):
    cell = [move.row, move.column]
    if move.what == "open":
        return {**state, "open": [*state["open"], cell]}
    others = [flag for flag in state["flags"] if flag != cell]
    return {**state, "flags": others if cell in state["flags"] else [*others, cell]}


def public(state):
    def sign(y, x):
        if [y, x] not in state["open"]:
            return "F" if [y, x] in state["flags"] else None
        if [y, x] in MINES:
            return "*"
        return sum(abs(y - row) <= 1 and abs(x - column) <= 1 for row, column in MINES)

    return {"board": [[sign(y, x) for x in range(SIZE)] for y in range(SIZE)], "flags": len(state["flags"])}


def result(state):
    opened = len(state["open"])
    over = any(mine in state["open"] for mine in MINES) or opened == SIZE * SIZE - len(MINES)
    return Result((1,), (opened,)) if over else None
'''

CAMPS = '''
"""Two kinds of record for a cell, and a note that may be empty."""

from typing import Literal

from attrs import frozen

from lobby.core.game import win

title, seats, version = "Camps", (2, 2), 1


@frozen
class Open:
    row: int
    column: int
    kind: Literal["open"] = "open"


@frozen
class Flag:
    row: int
    column: int
    kind: Literal["flag"] = "flag"


Move = Open | Flag


def start(seats, options, dice):
    return {"board": [["", "", ""] for _ in range(2)], "turn": 0, "said": ["", "hello", ""]}


def moves(state, seat):
    empty = [(y, x) for y in range(2) for x in range(3) if not state["board"][y][x]]
    return [kind(y, x) for y, x in empty for kind in (Open, Flag)] if state["turn"] == seat else []


def play(state, seat, move, dice):
    board = [list(row) for row in state["board"]]
    board[move.row][move.column] = "o" if isinstance(move, Open) else "F"
    return {**state, "board": board, "turn": 1 - seat}


def public(state):
    return {"board": state["board"], "said": state["said"]}


def result(state):
    return win(0) if all(all(row) for row in state["board"]) else None
'''

PEGS = '''
"""Cells that are typed in, because moves are checked and not listed."""

from attrs import field, frozen
from attrs.validators import ge, le

from lobby.core.game import Illegal, win

title, seats, version = "Pegs", (2, 2), 1


@frozen
class Move:
    row: int = field(validator=[ge(0), le(3)])
    column: int = field(validator=[ge(0), le(4)])


def start(seats, options, dice):
    return {"board": [[None] * 5 for _ in range(4)], "turn": 0}


def turn(state):
    return [] if result(state) else [state["turn"]]


def check(state, seat, move):
    return None if state["board"][move.row][move.column] is None else Illegal("there is a peg already")


def sample(state, seat, dice):
    return dice.choice([Move(y, x) for y in range(4) for x in range(5) if state["board"][y][x] is None])


def play(state, seat, move, dice):
    board = [list(row) for row in state["board"]]
    board[move.row][move.column] = seat
    return {"board": board, "turn": 1 - seat}


def public(state):
    return {"board": state["board"]}


def result(state):
    return next((win(row[0]) for row in state["board"] if row[0] is not None and len(set(row)) == 1), None)
'''
