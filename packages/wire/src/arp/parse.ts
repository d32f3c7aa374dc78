import { word16, word32 } from '../bytes.ts';
import { ipv4At, isToGroup, macAt } from '../crossing/address.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { CLAIM, Owners } from './owners.ts';
import { announces, ARP, ARP_OPERATION, asks } from './shape.ts';

/**
 * A request to one station waits for its answer; one to all of them cannot, because the answer is
 * on the flow of the two stations, where it is its own operation.
 */
export function parseArp(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < ARP.bytes) return context.skips.reason('arp_cut');
  const { exchanges } = context;
  const operation = word16(bytes, at + ARP.operation);
  const pduEnd = at + ARP.bytes;
  const announced = announces(bytes, at);
  const claim = claimOf(context, bytes, at);
  if (asks(operation) && !announced && !isToGroup(context)) {
    const key = word32(bytes, at + ARP.targetIp);
    const exchange = exchanges.request(key, VERB.discover, bytes, at, pduEnd);
    return check(context, exchange, bytes, at, claim);
  }
  if (asks(operation) || announced) {
    const verb = announced ? VERB.report : VERB.discover;
    const exchange = exchanges.sent(verb, bytes, at, pduEnd);
    check(context, exchange, bytes, at, claim);
    return exchanges.finishSent(exchange);
  }
  const waiting = exchanges.asked(word32(bytes, at + ARP.senderIp));
  const exchange = waiting ?? exchanges.alone(VERB.report);
  check(context, exchange, bytes, at, claim);
  exchanges.answer(exchange, bytes, at, pduEnd, OUTCOME.ok);
}

/** Takes the sender's own address as a claim; a probe (RFC 5227 §2.1.1) claims nothing. */
function claimOf(context: PduContext, bytes: Uint8Array, at: number): number {
  const operation = word16(bytes, at + ARP.operation);
  const isReverse =
    operation === ARP_OPERATION.reverseRequest || operation === ARP_OPERATION.reverseReply;
  const ip = word32(bytes, at + ARP.senderIp);
  if (ip === 0 || isReverse) return CLAIM.known;
  const macHigh = word16(bytes, at + ARP.senderMac);
  const macLow = word32(bytes, at + ARP.senderMac + 2);
  const claim = context.common(Owners).claim(ip, macHigh, macLow);
  const isGroupMac = (macHigh & 0x100) !== 0;
  if (claim !== CLAIM.known && !isGroupMac) {
    const mac = macAt(bytes, at + ARP.senderMac);
    context.sightingOf(ipv4At(bytes, at + ARP.senderIp), mac, 'mac', mac);
  }
  return claim;
}

function check(
  { flow, side }: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  claim: number,
): void {
  if (claim === CLAIM.taken) exchange.anomaly('ip_claimed_by_another_mac', ARP.senderIp);
  const { macHigh, macLow } = flow.sides[side];
  if (
    macHigh >= 0 &&
    (word16(bytes, at + ARP.senderMac) !== macHigh ||
      word32(bytes, at + ARP.senderMac + 2) !== macLow)
  ) {
    exchange.anomaly('sender_is_not_the_frames_source', ARP.senderMac);
  }
  if ((bytes[at + ARP.senderMac]! & 1) !== 0) {
    exchange.anomaly('sender_is_a_group_address', ARP.senderMac);
  }
}
