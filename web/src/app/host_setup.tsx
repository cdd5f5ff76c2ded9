// What the host of a table sets up anew between games: its name, the options, the clock, and whether it takes days.
import { useState } from "preact/hooks";
import { ClockChoice } from "./clock_choice";
import { clockIn, draftOf, type ClockDraft } from "./clock_draft";
import { listedPending, setUp, type HostProps } from "./host_wishes";
import { OptionsForm, optionsOf } from "./options";
import { PaceChoice } from "./pace";
import { Switch } from "./switch";
import type { Pace } from "../sdk/messages";
import { houseWords } from "./words/house";

const NAME_CHARACTERS = 48;

export function TablePart(props: HostProps) {
  const words = houseWords().host;
  return (
    <section class="decision" aria-label={words.table}>
      <h3>{words.table}</h3>
      <NameForm {...props} />
      <Switch
        testId="host-listed"
        label={words.listed}
        hint={words.listedHint}
        checked={listedPending(props)}
        change={(isListed) => void setUp(props, { public: isListed })}
      />
    </section>
  );
}

function NameForm(props: HostProps) {
  const words = houseWords().host;
  const { room, store } = props;
  // Only what is typed is a draft: without one the name is the table's, whoever has changed it.
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? room.name;
  const isFixed = room.phase === "playing";
  const save = async (event: Event) => {
    event.preventDefault();
    if (!(await setUp(props, { name: name.trim() }))) return;
    setTyped((now) => (now === typed ? null : now));
    store.passing.toast(words.saved);
  };
  return (
    <form class="decision-form" onSubmit={(event) => void save(event)}>
      <label for="host-name">{words.name}</label>
      <div class="row">
        <input
          id="host-name"
          data-testid="host-name"
          aria-describedby="host-name-hint"
          autocomplete="off"
          maxLength={NAME_CHARACTERS}
          disabled={isFixed}
          value={name}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button data-testid="host-name-save" disabled={isFixed || name.trim() === room.name}>
          {words.save}
        </button>
      </div>
      <p class="muted small" id="host-name-hint">
        {isFixed ? words.fixed : words.nameHint}
      </p>
    </form>
  );
}

/** What counts for the next game; while one runs it is there to be read, and says why it can't be changed. */
export function GamePart(props: HostProps) {
  const words = houseWords().host;
  const { store, room } = props;
  const isLive = store.games.some((game) => game.id === room.game && game.tick_rate > 0);
  const hasOptions = optionsOf(store, room).length > 0;
  const isFixed = room.phase === "playing";
  if (isLive && !hasOptions) return null;
  return (
    <section class="decision" aria-label={words.game}>
      <h3>{words.game}</h3>
      <p class="muted small" data-testid="host-game-hint">
        {isFixed ? words.fixed : words.gameHint}
      </p>
      {hasOptions && (
        <fieldset class="part" disabled={isFixed}>
          <legend class="unseen">{words.options}</legend>
          <OptionsForm store={store} room={room} testId="host-options" />
        </fieldset>
      )}
      {!isLive && (
        <fieldset class="part" disabled={isFixed}>
          <legend class="unseen">{words.times}</legend>
          <TimesForm {...props} />
        </fieldset>
      )}
    </section>
  );
}

/** Only what was changed is asked for: a clock that a program has set may be none that this form can make. */
function TimesForm(props: HostProps) {
  const words = houseWords().host;
  const { room, store } = props;
  const [chosenClock, setClock] = useState<ClockDraft | null>(null);
  const [chosenPace, setPace] = useState<Pace | null>(null);
  const clock = chosenClock ?? draftOf(room.clock);
  const pace = chosenPace ?? room.pace;
  const timed = clockIn(clock);
  const isSame = chosenClock === null && pace === room.pace;
  const save = async (event: Event) => {
    event.preventDefault();
    if (timed === undefined) return;
    const changes = { ...(pace !== room.pace && { pace }), ...(chosenClock !== null && { clock: timed }) };
    if (!(await setUp(props, changes))) return;
    setClock((now) => (now === chosenClock ? null : now));
    setPace((now) => (now === chosenPace ? null : now));
    store.passing.toast(words.saved);
  };
  return (
    <form class="decision-form" noValidate onSubmit={(event) => void save(event)}>
      <PaceChoice pace={pace} choose={setPace} />
      <ClockChoice draft={clock} change={setClock} />
      <button data-testid="host-times-save" disabled={isSame || timed === undefined}>
        {words.save}
      </button>
    </form>
  );
}
