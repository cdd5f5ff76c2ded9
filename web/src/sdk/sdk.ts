// What /sdk.js exports, and what /sdk.d.ts declares.
export { connect, Lobby, newToken, CommandRefused } from "./lobby";
export type { Clock, ClockFace, SeatClock } from "./clocks";
export type { FailureCode } from "./commands";
export type {
  ConnectOptions,
  CreateOptions,
  PendingCommand,
  Query,
  QueueOptions,
  QuickOptions,
} from "./lobby";
export type { Kind, Pace, Player, RefusalCode, Value } from "./messages";
export { blend } from "./live/blend";
export { Live, type LiveFrame } from "./live/live";
export type { Foretelling } from "./live/rules";
export type {
  Act,
  Acted,
  Advance,
  AdvanceSecret,
  Draw,
  End,
  Hear,
  Heard,
  LiveMe,
  Me,
  PlayerAt,
  Predict,
  PredictSecret,
  Smooth,
  SmoothSecret,
} from "./own_page";
export type { Wish } from "./pending";
export { Room, type RoomSignal } from "./room";
export type { TransportName } from "./transport";
export type { ChatLine } from "./views/chat";
export type { GamePlayer, GameResult, GameView, LiveSeatView, LiveView, Note, SeatView } from "./views/game";
export type { RoomEntry, RoomLook, RoomPage } from "./views/lobby";
export type { FoundSeat, Invitation, OwnGame, OwnView, QueueTicket } from "./views/own";
export type { LeadersPage, PlayedGame, PlayerName, ProfileLook, Standing } from "./views/people";
export type { CrowdView, Phase, RoomView, SeatPlace } from "./views/room";
