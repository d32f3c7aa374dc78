import type { Operation } from '@bulkhead/model';
import { textOf, unsigned32 } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { SERVICE } from './handshake.ts';
import { versionNumber, versionText } from './version.ts';

/** Security types of RFC 6143 §7.2 and of IANA's registry. */
const SECURITY_NAMES: Readonly<Record<number, string>> = {
  0: 'invalid',
  1: 'none',
  2: 'vnc_authentication',
  5: 'ra2',
  6: 'ra2ne',
  16: 'tight',
  17: 'ultra',
  18: 'tls',
  19: 'vencrypt',
  20: 'sasl',
  21: 'md5_hash',
  22: 'xvp',
  30: 'apple_remote_desktop',
};

const REFUSALS: Readonly<Record<number, string>> = { 1: 'failed', 2: 'too_many_attempts' };

/** What the exchange is about is in its note, except for versions. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  return exchange.note === '' ? SERVICE.version : SERVICE.security;
}

export function objectOf(exchange: Exchange): string {
  const [, security] = exchange.note.split(' ');
  if (security === undefined || security === '-1') return 'session';
  return `security/${SECURITY_NAMES[Number(security)] ?? security}`;
}

/** Versions as each end named them, or the reason for which it was refused. */
export function itemsOf(exchange: Exchange): Operation['items'] {
  const { request, requestBytes, response, responseAt, responseEnd, side, flow } = exchange;
  if (exchange.note === '') {
    const ends = side === flow.clientSide ? ['client', 'server'] : ['server', 'client'];
    const numbers = [
      requestBytes > 0 ? versionNumber(request, 0) : 0,
      responseEnd > responseAt ? versionNumber(response, responseAt) : 0,
    ];
    return ends.flatMap((object, i) =>
      numbers[i] === 0 ? [] : [{ object, count: 1, values: [versionText(numbers[i]!)] }],
    );
  }
  const reasonAt = reasonOffset(exchange);
  const text = reasonAt < responseEnd ? textOf(response, reasonAt, responseEnd) : '';
  return text === '' ? undefined : [{ object: 'reason', count: 1, values: [text] }];
}

/** Whether no type of security was offered: a zero byte, then the reason (since version 3.7). */
function nothingOffered({ response, responseAt, responseEnd }: Exchange): boolean {
  const length = responseEnd - responseAt;
  return length >= 5 && unsigned32(response, responseAt + 1) === length - 5;
}

/** Behind the result, or the missing types, and the length of the text. */
function reasonOffset(exchange: Exchange): number {
  return exchange.responseAt + (nothingOffered(exchange) ? 5 : 8);
}

/** The result of security; 0 where the server offers none at all. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt, responseEnd } = exchange;
  const result = responseEnd - responseAt >= 4 ? unsigned32(response, responseAt) : 0;
  if (result === 0 || nothingOffered(exchange)) return { code: 0, name: 'no_security_types' };
  return { code: result, name: REFUSALS[result] ?? `unknown_result_${result}` };
}
