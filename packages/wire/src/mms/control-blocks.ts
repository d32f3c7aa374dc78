import type { Exchange } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { type AccessResult, accessResults } from './data.ts';
import { controlBlock } from './names.ts';
import { MmsPdu, PDU } from './pdu.ts';
import { SERVICE } from './services.ts';
import { MmsSession } from './session.ts';
import { accessTold } from './variables.ts';

/** Place of DatSet in a block read whole, IEC 61850-8-1 §17.2; an unbuffered one has Resv first. */
const DATA_SET_PLACE = { BR: 2, RP: 3 } as const;

/** Results looked at of one write. */
const RESULTS_MAX = 64;

const asked = new MmsPdu();

/**
 * Remembers the data sets that control blocks name in a read that was answered or a write that was
 * accepted: a report does not have to name its own. Its identifier is that of the block, or the
 * block's reference, which devices write with or without the functional constraint.
 */
export function noteControlBlocks(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  answer: MmsPdu,
): void {
  const { request, requestBytes } = exchange;
  if (requestBytes === 0 || !asked.take(request, 0, requestBytes)) return;
  if (answer.kind !== PDU.confirmedResponse || asked.service !== answer.service) return;
  const { service, at, end } = answer;
  // What a write did not get is not known by its place, so that of one in part nothing is taken.
  if (service === SERVICE.write && accessResults(bytes, at, end, RESULTS_MAX).some(isFailure))
    return;
  const session = context.state(MmsSession);
  const told = accessTold(exchange, asked.service, asked, answer, bytes);
  for (const { object, values } of told.items ?? [told]) {
    const block = controlBlock(object);
    if (block === null) continue;
    const { node, kind, name, whole } = block;
    if (whole && asked.service !== SERVICE.read) continue;
    const set = values[whole ? DATA_SET_PLACE[kind] : 0];
    if (typeof set !== 'string' || set === '') continue;
    if (whole && typeof values[0] === 'string') session.rememberSet(values[0], set);
    session.rememberSet(`${node}$${kind}$${name}`, set);
    session.rememberSet(`${node}$${name}`, set);
  }
}

function isFailure({ failure }: AccessResult): boolean {
  return failure >= 0;
}
