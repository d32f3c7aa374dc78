import { Tlv } from '../osi/ber.ts';
import type { PduContext } from '../protocol.ts';
import { failedCommand } from './control.ts';
import { accessResults } from './data.ts';
import { variableAccess } from './names.ts';
import type { MmsPdu } from './pdu.ts';
import { MmsSession } from './session.ts';

/** Variables that are spelled out; reports name a list. */
const SPELLED_OUT = 0xa0;

const field = new Tlv();

/**
 * Remembers what an information report says of a command that fails. It comes before the negative
 * answer, which says no more than that access was denied (IEC 61850-8-1 §20.9).
 */
export function noteFailure(context: PduContext, bytes: Uint8Array, pdu: MmsPdu): void {
  if (!field.take(bytes, pdu.at, pdu.end) || field.lead !== SPELLED_OUT) return;
  const { names } = variableAccess(bytes, pdu.at, pdu.end);
  if (!field.take(bytes, field.next, pdu.end)) return;
  const results = accessResults(bytes, field.at, field.end, names.length);
  results.forEach((result, i) => {
    const failed = failedCommand(names[i] ?? '', bytes, result.at, result.end);
    if (failed !== null) context.state(MmsSession).rememberCause(failed.object, failed.cause);
  });
}
