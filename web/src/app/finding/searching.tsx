// Search: what the server finds among all public tables, a page at a time.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Search } from "../../sdk/messages";
import type { RoomEntry, RoomPage } from "../../sdk/views/lobby";
import type { Store } from "../store";
import { texts } from "../words";

export type Query = Partial<Omit<Search, "type" | "number" | "cursor">>;

const PAUSE_MS = 400;

interface Found {
  rooms: RoomEntry[];
  cursor: string;
  isBusy: boolean;
}

/** Whether anything but the game is chosen; the live list shows all tables of a game already. */
export function isSearch(query: Query): boolean {
  return Object.entries(query).some(([name, value]) => name !== "game" && value !== "" && value !== 0);
}

/** What a query finds; asked for anew when it changes, but not at each key. */
export function useSearch(store: Store, query: Query) {
  const [found, tell] = useState<Found>({ rooms: [], cursor: "", isBusy: false });
  const latest = useRef(0);
  const key = JSON.stringify(query);
  const ask = async (cursor: string, before: RoomEntry[]) => {
    const asked = ++latest.current;
    tell({ rooms: before, cursor, isBusy: true });
    let rooms = before;
    let next = cursor;
    // A page may be empty and name the next one: that goes on until there is something to show.
    do {
      const outcome = await store.connection.ask({ type: "search", ...query, cursor: next });
      if (asked !== latest.current) return;
      if (!outcome.done) {
        store.passing.fail(outcome);
        next = "";
        break;
      }
      const page = outcome.result as unknown as RoomPage;
      rooms = [...rooms, ...page.rooms];
      next = page.cursor;
    } while (next !== "" && rooms.length === before.length);
    tell({ rooms, cursor: next, isBusy: false });
  };
  useEffect(() => {
    if (!isSearch(query)) return;
    const timer = setTimeout(() => void ask("", []), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return { ...found, more: () => void ask(found.cursor, found.rooms) };
}

/** The filters; `query` holds what is chosen. */
export function SearchForm({ query, choose }: { query: Query; choose: (query: Query) => void }) {
  const t = texts.search;
  const choices = { pace: t.paces, clock: t.clocks, phase: t.states } as const;
  const labels = { pace: t.pace, clock: t.clock, phase: t.state } as const;
  return (
    <form class="search" role="search" aria-label={t.title} onSubmit={(event) => event.preventDefault()}>
      <input
        type="search"
        data-testid="search-text"
        aria-label={t.text}
        placeholder={t.text}
        maxLength={48}
        value={query.text ?? ""}
        onInput={(event) => choose({ ...query, text: event.currentTarget.value })}
      />
      <details class="filters" data-testid="search-filters">
        <summary>{t.filters}</summary>
        <div class="filters-body">
          {(["pace", "clock", "phase"] as const).map((name) => (
            <label key={name}>
              <span class="muted small">{labels[name]}</span>
              <select
                data-testid={`search-${name}`}
                value={query[name] ?? ""}
                onChange={(event) => choose({ ...query, [name]: event.currentTarget.value })}
              >
                <option value="">{t.any}</option>
                {Object.entries(choices[name]).map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <Tick
            name="free"
            label={t.free}
            isOn={(query.free ?? 0) > 0}
            set={(isOn) => choose({ ...query, free: isOn ? 1 : 0 })}
          />
          <Tick
            name="rated"
            label={t.rated}
            isOn={query.rated === true}
            set={(isOn) => {
              const { rated: _, ...rest } = query;
              choose(isOn ? { ...rest, rated: true } : rest);
            }}
          />
        </div>
      </details>
    </form>
  );
}

function Tick(props: { name: string; label: string; isOn: boolean; set: (isOn: boolean) => void }) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        data-testid={`search-${props.name}`}
        checked={props.isOn}
        onChange={(event) => props.set(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}
