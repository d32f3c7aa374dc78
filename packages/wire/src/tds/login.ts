import { word16le } from '../bytes.ts';
import { NTLM, ntlmAt, readNtlm } from '../ntlmssp/message.ts';
import { utf16Text } from '../ntlmssp/utf16.ts';
import { PACKET, TYPE } from './packet.ts';

/** Places and lengths in characters of the texts of a log-on, MS-TDS §2.2.6.4. */
const AT = { machine: 36, user: 40, application: 48, server: 52, database: 68 } as const;
const FIXED_BYTES = 94;

/** What a log-on says of who logs on; never what proves it. */
export interface Login {
  readonly machine: string;
  readonly user: string;
  readonly application: string;
  readonly server: string;
  readonly database: string;
}

export function readLogin(bytes: Uint8Array, at: number, end: number): Login {
  const login = at + PACKET.bytes;
  const text = (offset: number): string => {
    if (login + FIXED_BYTES > end) return '';
    const from = login + word16le(bytes, login + offset);
    const last = from + 2 * word16le(bytes, login + offset + 2);
    return last > end ? '' : utf16Text(bytes, from, last);
  };
  return {
    machine: text(AT.machine),
    user: text(AT.user),
    application: text(AT.application),
    server: text(AT.server),
    database: text(AT.database),
  };
}

/** Who logs on with this packet: by name, or in the last step of NTLM. */
export function userOf(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly user: string; readonly domain: string } {
  if (bytes[at] === TYPE.login) return { user: readLogin(bytes, at, end).user, domain: '' };
  const from = bytes[at] === TYPE.sspi ? ntlmAt(bytes, at, end) : -1;
  const facts = from < 0 ? null : readNtlm(bytes, from, end);
  return facts?.type === NTLM.authenticate ? facts : { user: '', domain: '' };
}
