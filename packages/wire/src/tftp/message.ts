import { textOf, word16 } from '../bytes.ts';
import { servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';

/** Operation codes: RFC 1350 §5, RFC 2347 for the last. */
export const TFTP = {
  read: 1,
  write: 2,
  data: 3,
  acknowledgement: 4,
  error: 5,
  options: 6,
} as const;

export const TFTP_SERVICES = servicesOf([
  [TFTP.read, 'read_request', VERB.read],
  [TFTP.write, 'write_request', VERB.write],
  [TFTP.error, 'error', VERB.report],
]);

/** Modes of RFC 1350 §1. */
const MODES = ['octet', 'netascii', 'mail'];
const NAME_BYTES_MAX = 256;
const OPTIONS_MAX = 8;
/** Options of RFC 2348, 2349 and 7440. */
const OPTIONS = ['blksize', 'tsize', 'timeout', 'windowsize', 'multicast'];
/** A whole block with its code and number. */
const WHOLE_BLOCK_BYTES = 516;

/** Error codes, RFC 1350 appendix and RFC 2347. */
const ERRORS = [
  'not_defined',
  'file_not_found',
  'access_violation',
  'disk_full',
  'illegal_operation',
  'unknown_transfer_id',
  'file_exists',
  'no_such_user',
  'options_refused',
];

export function errorName(code: number): string {
  return ERRORS[code] ?? `error_${code}`;
}

/** Where the text at `at` ends with a zero; -1 where it does not. */
function textEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i < end && i - at <= NAME_BYTES_MAX; i++) if (bytes[i] === 0) return i;
  return -1;
}

/** File name, mode, and options with their values. */
export interface TftpRequest {
  readonly file: string;
  readonly mode: string;
  readonly options: readonly string[];
}

export function readRequest(bytes: Uint8Array, at: number, end: number): TftpRequest | null {
  const nameEnd = textEnd(bytes, at + 2, end);
  if (nameEnd <= at + 2) return null;
  const modeEnd = textEnd(bytes, nameEnd + 1, end);
  if (modeEnd < 0) return null;
  const mode = textOf(bytes, nameEnd + 1, modeEnd).toLowerCase();
  if (!MODES.includes(mode)) return null;
  const file = textOf(bytes, at + 2, nameEnd);
  return { file, mode, options: optionsOf(bytes, modeEnd + 1, end) };
}

function optionsOf(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  while (at < end && out.length < OPTIONS_MAX) {
    const nameEnd = textEnd(bytes, at, end);
    const valueEnd = nameEnd < 0 ? -1 : textEnd(bytes, nameEnd + 1, end);
    if (valueEnd < 0) break;
    out.push(`${textOf(bytes, at, nameEnd).toLowerCase()}=${textOf(bytes, nameEnd + 1, valueEnd)}`);
    at = valueEnd + 1;
  }
  return out;
}

/**
 * Whether this is how a server begins to answer: the first block, which has at most the usual
 * length, the acknowledgement of a request to write, or of its options.
 */
export function isFirstAnswer(bytes: Uint8Array, at: number, end: number): boolean {
  const code = bytes[at + 1];
  if (code === TFTP.options) return true;
  const block = word16(bytes, at + 2);
  if (code === TFTP.data) return block === 1 && end - at <= WHOLE_BLOCK_BYTES;
  return code === TFTP.acknowledgement && block === 0 && end - at === 4;
}

/** Whether these bytes can be a message of TFTP; off its port a transfer has to prove itself. */
export function isTftp(bytes: Uint8Array, at: number, end: number, onPort: boolean): boolean {
  if (end - at < 4 || bytes[at] !== 0) return false;
  switch (bytes[at + 1]) {
    case TFTP.read:
    case TFTP.write:
      return readRequest(bytes, at, end) !== null;
    case TFTP.data:
      return onPort || isFirstAnswer(bytes, at, end);
    case TFTP.acknowledgement:
      return end - at === 4 && (onPort || isFirstAnswer(bytes, at, end));
    case TFTP.error:
      return word16(bytes, at + 2) < ERRORS.length && isErrorText(bytes, at + 4, end);
    case TFTP.options: {
      const first = optionsOf(bytes, at + 2, end)[0] ?? '';
      return OPTIONS.includes(first.split('=')[0]!);
    }
    default:
      return false;
  }
}

/** Printable text that ends with the only zero, at the end. */
function isErrorText(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 2 || bytes[end - 1] !== 0) return false;
  for (let i = at; i < end - 1; i++) if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) return false;
  return true;
}
