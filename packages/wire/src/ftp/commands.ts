import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** A reply to what was not seen; the first one of a server is its greeting. */
export const GREETING: ServiceFacts = { code: 0, name: 'greeting', verb: VERB.connect };
export const REPLY: ServiceFacts = { code: 1, name: 'reply', verb: VERB.connect };
export const UNKNOWN_COMMAND: ServiceFacts = {
  code: 255,
  name: 'unknown_service_255',
  verb: VERB.connect,
};

/** Commands have no numbers on the wire; their place in this list, from 2, is their code. */
const COMMANDS: readonly (readonly [command: string, verb: number])[] = [
  // RFC 959
  ['USER', VERB.connect],
  ['PASS', VERB.connect],
  ['ACCT', VERB.connect],
  ['CWD', VERB.connect],
  ['CDUP', VERB.connect],
  ['SMNT', VERB.configure],
  ['QUIT', VERB.connect],
  ['REIN', VERB.connect],
  ['PORT', VERB.connect],
  ['PASV', VERB.connect],
  ['TYPE', VERB.connect],
  ['STRU', VERB.connect],
  ['MODE', VERB.connect],
  ['RETR', VERB.read],
  ['STOR', VERB.write],
  ['STOU', VERB.write],
  ['APPE', VERB.write],
  ['ALLO', VERB.connect],
  ['REST', VERB.connect],
  ['RNFR', VERB.write],
  ['RNTO', VERB.write],
  ['ABOR', VERB.connect],
  ['DELE', VERB.write],
  ['RMD', VERB.write],
  ['MKD', VERB.write],
  ['PWD', VERB.connect],
  ['LIST', VERB.read],
  ['NLST', VERB.read],
  ['SITE', VERB.configure],
  ['SYST', VERB.discover],
  ['STAT', VERB.discover],
  ['HELP', VERB.discover],
  ['NOOP', VERB.connect],
  // RFC 2228, RFC 4217
  ['AUTH', VERB.connect],
  ['ADAT', VERB.connect],
  ['PBSZ', VERB.connect],
  ['PROT', VERB.connect],
  ['CCC', VERB.connect],
  // RFC 2389, RFC 2428, RFC 3659
  ['FEAT', VERB.discover],
  ['OPTS', VERB.connect],
  ['EPRT', VERB.connect],
  ['EPSV', VERB.connect],
  ['MDTM', VERB.read],
  ['SIZE', VERB.read],
  ['MLST', VERB.read],
  ['MLSD', VERB.read],
  // RFC 959 gives these a second name for older servers, RFC 775
  ['XCUP', VERB.connect],
  ['XCWD', VERB.connect],
  ['XMKD', VERB.write],
  ['XPWD', VERB.connect],
  ['XRMD', VERB.write],
  // Widely used without a standard
  ['CLNT', VERB.connect],
  ['MFMT', VERB.write],
  // RFC 2228 again: other commands, protected
  ['MIC', VERB.connect],
  ['CONF', VERB.connect],
  ['ENC', VERB.connect],
];

/** All services, in the order of their codes. */
export const SERVICES: readonly ServiceFacts[] = [
  GREETING,
  REPLY,
  ...COMMANDS.map(([command, verb], i) => ({ code: i + 2, name: command.toLowerCase(), verb })),
];

const BY_NAME = new Map(COMMANDS.map(([command], i) => [command, SERVICES[i + 2]!]));
/** Commands whose argument proves who somebody is, or may hold such a command (RFC 2228 §4). */
const SECRET = new Set(['PASS', 'ACCT', 'ADAT', 'MIC', 'CONF', 'ENC']);

const COMMAND_BYTES_MAX = 4;

/** The command word of a line, in capitals; empty where there is none. */
export function commandWord(bytes: Uint8Array, at: number, end: number): string {
  let word = '';
  for (let i = at; i < end && word.length <= COMMAND_BYTES_MAX; i++) {
    const letter = bytes[i]! & 0xdf;
    if (letter < 0x41 || letter > 0x5a) return isEnd(bytes[i]!) ? word : '';
    word += String.fromCharCode(letter);
  }
  return word.length > COMMAND_BYTES_MAX ? '' : word;
}

function isEnd(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x0a;
}

export function serviceOfWord(word: string): ServiceFacts {
  return BY_NAME.get(word) ?? UNKNOWN_COMMAND;
}

export function isSecret(word: string): boolean {
  return SECRET.has(word);
}

/** Names of the replies that refuse, RFC 959 §4.2.2, RFC 2228, RFC 4217. */
const REFUSALS: Readonly<Record<number, string>> = {
  421: 'service_not_available',
  425: 'cannot_open_data_connection',
  426: 'transfer_aborted',
  430: 'invalid_user_or_password',
  431: 'security_not_available',
  434: 'host_not_available',
  450: 'file_not_available',
  451: 'local_error',
  452: 'insufficient_storage',
  500: 'syntax_error',
  501: 'syntax_error_in_argument',
  502: 'command_not_implemented',
  503: 'bad_sequence_of_commands',
  504: 'argument_not_implemented',
  522: 'network_protocol_not_supported',
  530: 'not_logged_in',
  532: 'account_needed',
  533: 'protection_denied',
  534: 'denied_by_policy',
  550: 'file_unavailable',
  551: 'page_type_unknown',
  552: 'storage_exceeded',
  553: 'file_name_not_allowed',
};

export function refusalName(code: number): string {
  return REFUSALS[code] ?? `unknown_reply_${code}`;
}
