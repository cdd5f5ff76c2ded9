// The slider and the buttons below the picture.
import type { Reel } from "../../sdk/film";
import { clockText } from "../lines";
import { texts } from "../words";
import { SPEEDS, type Act, type Playing } from "./playing";

interface Props {
  reel: Reel;
  playing: Playing;
  act: (act: Act) => void;
  /** Whether it goes by the clock: then it can't be played otherwise than it was. */
  isLive: boolean;
}

const FRACTIONS: Record<number, string> = { 0.25: "¼", 0.5: "½" };

export function Controls({ reel, playing, act, isLive }: Props) {
  const { index, isPlaying, speed, asPlayed } = playing;
  const last = reel.length - 1;
  const time = clockText(reel.at(index).atMs);
  return (
    <div class="replay-controls" role="group" aria-label={texts.replay.controls}>
      <div class="replay-slide">
        <input
          type="range"
          min={0}
          max={last}
          value={index}
          aria-label={texts.replay.slider}
          aria-valuetext={texts.replay.stepAt(index + 1, reel.length, time)}
          data-testid="replay-slider"
          onInput={(event) => act({ type: "go", to: event.currentTarget.valueAsNumber })}
        />
        <span class="replay-count" data-testid="replay-count">
          <strong>
            {index + 1}/{reel.length}
          </strong>{" "}
          <span class="muted">{time}</span>
        </span>
      </div>
      <div class="replay-buttons">
        <Button
          isFar
          label={texts.replay.toStart}
          at={index === 0}
          onClick={() => act({ type: "go", to: 0 })}
          path={START}
        />
        <Button
          label={texts.replay.back}
          at={index === 0}
          testId="replay-back"
          onClick={() => act({ type: "step", by: -1 })}
          path={BACK}
          keys={["ArrowLeft", "←"]}
        />
        <button
          class="primary replay-play"
          data-testid="replay-play"
          data-playing={isPlaying}
          aria-label={isPlaying ? texts.replay.pause : texts.replay.play}
          aria-keyshortcuts="Space"
          title={`${isPlaying ? texts.replay.pause : texts.replay.play} (${texts.replay.space})`}
          disabled={last === 0}
          onClick={() => act({ type: "toggle" })}
        >
          <Icon path={isPlaying ? PAUSE : PLAY} />
          <span class="replay-word">{isPlaying ? texts.replay.pause : texts.replay.play}</span>
        </button>
        <Button
          label={texts.replay.on}
          at={index === last}
          testId="replay-on"
          onClick={() => act({ type: "step", by: 1 })}
          path={ON}
          keys={["ArrowRight", "→"]}
        />
        <Button
          isFar
          label={texts.replay.toEnd}
          at={index === last}
          onClick={() => act({ type: "go", to: last })}
          path={END}
        />
        <label class="replay-speed">
          <span class="unseen">{texts.replay.speed}</span>
          <select
            data-testid="replay-speed"
            value={String(speed)}
            onChange={(event) => act({ type: "speed", speed: Number(event.currentTarget.value) })}
          >
            {SPEEDS.map((one) => (
              <option key={one} value={String(one)}>
                {FRACTIONS[one] ?? one}×
              </option>
            ))}
          </select>
        </label>
        {!isLive && (
          <label class="switch replay-as-played">
            <input
              type="checkbox"
              checked={asPlayed}
              data-testid="replay-as-played"
              onChange={(event) => act({ type: "asPlayed", asPlayed: event.currentTarget.checked })}
            />
            {texts.replay.asPlayed}
          </label>
        )}
      </div>
    </div>
  );
}

interface ButtonProps {
  label: string;
  /** Whether it leads nowhere: the focus stays on it all the same. */
  at: boolean;
  path: string;
  /** The key that does the same: its name, and the sign on it. */
  keys?: readonly [name: string, sign: string];
  /** Whether a narrow page does without it: the slider goes there, too. */
  isFar?: boolean;
  testId?: string;
  onClick: () => void;
}

function Button({ label, at, path, keys, isFar = false, testId, onClick }: ButtonProps) {
  return (
    <button
      class={isFar ? "replay-step replay-far" : "replay-step"}
      aria-label={label}
      aria-keyshortcuts={keys?.[0]}
      title={keys ? `${label} (${keys[1]})` : label}
      aria-disabled={at}
      data-testid={testId}
      onClick={() => at || onClick()}
    >
      <Icon path={path} />
    </button>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill="currentColor">
      <path d={path} />
    </svg>
  );
}

const PLAY = "M7 4.5v15l13-7.5Z";
const PAUSE = "M6 5h4.5v14H6ZM13.500 5H18v14h-4.500Z";
const BACK = "M16.500 5v14L6.500 12Z";
const ON = "M7.500 5v14l10-7Z";
const START = "M5 5h2.500v14H5ZM19 5v14L9 12Z";
const END = "M5 5v14l10-7ZM16.500 5H19v14h-2.500Z";
