import { fromBase64 } from '@bulkhead/kernel';
import { textOf } from '../bytes.ts';
import { ntlmAt, type NtlmFacts, readNtlm } from '../ntlmssp/message.ts';

/** Of a token: one with NTLM is far shorter. */
const TOKEN_CHARACTERS_MAX = 4_096;

/** The user of Basic (RFC 7617) and Digest (RFC 7616); never what proves him. */
export function userOf(credentials: string): string {
  const [, scheme = '', rest = ''] = /^(\w+) +(.*)$/.exec(credentials) ?? [];
  if (scheme.toLowerCase() === 'digest') {
    return /(?:^|[\s,])username="([^"]*)"/i.exec(rest)?.[1] ?? '';
  }
  if (scheme.toLowerCase() !== 'basic') return '';
  const bytes = fromBase64(rest.trim()) ?? new Uint8Array();
  const pair = textOf(bytes, 0, bytes.length);
  return pair.includes(':') ? pair.slice(0, pair.indexOf(':')) : '';
}

/** What a step of NTLM says, alone or within Negotiate (RFC 4559); null where there is none. */
export function ntlmOf(value: Uint8Array): NtlmFacts | null {
  let text = '';
  const end = Math.min(value.length, TOKEN_CHARACTERS_MAX);
  for (let i = 0; i < end; i++) text += String.fromCharCode(value[i]!);
  const token = /^(?:ntlm|negotiate) +([a-z0-9+/]+=*)$/i.exec(text)?.[1];
  const bytes = token === undefined ? undefined : fromBase64(token);
  if (bytes === undefined) return null;
  const from = ntlmAt(bytes, 0, bytes.length);
  return from < 0 ? null : readNtlm(bytes, from, bytes.length);
}
