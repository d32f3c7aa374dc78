import { unsigned32le, word16, word16le } from '../bytes.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';
import { PACKET } from './packet.ts';

/** Tokens of a result, MS-TDS §2.2.7; those up to `feature` have a length of two bytes. */
const TOKEN = {
  returnStatus: 0x79,
  order: 0xa9,
  error: 0xaa,
  info: 0xab,
  loginAck: 0xad,
  feature: 0xae,
  environment: 0xe3,
  session: 0xe4,
  sspi: 0xed,
  done: 0xfd,
  doneInProcedure: 0xff,
} as const;
/** Tokens looked at in front of rows. */
const TOKENS_MAX = 32;
const DONE = { bytes: 13, error: 0x02 } as const;
const RETURN_STATUS_BYTES = 5;

/** What a result says before its rows. */
export interface Result {
  /** Number of the first error; 0 where there is none. */
  readonly error: number;
  /** Program and version of the server, where the log-on was accepted. */
  readonly server: string;
  /** Whether what comes first is a step of a log-on. */
  readonly isStep: boolean;
}

export function readResult(bytes: Uint8Array, at: number, end: number): Result {
  let server = '';
  let isStep = false;
  let next = at + PACKET.bytes;
  for (let i = 0; i < TOKENS_MAX && next < end; i++) {
    const token = bytes[next]!;
    if (token === TOKEN.done || token === TOKEN.doneInProcedure) {
      if (next + DONE.bytes > end) break;
      // The error itself stands in front of it; where that was not read, it has no number.
      if ((bytes[next + 1]! & DONE.error) !== 0) return { error: -1, server, isStep };
      next += DONE.bytes;
      continue;
    }
    if (token === TOKEN.returnStatus) {
      next += RETURN_STATUS_BYTES;
      continue;
    }
    if (!hasLength(token) || next + 3 > end) break;
    const last = next + 3 + word16le(bytes, next + 1);
    if (token === TOKEN.error && next + 7 <= end) {
      return { error: unsigned32le(bytes, next + 3), server, isStep };
    }
    if (token === TOKEN.loginAck) server = serverOf(bytes, next + 3, Math.min(last, end));
    if (token === TOKEN.sspi) isStep = true;
    next = last;
  }
  return { error: 0, server, isStep };
}

function hasLength(token: number): boolean {
  return (
    token === TOKEN.order ||
    token === TOKEN.error ||
    token === TOKEN.info ||
    token === TOKEN.loginAck ||
    token === TOKEN.environment ||
    token === TOKEN.sspi
  );
}

/** Interface, version of TDS, then the name of the program and its version. */
function serverOf(bytes: Uint8Array, at: number, end: number): string {
  const name = at + 6;
  if (name > end) return '';
  const last = name + 2 * bytes[name - 1]!;
  if (last + 4 > end) return '';
  const version = `${bytes[last]}.${bytes[last + 1]}.${word16(bytes, last + 2)}`;
  return `${utf16Text(bytes, name, last)} ${version}`;
}

/** Errors by their number, as the server's documentation has them. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [-1, 'error'],
  [102, 'syntax_error'],
  [207, 'column_missing'],
  [208, 'object_missing'],
  [229, 'permission_denied'],
  [230, 'permission_denied'],
  [262, 'permission_denied'],
  [297, 'permission_denied'],
  [911, 'database_missing'],
  [1205, 'deadlock'],
  [2812, 'procedure_missing'],
  [4060, 'database_not_opened'],
  [15247, 'permission_denied'],
  [15281, 'component_disabled'],
  [18452, 'login_from_untrusted_domain'],
  [18456, 'login_failed'],
  [18470, 'login_disabled'],
  [18486, 'login_locked'],
  [18487, 'password_expired'],
  [18488, 'password_must_change'],
]);

export function errorName(error: number): string {
  return NAMES.get(error) ?? `error_${error}`;
}
