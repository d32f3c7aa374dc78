import { unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { connectionNumber, connectionOf, CONNECTIONS_MAX, onConnection } from './keys.ts';
import { requestDataAt, responseDataAt } from './message.ts';
import { pathText, routeText } from './path.ts';
import { SERVICE } from './services.ts';

/**
 * Connections that were seen to be opened: what they are called in the other direction, and where
 * they lead. Bounded by the numbers that keys have room for.
 */
class Connections {
  /** By number of the originator's identifier: that of the target's, plus one. */
  readonly answers = new Uint16Array(CONNECTIONS_MAX);
  readonly routes: (string | undefined)[] = [];
}

/** The key that the answer to a request on this connection will have. */
export function requestConnection(context: PduContext, key: number): number {
  const known = context.kept() as Connections | undefined;
  const answers = known === undefined ? 0 : known.answers[connectionOf(key)]!;
  return answers === 0 ? key : onConnection(key, answers - 1);
}

/** Where the connection of a request leads; empty where it was opened before the capture began. */
export function requestRoute(context: PduContext, key: number): string {
  const known = context.kept() as Connections | undefined;
  return known?.routes[connectionOf(key)] ?? '';
}

/** A connection was opened: its two identifiers belong together. */
export function rememberConnection(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const dataAt = responseDataAt(bytes, at, end);
  if (dataAt + 8 > end) return;
  const known = context.state(Connections);
  const number = connectionNumber(unsigned32le(bytes, dataAt));
  known.answers[number] = connectionNumber(unsigned32le(bytes, dataAt + 4)) + 1;
  known.routes[number] = connectionRoute(exchange);
}

/** Forward Open, Large Forward Open and Forward Close by their fields; CIP Volume 1 §3-5.5. */
export interface ConnectionFacts {
  readonly serial: number;
  readonly vendor: number;
  readonly originator: number;
  /** Requested packet intervals in microseconds, to the target and back; 0 for a close. */
  readonly toTargetUs: number;
  readonly toOriginatorUs: number;
  /** Where the connection path lies in the request. */
  readonly pathAt: number;
  readonly pathEnd: number;
}

/** Reads the request; undefined where it is cut short. */
export function readConnection(exchange: Exchange): ConnectionFacts | undefined {
  const { request: bytes, requestBytes: end } = exchange;
  if (end < 2) return undefined;
  const at = requestDataAt(bytes, 0);
  if (bytes[0] === SERVICE.forwardClose) {
    if (at + 12 > end) return undefined;
    const pathAt = at + 12;
    return {
      ...originatorOf(bytes, at + 2),
      toTargetUs: 0,
      toOriginatorUs: 0,
      pathAt,
      pathEnd: Math.min(end, pathAt + bytes[at + 10]! * 2),
    };
  }
  // The parameters of a large connection have four bytes instead of two.
  const more = bytes[0] === SERVICE.largeForwardOpen ? 2 : 0;
  const sizeAt = at + 35 + 2 * more;
  if (sizeAt >= end) return undefined;
  return {
    ...originatorOf(bytes, at + 10),
    toTargetUs: unsigned32le(bytes, at + 22),
    toOriginatorUs: unsigned32le(bytes, at + 28 + more),
    pathAt: sizeAt + 1,
    pathEnd: Math.min(end, sizeAt + 1 + bytes[sizeAt]! * 2),
  };
}

function originatorOf(
  bytes: Uint8Array,
  at: number,
): Pick<ConnectionFacts, 'serial' | 'vendor' | 'originator'> {
  return {
    serial: word16le(bytes, at),
    vendor: word16le(bytes, at + 2),
    originator: unsigned32le(bytes, at + 4),
  };
}

function connectionRoute(exchange: Exchange): string {
  const facts = readConnection(exchange);
  return facts === undefined ? '' : routeText(exchange.request, facts.pathAt, facts.pathEnd);
}

/** Route and object that a connection is opened to: `1/0 class/2/instance/1`. */
export function connectionPathText(exchange: Exchange, facts: ConnectionFacts): string {
  const { request } = exchange;
  const route = routeText(request, facts.pathAt, facts.pathEnd);
  const object = pathText(request, facts.pathAt, facts.pathEnd);
  return route === '' || object === '' ? route + object : `${route} ${object}`;
}
