// A player: how good at which game, the last games, and for oneself who was met.
import type { PlayedGame, PlayerName, ProfileLook } from "../../sdk/views/people";
import { Avatar } from "../avatar";
import { agoText } from "../durations";
import { GameArt } from "../game_art";
import { PageLink, ReplayLink } from "../link";
import { endLine } from "../lines";
import { isServerBot } from "../people";
import type { Store } from "../store";
import { useStore, useSubject } from "../use";
import { texts } from "../words";
import { calledAs, calledName } from "../words/bots";
import { gameTitle } from "../words/games";
import { useAsked } from "./asked";
import { Change } from "./change";
import { InviteButton } from "./invite_button";
import { NotTold } from "./not_told";
import { UnratedGame } from "./unrated";

export function ProfilePage({ id }: { id: string }) {
  const store = useStore();
  const [asked, again] = useAsked<ProfileLook>(store, { type: "profile", player: id });
  return (
    <main class="people-page" data-testid="profile-page">
      {asked.state === "told" ? (
        <Shown store={store} profile={asked.value} />
      ) : (
        <NotTold asked={asked} again={again} isWhole />
      )}
    </main>
  );
}

function Shown({ store, profile }: { store: Store; profile: ProfileLook }) {
  const { player, ratings, games, met } = profile;
  useSubject(calledAs(player));
  return (
    <>
      <div class="profile-head">
        <Avatar id={player.player} name={player.name} kind={player.kind} />
        <h1>{calledAs(player)}</h1>
        {player.kind === "bot" && <span class="mark mark-bot">{texts.seats.marks.bot}</span>}
      </div>
      {player.player !== store.me && (
        <div class="profile-acts">
          <InviteButton
            store={store}
            who={player}
            game={games[0]?.game}
            isInvitable={profile.invitable === true}
          />
          {!isServerBot(player.player) && (
            <button
              class="quiet"
              data-testid="person-more"
              aria-haspopup="dialog"
              onClick={() => store.visit.showPerson(player)}
            >
              {texts.person.blockOrReport}
            </button>
          )}
        </div>
      )}
      <section class="card" aria-label={texts.people.ratings}>
        <h2>{texts.people.ratings}</h2>
        {ratings.length === 0 && <p class="muted">{texts.people.noRatings}</p>}
        <ul class="ratings">
          {ratings.map((rating) => (
            <li key={rating.game} data-testid={`rating-${rating.game}`}>
              <GameArt game={rating.game} />
              <span class="rating-text">
                <span>{titleOf(store, rating.game)}</span>
                <strong class="points">{texts.people.points(rating.points)}</strong>
                <span class="muted small">{texts.people.games(rating.games)}</span>
              </span>
              <PageLink store={store} page={{ name: "leaders", game: rating.game }} class="link">
                {texts.people.place(rating.place)}
              </PageLink>
            </li>
          ))}
        </ul>
      </section>
      <History store={store} games={games} />
      {met && met.length > 0 && <Met store={store} met={met} game={games[0]?.game} />}
    </>
  );
}

function History({ store, games }: { store: Store; games: PlayedGame[] }) {
  return (
    <section class="card" aria-label={texts.people.history}>
      <h2>{texts.people.history}</h2>
      {games.length === 0 && <p class="muted">{texts.people.noGames}</p>}
      <ul class="history">
        {games.map((game) => (
          <li key={game.id} data-testid="played">
            <GameArt game={game.game} />
            <span class="rating-text">
              <strong>{outcomeLine(game, store.catalogue.teamsOf(game.game))}</strong>
              <span class="muted small">
                {gameTitle(game.game, game.title)} · {game.players.map(calledName).join(" – ")} ·{" "}
                {agoText(store.nowMs - game.ended_ms)}
              </span>
              {game.unrated && <UnratedGame why={game.unrated} />}
            </span>
            {game.change !== null && <Change change={game.change} />}
            <ReplayLink store={store} id={game.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function outcomeLine(game: PlayedGame, teams: readonly number[]): string {
  const result = game.places.length > 0 ? { places: game.places, scores: [] } : null;
  const players = game.players.map((name) => ({ name: calledName(name) }));
  return endLine({ players, result }, null, teams);
}

function Met({ store, met, game }: { store: Store; met: PlayerName[]; game: string | undefined }) {
  return (
    <section class="card" aria-label={texts.people.met}>
      <h2>{texts.people.met}</h2>
      <ul class="met">
        {met.map((who) => (
          <li key={who.player} data-testid="met">
            <PageLink store={store} page={{ name: "player", id: who.player }} class="who">
              <Avatar id={who.player} name={who.name} kind={who.kind} />
              <span>{calledAs(who)}</span>
            </PageLink>
            <InviteButton store={store} who={who} game={game} isInvitable />
          </li>
        ))}
      </ul>
    </section>
  );
}

function titleOf(store: Store, game: string): string {
  return gameTitle(game, store.games.find((one) => one.id === game)?.title ?? game);
}
