"""Words that several messages use."""

from typing import Literal

Kind = Literal["person", "bot"]
Channel = Literal["all", "seats", "watchers", "team"]
Pace = Literal["live", "slow"]  # a game in one sitting, or one over days
OfferKind = Literal["draw", "undo", "swap"]  # a draw, moves taken back, seats swapped
Offset = tuple[str, int]  # epoch, number
