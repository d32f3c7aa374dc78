import type { OperationValue } from '@bulkhead/model';
import { textOf, word16 } from '../bytes.ts';
import { answered, type Description } from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { ipv4Text } from '../flow/address-text.ts';
import { word32 } from '../packet/packet.ts';
import { CONTROL_BYTES, CONTROL_CODE, OFFSET, serviceCode, TIME_BYTES } from './message.ts';

/** The service of the request, or of the answer where that is alone. */
export function codeOf({ request, requestBytes, response, responseAt }: Exchange): number {
  return requestBytes > 0 ? serviceCode(request, 0) : serviceCode(response, responseAt);
}

export function describeNtp(exchange: Exchange): Description {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const code = codeOf(exchange);
  if (code >= CONTROL_CODE) {
    const answer = answered(exchange) && code < CONTROL_CODE * 2;
    const association = requestBytes >= CONTROL_BYTES ? word16(request, 6) : 0;
    const text = answer ? variablesOf(response, responseAt, responseEnd) : '';
    return { object: `association/${association}`, values: text === '' ? [] : [text] };
  }
  const from = answered(exchange) ? response : request;
  const at = answered(exchange) ? responseAt : 0;
  const end = answered(exchange) ? responseEnd : requestBytes;
  return { object: 'time', values: end - at < TIME_BYTES ? [] : timeValues(from, at) };
}

/** Stratum and, where it is told, what the clock follows. */
function timeValues(bytes: Uint8Array, at: number): OperationValue[] {
  const stratum = bytes[at + OFFSET.stratum]!;
  const reference = referenceOf(bytes, at);
  return reference === '' ? [stratum] : [stratum, reference];
}

/** A name at stratum 0 and 1, an address beyond; RFC 5905 §7.3. */
export function referenceOf(bytes: Uint8Array, at: number): string {
  const place = at + OFFSET.reference;
  if (word32(bytes, place) === 0) return '';
  if (bytes[at + OFFSET.stratum]! <= 1) return textOf(bytes, place, place + 4);
  return ipv4Text(word32(bytes, place));
}

/** Text of a control message: its variables. */
export function variablesOf(bytes: Uint8Array, at: number, end: number): string {
  if (end - at < CONTROL_BYTES) return '';
  const count = word16(bytes, at + 10);
  return textOf(bytes, at + CONTROL_BYTES, Math.min(end, at + CONTROL_BYTES + count));
}
