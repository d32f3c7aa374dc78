import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** Methods have no numbers on the wire; these are ours and stay as they are. */
export const RESPONSE_ONLY: ServiceFacts = { code: 0, name: 'response', verb: VERB.read };
export const UNKNOWN_METHOD: ServiceFacts = {
  code: 255,
  name: 'unknown_service_255',
  verb: VERB.write,
};

/** RFC 9110 §9, RFC 5789, and those of WebDAV (RFC 4918, RFC 3253, RFC 5323). */
const METHODS: readonly (readonly [method: string, verb: number])[] = [
  ['GET', VERB.read],
  ['HEAD', VERB.read],
  ['POST', VERB.write],
  ['PUT', VERB.write],
  ['PATCH', VERB.write],
  ['DELETE', VERB.write],
  ['OPTIONS', VERB.discover],
  ['TRACE', VERB.discover],
  ['CONNECT', VERB.connect],
  ['PROPFIND', VERB.read],
  ['PROPPATCH', VERB.write],
  ['MKCOL', VERB.write],
  ['COPY', VERB.write],
  ['MOVE', VERB.write],
  ['LOCK', VERB.write],
  ['UNLOCK', VERB.write],
  ['REPORT', VERB.read],
  ['SEARCH', VERB.read],
];

/** All services, in the order of their codes. */
export const SERVICES: readonly ServiceFacts[] = [
  RESPONSE_ONLY,
  ...METHODS.map(([method, verb], i) => ({ code: i + 1, name: method.toLowerCase(), verb })),
];

const METHOD_BYTES = METHODS.map(([method]) => Uint8Array.from(method, (c) => c.charCodeAt(0)));
const SPACE = 0x20;

/** Code of the method at `at` with the space behind it; 0 where it is none of the known ones. */
export function methodCode(bytes: Uint8Array, at: number, end: number): number {
  for (let i = 0; i < METHOD_BYTES.length; i++) {
    const method = METHOD_BYTES[i]!;
    const stop = at + method.length;
    if (stop >= end || bytes[stop] !== SPACE) continue;
    let same = 0;
    while (same < method.length && bytes[at + same] === method[same]) same++;
    if (same === method.length) return i + 1;
  }
  return 0;
}

/** Facts of the method that a request line starts with. */
export function methodOf(bytes: Uint8Array, at: number, end: number): ServiceFacts {
  return SERVICES[methodCode(bytes, at, end) || -1] ?? UNKNOWN_METHOD;
}

/** Codes that change how messages are read. */
export const METHOD = { head: 2, connect: 9 } as const;
