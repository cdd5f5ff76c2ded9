// Messages to bytes and back, the hash of a view, and secret bytes.
import { decode, encode } from "@msgpack/msgpack";
import crc32 from "crc-32";
import type { ClientMessage, ServerMessage, Value } from "./messages";

export function encodeMessage(message: ClientMessage): Uint8Array<ArrayBuffer> {
  return encode(message);
}

export function decodeMessage(data: ArrayBuffer | Uint8Array): ServerMessage {
  return decode(data) as ServerMessage;
}

/** Return the CRC-32 of the view's msgpack with keys sorted by UTF-16 code units, as the server counts it. */
export function hashView(view: Value): number {
  return crc32.buf(encode(view, { sortKeys: true })) >>> 0;
}

/** Return secret bytes; getRandomValues is there on plain http, too. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
