// The options of a game as a form: for a new table, and for the host between games.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { begin, type Draft } from "../forms/drafts";
import { Parts } from "../forms/fields";
import { read, type Fault } from "../forms/read";
import { faultsOf, Refusal, type Refused } from "../forms/refusal";
import { showFault } from "../forms/show_fault";
import { readable } from "../forms/words";
import type { Form, FormField } from "../sdk/forms";
import type { Value } from "../sdk/messages";
import type { RoomView } from "../sdk/views/room";
import { Detail } from "./detail";
import { failureLine } from "./lines";
import type { Table } from "./table";
import type { Store } from "./store";
import { useTouchedOptions } from "./touched_options";
import { texts } from "./words";
import { optionLabel } from "./words/games";

type Record = Extract<Form, { type: "record" }>;

/** What is chosen for a game, what is wrong with it, and what the server did not take; each game has its own. */
export function useOptions(game: string | undefined, fields: FormField[] | undefined) {
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

export type Options = ReturnType<typeof useOptions>;

export function OptionFields({ game, options }: { game: string | undefined; options: Options }) {
  if (options.form.fields.length === 0) return null;
  return (
    <fieldset class="form options">
      <legend class="unseen">{texts.newTable.options}</legend>
      <Parts
        key={game}
        form={options.form}
        draft={options.draft}
        change={options.change}
        label=""
        labelOf={(name) => optionLabel(game ?? "", name, readable(name))}
        path={[]}
        faults={options.faults}
        prefix="option"
      />
    </fieldset>
  );
}

interface NextProps {
  store: Store;
  room: RoomView;
}

/** Return the options that a table's game has; none where it is not on offer any more. */
export function optionsOf(store: Store, room: RoomView): FormField[] {
  return store.games.find(({ id }) => id === room.game)?.options ?? [];
}

/** What the host may choose for the next game; nothing where the game has no options. */
export function NextOptions({ table: { store, room, isHost } }: { table: Table }) {
  if (!isHost || room.match || room.phase === "playing" || optionsOf(store, room).length === 0) return null;
  return (
    <details class="next-options" data-testid="next-options">
      <summary>{texts.nextOptions.change}</summary>
      <OptionsForm store={store} room={room} testId="save-options" />
    </details>
  );
}

export function OptionsForm({ store, room, testId }: NextProps & { testId: string }) {
  const declared = optionsOf(store, room);
  const fields = useMemo(
    () => declared.map((field) => ({ ...field, default: room.options[field.name] ?? field.default })),
    [declared, room.options],
  );
  const options = useTouchedOptions(fields);
  const form = useRef<HTMLFormElement>(null);
  const [failures, setFailures] = useState(0);
  useEffect(() => showFault(failures ? form.current : null), [failures]);
  const save = async (event: Event) => {
    event.preventDefault();
    const wanted = options.read();
    if (!wanted) return setFailures(failures + 1);
    // What is not changed here stays as it is by then: another page of the host may have changed it.
    const wish = { type: "set_options", room: room.id, options: wanted, keep: true } as const;
    const outcome = await store.connection.ask(wish);
    options.setRefused(outcome.done ? null : outcome);
    if (outcome.done) options.saved();
    if (!outcome.done) setFailures(failures + 1);
  };
  return (
    <form ref={form} noValidate onSubmit={(event) => void save(event)}>
      <OptionFields game={room.game} options={options} />
      {options.refused && (
        <Refusal
          refused={options.refused}
          line={failureLine(options.refused.code)}
          detail={<Detail failure={options.refused} />}
        />
      )}
      <button data-testid={testId}>{texts.nextOptions.save}</button>
    </form>
  );
}
