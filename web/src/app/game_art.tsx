// A small picture of each game, for lists.

/** The picture of a game; games that have none of their own get a meeple. */
export function GameArt({ game }: { game: string }) {
  return (
    <svg class="art" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
      <rect width="48" height="48" rx="12" class="art-ground" />
      {ART[game] ?? OTHER}
    </svg>
  );
}

const OTHER = (
  <path
    class="art-two"
    d="M24 10a6 6 0 0 1 5.6 8.2c5 1.2 9 3.6 9 6.3 0 2-2 2.5-5 2.5l4.4 9c.6 1.2 0 2-1.3 2h-8.2L24 32l-4.5 6h-8.2c-1.3 0-1.9-.8-1.3-2l4.4-9c-3 0-5-.5-5-2.5 0-2.7 4-5.1 9-6.3A6 6 0 0 1 24 10Z"
  />
);

const ART: Record<string, preact.JSX.Element> = {
  tic_tac_toe: (
    <>
      <path class="art-line" d="M19 10v28M29 10v28M10 19h28M10 29h28" />
      <path class="art-x" d="m12 12 4 4m0-4-4 4" />
      <circle class="art-o" cx="24" cy="24" r="2.6" />
      <path class="art-x" d="m32 32 4 4m0-4-4 4" />
    </>
  ),
  connect_four: (
    <>
      {[14, 24, 34].map((x, column) =>
        [14, 24, 34].map((y, row) => (
          <circle
            key={`${x} ${y}`}
            cx={x}
            cy={y}
            r="4"
            class={["art-hole", "art-one", "art-two"][(column * 2 + row) % 3]}
          />
        )),
      )}
    </>
  ),
  snake_arena: (
    <>
      <path class="art-snake" d="M11 37h19V25H18V13h15" />
      <circle cx="34" cy="13" r="5" class="art-one" />
      <circle cx="35.5" cy="12" r="1.5" class="art-pip" />
      <path
        class="art-two"
        d="m37 30 1.5 3.500 3.500 1.500-3.500 1.500L37 40l-1.500-3.500L32 35l3.500-1.500Z"
      />
    </>
  ),
  liars_dice: (
    <>
      <rect x="9" y="17" width="19" height="19" rx="5" class="art-one" />
      <circle cx="14" cy="22" r="2" class="art-pip" />
      <circle cx="18.5" cy="26.5" r="2" class="art-pip" />
      <circle cx="23" cy="31" r="2" class="art-pip" />
      <rect x="23" y="10" width="16" height="16" rx="4.5" class="art-two" transform="rotate(14 31 18)" />
      <circle cx="28.5" cy="16.5" r="1.8" class="art-pip" />
      <circle cx="33.5" cy="19.5" r="1.8" class="art-pip" />
    </>
  ),
};
