// Who was asked together: where several act at once, who has acted already is told apart from who is not asked.

/** Return the seats that were asked last, of whom `turn` must still act. */
export function asked(before: readonly number[], turn: readonly number[]): readonly number[] {
  const isSameRound = turn.length > 0 && turn.every((seat) => before.includes(seat));
  return isSameRound ? before : turn;
}
