// Opening a table, or finding one by its code.
import { useMemo, useState } from "preact/hooks";
import { begin, type Draft } from "../forms/drafts";
import { Parts } from "../forms/fields";
import { read, type Fault } from "../forms/read";
import { readable } from "../forms/words";
import { faultsOf, Refusal, type Refused } from "../forms/refusal";
import type { Form, FormField } from "../sdk/forms";
import type { Pace, Value } from "../sdk/messages";
import { ClockChoice } from "./clock_choice";
import { clockIn, NO_CLOCK } from "./clock_draft";
import { GameArt } from "./game_art";
import { PaceChoice } from "./pace";
import { codeIn } from "./route";
import type { Store } from "./store";
import { detailLine, failureLine } from "./lines";
import { texts } from "./words";
import { gameTitle, optionLabel } from "./words/games";

export function NewTable({ store }: { store: Store }) {
  const [game, setGame] = useState("");
  const [name, setName] = useState("");
  const [isPublic, setPublic] = useState(true);
  const [clock, setClock] = useState(NO_CLOCK);
  const [pace, setPace] = useState<Pace>("live");
  const chosen = store.games.find((one) => one.id === game) ?? store.games[0];
  const options = useOptions(chosen?.id, chosen?.options);
  const create = async (event: Event) => {
    event.preventDefault();
    const wanted = options.read();
    const timed = clockIn(clock);
    if (!chosen || !wanted || timed === undefined) return;
    const outcome = await store.createRoom({
      game: chosen.id,
      name: name.trim(),
      public: isPublic,
      options: wanted,
      pace,
      clock: timed,
    });
    options.setRefused(outcome.done ? null : outcome);
  };
  return (
    <form class="card new-table" noValidate onSubmit={(event) => void create(event)}>
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
      {options.form.fields.length > 0 && (
        <fieldset class="form options">
          <legend class="unseen">{texts.newTable.options}</legend>
          <Parts
            key={chosen?.id}
            form={options.form}
            draft={options.draft}
            change={options.change}
            label=""
            labelOf={(name) => optionLabel(chosen?.id ?? "", name, readable(name))}
            path={[]}
            faults={options.faults}
            prefix="option"
          />
        </fieldset>
      )}
      <PaceChoice pace={pace} choose={setPace} />
      <ClockChoice draft={clock} change={setClock} />
      <label class="switch">
        <input
          type="checkbox"
          data-testid="room-public"
          checked={isPublic}
          onChange={(event) => setPublic(event.currentTarget.checked)}
        />
        <span>{texts.newTable.listed}</span>
      </label>
      {options.refused && (
        <Refusal
          refused={options.refused}
          line={failureLine(options.refused.code)}
          detail={detailLine(options.refused.code, options.refused.detail)}
        />
      )}
      <button
        class="primary wide"
        data-testid="create-room"
        disabled={!chosen || store.connection.waitsFor("create")}
      >
        {texts.newTable.open}
      </button>
    </form>
  );
}

type Record = Extract<Form, { type: "record" }>;

/** What is chosen for a game, what is wrong with it, and what the server did not take; each game has its own. */
function useOptions(game: string | undefined, fields: FormField[] | undefined) {
  const form = useMemo<Record>(() => ({ type: "record", title: "", fields: fields ?? [] }), [fields]);
  const [drafts, setDrafts] = useState<{ [game: string]: Draft }>({});
  const [found, setFound] = useState<{ game: string; faults: Fault[]; refused: Refused | null }>();
  const draft = drafts[game ?? ""] ?? begin(form);
  const now = found?.game === game ? found : undefined;
  const tell = (faults: Fault[], refused: Refused | null) => setFound({ game: game ?? "", faults, refused });
  return {
    form,
    draft,
    change: (changed: Draft) => setDrafts({ ...drafts, [game ?? ""]: changed }),
    faults: [...(now?.faults ?? []), ...faultsOf(now?.refused ?? null)],
    refused: now?.refused ?? null,
    setRefused: (refused: Refused | null) => tell([], refused),
    /** Return the options to send, or show what is wrong with them. */
    read: (): { [name: string]: Value } | null => {
      const options = read(form, draft);
      tell(options.faults ?? [], null);
      return options.faults ? null : (options.value as { [name: string]: Value });
    },
  };
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
