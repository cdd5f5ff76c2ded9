// On top of home: one's own games, wherever they are, and who wants one to come.
import { useId, useState } from "preact/hooks";
import type { Invitation, OwnGame, OwnView } from "../sdk/views/own";
import { read } from "../sdk/views/read";
import { leftText } from "./durations";
import { GameArt } from "./game_art";
import { PageLink, ReplayLink } from "./link";
import { groupsOf, othersIn, outcomeLine, outcomeOf, type Group } from "./mine";
import { peopleOf } from "./people";
import { WithPeople } from "./person";
import type { Store } from "./store";
import { useTick } from "./use";
import { texts } from "./words";
import { gameTitle, tableName } from "./words/games";

/** Of games that are over the last ones are enough, until somebody asks for more. */
const FINISHED_SHOWN = 3;

export function YourGames({ store }: { store: Store }) {
  const own = read<OwnView>(store.connection.topics, `player/${store.me}`);
  if (!own || (own.games.length === 0 && own.invitations.length === 0)) return null;
  return (
    <section class="your-games" aria-label={texts.mine.title} data-testid="your-games">
      <h2 class="your-games-title">{texts.mine.title}</h2>
      {own.invitations.length > 0 && (
        <ul class="tables">
          {own.invitations.map((invitation) => (
            <Invited key={invitation.room} store={store} invitation={invitation} />
          ))}
        </ul>
      )}
      {groupsOf(own.games).map((group) =>
        group.state === "finished" ? (
          <Finished key={group.state} store={store} group={group} />
        ) : (
          <Shown key={group.state} store={store} group={group} games={group.games} />
        ),
      )}
    </section>
  );
}

function Invited({ store, invitation }: { store: Store; invitation: Invitation }) {
  const { room, code, name, game, title, from, from_id, until_ms } = invitation;
  const wish = useId();
  const says = until_ms === null ? texts.mine.wantsAgain : texts.people.wants;
  return (
    <li>
      <div class="invited-row">
        <div class="table table-calls" data-testid="invitation">
          <GameArt game={game} />
          <span class="table-text">
            <strong id={wish}>
              <WithPeople
                people={peopleOf([from_id], [from || texts.common.somebody])}
                say={([who = ""]) => says(who, gameTitle(game, title))}
              />
            </strong>
            <span class="muted table-name">{tableName(name, game, title)}</span>
          </span>
          <PageLink
            store={store}
            page={{ name: "room", code }}
            class="table-facts go table-link"
            describedBy={wish}
          >
            {texts.mine.joinThere}
          </PageLink>
        </div>
        <button
          data-testid="decline"
          aria-busy={store.connection.waitsFor("decline")}
          onClick={() => void store.ask({ type: "decline", room })}
        >
          {texts.people.decline}
        </button>
      </div>
    </li>
  );
}

function Shown({ store, group, games }: { store: Store; group: Group; games: OwnGame[] }) {
  return (
    <>
      <h3 class="your-games-group">{group.title}</h3>
      <ul class="tables">
        {games.map((game) => (
          <Own key={`${game.room}/${game.result?.id ?? ""}`} store={store} game={game} />
        ))}
      </ul>
    </>
  );
}

function Finished({ store, group }: { store: Store; group: Group }) {
  const [isWhole, setWhole] = useState(false);
  const games = isWhole ? group.games : group.games.slice(0, FINISHED_SHOWN);
  return (
    <>
      <Shown store={store} group={group} games={games} />
      {group.games.length > FINISHED_SHOWN && (
        <button class="link more-games" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? texts.mine.fewer : texts.mine.all(group.games.length)}
        </button>
      )}
    </>
  );
}

function Own({ store, game }: { store: Store; game: OwnGame }) {
  const { code, name, title, state, pace, result } = game;
  const others = othersIn(game, store.connection.player?.name ?? "");
  const facts = useId();
  return (
    <li class="your-game">
      <div
        class={state === "your_turn" ? "table table-calls" : "table"}
        data-testid="own-game"
        data-state={state}
      >
        <GameArt game={game.game} />
        <span class="table-text">
          <PageLink store={store} page={{ name: "room", code }} class="table-link" describedBy={facts}>
            <strong class="table-name">{tableName(name, game.game, title)}</strong>
          </PageLink>
          <span class="muted">
            {gameTitle(game.game, title)}
            {others.length > 0 && " · "}
            {others.length > 0 && <WithPeople people={others} say={texts.mine.with} />}
            {pace === "slow" && ` · ${texts.common.overDays}`}
          </span>
        </span>
        <span class="table-facts" id={facts}>
          <Facts store={store} game={game} />
        </span>
      </div>
      {result && <ReplayLink store={store} id={result.id} />}
    </li>
  );
}

/** What stands beside a game: how it ended, or what there is to do and for how long. */
function Facts({ store, game }: { store: Store; game: OwnGame }) {
  switch (game.state) {
    case "your_turn":
      return (
        <>
          <span class="go">{texts.mine.yourMove}</span>
          {game.due_ms !== null && <Left store={store} dueMs={game.due_ms} />}
        </>
      );
    case "waiting":
    case "halted":
      return <span class="muted">{texts.mine.look}</span>;
    case "finished":
      return <strong class={`outcome outcome-${outcomeOf(game)}`}>{outcomeLine(game)}</strong>;
    default:
      return <span class="go">{texts.mine.back}</span>;
  }
}

/** Less than this is worth a colour. */
const HURRY_MS = 3 * 3_600_000;

function Left({ store, dueMs }: { store: Store; dueMs: number }) {
  useTick(1_000);
  const left = dueMs - store.nowMs;
  return <span class={left < HURRY_MS ? "left left-hurry" : "left"}>{leftText(left)}</span>;
}
