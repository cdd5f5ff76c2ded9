// Opening a table, or finding one by its code.
import { useEffect, useRef, useState } from "preact/hooks";
import { Refusal } from "../forms/refusal";
import { showFault } from "../forms/show_fault";
import type { Pace } from "../sdk/messages";
import { playAgainstBots } from "./against_bots";
import { ClockChoice } from "./clock_choice";
import { clockIn, NO_CLOCK } from "./clock_draft";
import { GameArt } from "./game_art";
import { later } from "./later";
import { OptionFields, useOptions } from "./options";
import { PaceChoice } from "./pace";
import { codeIn } from "./route";
import { chosenRules, rulesFor, USUAL_RULES, type Rules } from "./rules";
import type { Store } from "./store";
import {
  DelayChoice,
  houseFor,
  USUAL_DELAY_MS,
  WatchingChoice,
  watchingFor,
  type Watching,
} from "./watching";
import { Detail } from "./detail";
import { failureLine } from "./lines";
import { texts } from "./words";
import { gameTitle } from "./words/games";

const RuleFields = later(async () => (await import("./rule_fields")).RuleFields);

export function NewTable({ store }: { store: Store }) {
  const [game, setGame] = useState("");
  const [name, setName] = useState("");
  const [isPublic, setPublic] = useState(true);
  const [password, setPassword] = useState("");
  const [isRated, setRated] = useState(false);
  const [clock, setClock] = useState(NO_CLOCK);
  const [pace, setPace] = useState<Pace>("live");
  const [watching, setWatching] = useState<Watching>("open");
  const [delayMs, setDelay] = useState(USUAL_DELAY_MS);
  const [rules, setRules] = useState(USUAL_RULES);
  const [seesRules, setSeesRules] = useState(false);
  const chosen = store.games.find((one) => one.id === game) ?? store.games[0];
  const isLive = (chosen?.tick_rate ?? 0) > 0;
  const isAtOnce = isLive || isRated;
  const played = { isRated, isLive, isSlow: !isLive && pace === "slow", hasBots: !!chosen?.bots.length };
  const options = useOptions(chosen?.id, chosen?.options);
  const form = useRef<HTMLFormElement>(null);
  const [failures, setFailures] = useState(0);
  useEffect(() => showFault(failures ? form.current : null), [failures]);
  const create = async (event: Event, opponents: "people" | "bots") => {
    event.preventDefault();
    const wanted = options.read();
    // A game in real time has no use for some of what was chosen for another one.
    const timed = isLive ? null : clockIn(clock);
    const wantedPace = isLive ? "live" : pace;
    if (!chosen || !wanted || timed === undefined) return setFailures(failures + 1);
    const wish = {
      game: chosen.id,
      name: name.trim(),
      public: isPublic,
      options: wanted,
      pace: wantedPace,
      clock: timed,
      house: {
        ...houseFor(watchingFor(watching, isAtOnce), delayMs),
        ...chosenRules(rules, played),
        ...(password && { password }),
        ...(isRated && { rated: true }),
      },
    };
    const outcome = await (opponents === "bots"
      ? playAgainstBots(store, chosen, wish)
      : store.opening.create(wish));
    options.setRefused(outcome.done ? null : outcome);
    if (!outcome.done) setFailures(failures + 1);
  };
  return (
    <form ref={form} class="card new-table" noValidate onSubmit={(event) => void create(event, "people")}>
      <h2>{texts.newTable.title}</h2>
      <div class="picked">
        <GameArt game={chosen?.id ?? ""} />
        <label class="picked-game">
          <span class="muted">{texts.newTable.game}</span>
          <select
            data-testid="game-select"
            value={chosen?.id ?? ""}
            onChange={(event) => setGame(event.currentTarget.value)}
          >
            {store.games.map((one) => (
              <option key={one.id} value={one.id}>
                {gameTitle(one.id, one.title)}
              </option>
            ))}
          </select>
          {chosen && <span class="muted">{texts.newTable.players(chosen.seats_min, chosen.seats_max)}</span>}
        </label>
      </div>
      <input
        data-testid="room-name"
        aria-label={texts.newTable.name}
        placeholder={texts.newTable.nameOptional}
        value={name}
        maxLength={48}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <OptionFields game={chosen?.id} options={options} />
      {!isLive && <PaceChoice pace={pace} choose={setPace} />}
      {!isLive && <ClockChoice draft={clock} change={setClock} />}
      <WatchingChoice watching={watchingFor(watching, isAtOnce)} choose={setWatching} isAtOnce={isAtOnce} />
      {watchingFor(watching, isAtOnce) === "delayed" && <DelayChoice delayMs={delayMs} choose={setDelay} />}
      <label class="switch">
        <input
          type="checkbox"
          data-testid="room-public"
          checked={isPublic}
          onChange={(event) => setPublic(event.currentTarget.checked)}
        />
        <span>{texts.newTable.listed}</span>
      </label>
      <input
        data-testid="room-password"
        aria-label={texts.newDoor.password}
        placeholder={texts.newDoor.password}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={password}
        maxLength={100}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <label class="switch">
        <input
          type="checkbox"
          data-testid="room-rated"
          checked={isRated}
          onChange={(event) => setRated(event.currentTarget.checked)}
        />
        <span>{texts.newTable.rated}</span>
      </label>
      <details
        class="more-rules"
        data-testid="more-rules"
        onToggle={(event) => setSeesRules(event.currentTarget.open)}
      >
        <summary>{texts.newTable.rules}</summary>
        {seesRules && (
          <RuleFields
            rules={rules}
            shown={rulesFor(played)}
            bots={chosen?.bots ?? []}
            change={(changes: Partial<Rules>) => setRules({ ...rules, ...changes })}
          />
        )}
      </details>
      {options.refused && (
        <Refusal
          refused={options.refused}
          line={failureLine(options.refused.code)}
          detail={<Detail failure={options.refused} />}
        />
      )}
      <button
        class="primary wide"
        data-testid="create-room"
        disabled={!chosen || store.connection.waitsFor("create")}
      >
        {texts.newTable.open}
      </button>
      {chosen && chosen.bots.length > 0 && (
        <button
          type="button"
          class="wide"
          data-testid="play-bots"
          disabled={store.connection.waitsFor("create")}
          onClick={(event) => void create(event, "bots")}
        >
          {texts.bots.against}
        </button>
      )}
    </form>
  );
}

export function JoinByCode({ store }: { store: Store }) {
  const [text, setText] = useState("");
  const join = (event: Event) => {
    event.preventDefault();
    const code = codeIn(text);
    if (code) store.go({ name: "room", code });
  };
  return (
    <form class="card join" onSubmit={join}>
      <h2>{texts.home.gotCode}</h2>
      <div class="row">
        <input
          data-testid="join-code"
          aria-label={texts.home.codeOfTable}
          placeholder={texts.home.code}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button data-testid="join-submit" disabled={text.trim() === ""}>
          {texts.common.join}
        </button>
      </div>
    </form>
  );
}
