// Who played, how they came in, and through whose eyes one looks.
import type { Film, Moment } from "../../sdk/film";
import { Avatar } from "../avatar";
import { texts } from "../words";

interface Props {
  film: Film;
  /** The team of each seat; none in a game without teams. */
  teams: readonly number[];
  moment: Moment;
  seat: number | null;
  look: (seat: number | null) => void;
}

export function Players(props: Props) {
  const { film, teams, moment, seat, look } = props;
  return (
    <>
      <ul class="seats" data-testid="replay-players">
        {moment.game.players.map((player, at) => (
          <li key={at} class={`seat ${moment.game.turn.includes(at) ? "acts" : ""}`}>
            <Avatar id={player.player} name={player.name} seat={at} kind={player.kind} />
            <span class="seat-who">
              <span class="seat-name">{player.name}</span>
              {teams[at] !== undefined && (
                <span class={`mark team team-${teams[at]}`}>{texts.lineup.team(teams[at] + 1)}</span>
              )}
              {moment.game.absent.includes(at) && <span class="mark">{texts.replay.left}</span>}
            </span>
            <Place film={film} seat={at} />
          </li>
        ))}
      </ul>
      {film.secrets && (
        <label class="replay-look">
          <span>{texts.replay.lookThrough}</span>
          <select
            data-testid="replay-look"
            value={String(seat ?? "")}
            onChange={(event) =>
              look(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))
            }
          >
            <option value="">{texts.replay.everybody}</option>
            {moment.game.players.map((player, at) => (
              <option key={at} value={String(at)}>
                {player.name}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

function Place({ film, seat }: { film: Film; seat: number }) {
  const place = film.result?.places[seat];
  if (place === undefined || film.players.length < 2) return null;
  const isShared = film.result?.places.every((other) => other === 1);
  return (
    <span class={`mark ${place === 1 ? "mark-first" : ""}`}>
      {isShared ? texts.replay.shared : texts.replay.place(place)}
    </span>
  );
}
