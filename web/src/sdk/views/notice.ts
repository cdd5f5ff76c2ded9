// What the server's operator says.

/** A line of the server's operator. Times are wall clock of the server. */
export interface OperatorNotice {
  text: string;
  since_ms: number;
  /** null: until it is taken away. */
  until_ms: number | null;
}

/** server/notice, which is told only once there is something to say. */
export interface ServerNoticeView {
  notice: OperatorNotice | null;
  /** No new rooms and no new games: the server is about to stop. */
  draining: boolean;
}
