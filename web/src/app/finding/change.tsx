// By how much a game has changed a rating.

export function Change({ change }: { change: number }) {
  const sign = change > 0 ? "+" : change < 0 ? "−" : "±";
  return (
    <strong class={change < 0 ? "change change-down" : "change"} data-testid="change">
      {sign}
      {Math.abs(change)}
    </strong>
  );
}
