import type { Exchanges } from '../flow/exchanges.ts';
import type { Exchange } from '../flow/flow.ts';

/**
 * What CIP requests and answers are paired by, in 32 bits: whether a connection carries them (31),
 * a hash of the connection (22 to 30), the place within a Multiple Service Packet (16 to 21), and
 * the sequence count of the connection, or a hash of session and sender context.
 */
const CONNECTED = 1 << 31;
const CONNECTION_SHIFT = 22;
const CONNECTION_MASK = 0x1ff << CONNECTION_SHIFT;
const PLACE_SHIFT = 16;
/** Places beyond share the last number, and are then paired in their order. */
const PLACE_MAX = 0x3f;
export const PLACE_MASK = PLACE_MAX << PLACE_SHIFT;

/** Connections that a flow can tell apart. */
export const CONNECTIONS_MAX = 512;

/** A connection's identifier as the number that keys have room for. */
export function connectionNumber(identifier: number): number {
  return (Math.imul(identifier, 0x9e3779b1) >>> 23) & (CONNECTIONS_MAX - 1);
}

export function connectedKey(connection: number, sequence: number): number {
  return CONNECTED | (connection << CONNECTION_SHIFT) | sequence;
}

/** For messages without a connection; `hash` is any number. */
export function unconnectedKey(hash: number): number {
  return hash & ~(CONNECTED | PLACE_MASK);
}

export function isConnected(key: number): boolean {
  return key < 0;
}

/** Number of the connection that the key of a connected message names. */
export function connectionOf(key: number): number {
  return (key >>> CONNECTION_SHIFT) & (CONNECTIONS_MAX - 1);
}

/** The same key on the connection of the other direction. */
export function onConnection(key: number, connection: number): number {
  return (key & ~CONNECTION_MASK) | (connection << CONNECTION_SHIFT);
}

/** The key of the service at `place`, from 0, within the packet that has this key. */
export function placedKey(key: number, place: number): number {
  return (key & ~PLACE_MASK) | (Math.min(place + 1, PLACE_MAX) << PLACE_SHIFT);
}

/**
 * The request that an answer of this key belongs to. Where the connection was opened before the
 * capture began, the identifiers of its directions are not linked; then the sequence count decides.
 */
export function findAsked(exchanges: Exchanges, key: number): Exchange | null {
  const exchange = exchanges.asked(key);
  if (exchange !== null || !isConnected(key)) return exchange;
  return exchanges.asked(key, ~CONNECTION_MASK);
}
