import type { Exchange } from '../flow/flow.ts';
import { Tlv } from '../osi/ber.ts';
import type { PduContext } from '../protocol.ts';
import { listedNames, objectName } from './names.ts';
import { MmsPdu } from './pdu.ts';
import { SERVICE } from './services.ts';
import { MEMBERS_MAX, MmsSession } from './session.ts';

const asked = new MmsPdu();
const field = new Tlv();

/**
 * Remembers the members of a list that an answer accepts or tells (ISO 9506-2 §14.10 and §14.11):
 * later reports and reads name only the list.
 */
export function noteMembers(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  pdu: MmsPdu,
): void {
  const defines = pdu.service === SERVICE.defineNamedVariableList;
  if (!defines && pdu.service !== SERVICE.getNamedVariableListAttributes) return;
  const { request, requestBytes } = exchange;
  if (requestBytes === 0 || !asked.take(request, 0, requestBytes)) return;
  if (asked.service !== pdu.service) return;
  const members = defines
    ? membersIn(request, asked.at, asked.end, 0xa0)
    : membersIn(bytes, pdu.at, pdu.end, 0xa1);
  context.state(MmsSession).rememberList(objectName(request, asked.at, asked.end), members);
}

/** The names in the field of this tag. The name of the list that is defined stands before it. */
export function membersIn(
  bytes: Uint8Array,
  at: number,
  end: number,
  lead: number,
): readonly string[] {
  let found: readonly string[] = [];
  for (; field.take(bytes, at, end); at = field.next) {
    if (field.lead === lead) found = listedNames(bytes, field.at, field.end, MEMBERS_MAX).names;
  }
  return found;
}
