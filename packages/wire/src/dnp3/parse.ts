import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { CONTROL, destinationOf, isBroadcast, isUserData, MESSAGE, sourceOf } from './link.ts';
import { HEADER_BYTES, withoutCrcs } from './link.ts';
import { hasHeaderCrc } from './crc.ts';
import { isKnownFunction, LINK_CODE } from './functions.ts';
import { parseMessage } from './application.ts';
import { type Assembly, Dnp3Session } from './session.ts';

/** Bits of the transport header, IEEE 1815 §8.2. */
const FIN = 0x80;
const FIR = 0x40;
const SEQUENCE = 0x3f;
/** Functions of a secondary station, IEEE 1815 §9.2.4.1.3. */
const SECONDARY = { ack: 0, nack: 1, linkStatus: 11, notSupported: 15 } as const;
const LINK_KEY = 0x40000000;
/** One frame without CRCs: at most 255 bytes by its length. */
const scratch = new Uint8Array(256);

/** One link frame. What a receiver would drop for its CRC gives nothing but a counted anomaly. */
export function parseFrame(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < HEADER_BYTES) return context.skips.reason('dnp3_malformed');
  if (!hasHeaderCrc(bytes, at)) {
    context.anomaly('link_header_crc');
    return context.skips.reason('dnp3_bad_crc');
  }
  const length = withoutCrcs(bytes, at, end, scratch);
  if (length < 0) {
    context.anomaly('link_block_crc');
    return context.skips.reason('dnp3_bad_crc');
  }
  if (!isUserData(scratch[MESSAGE.control]!)) return parseLink(context);
  if (length <= MESSAGE.application) {
    if (context.whole) context.anomaly('transport_without_data');
    return context.skips.reason('dnp3_malformed');
  }
  const transport = scratch[MESSAGE.transport]!;
  if ((transport & (FIR | FIN)) === (FIR | FIN)) {
    return parseMessage(context, scratch, 0, length);
  }
  assemble(context, length);
}

/** Puts the frames of one message together, IEEE 1815 §8.2.2. */
function assemble(context: PduContext, length: number): void {
  const { side, flow } = context;
  const transport = scratch[MESSAGE.transport]!;
  const assembly = context.state(Dnp3Session).assemblies[side];
  const addresses = (destinationOf(scratch, 0) << 16) | sourceOf(scratch, 0);
  const isOpen = flow.sides[side].unit !== null;
  let from: number = MESSAGE.application;
  if ((transport & FIR) !== 0) {
    if (isOpen) {
      context.anomaly('transport_started_again');
      context.takeUnit();
    }
    assembly.addresses = addresses;
    from = 0;
  } else if (!isOpen || !fits(assembly, addresses, transport)) {
    context.anomaly('transport_out_of_sequence');
    if (isOpen) context.takeUnit();
    return context.skips.reason('dnp3_transport_out_of_sequence');
  }
  assembly.sequence = (transport + 1) & SEQUENCE;
  if (!context.keepUnit(scratch, from, length)) {
    return context.skips.reason('dnp3_message_beyond_limit');
  }
  if ((transport & FIN) === 0) return;
  const message = context.takeUnit();
  parseMessage(context, message, 0, message.length);
}

function fits(assembly: Assembly, addresses: number, transport: number): boolean {
  return assembly.addresses === addresses && assembly.sequence === (transport & SEQUENCE);
}

/** A service of the link layer, or the answer to one; it is in `scratch`. */
function parseLink(context: PduContext): void {
  const { exchanges } = context;
  const control = scratch[MESSAGE.control]!;
  const code = control & CONTROL.function;
  const from = sourceOf(scratch, 0);
  const to = destinationOf(scratch, 0);
  if ((control & CONTROL.primary) !== 0) {
    const key = LINK_KEY | ((Math.imul(from, 0x9e37) ^ to) & 0xffffff);
    const verb = code === 1 ? VERB.command : VERB.connect;
    if (isBroadcast(to)) exchanges.unconfirmed(verb, scratch, 0, MESSAGE.transport);
    else {
      const exchange = exchanges.request(key, verb, scratch, 0, MESSAGE.transport);
      if (!isKnownFunction(LINK_CODE | code)) exchange.anomaly('unknown_link_function', 0);
    }
    return;
  }
  const key = LINK_KEY | ((Math.imul(to, 0x9e37) ^ from) & 0xffffff);
  let exchange: Exchange | null = exchanges.asked(key);
  if (exchange === null) {
    // User data that asks for it is confirmed on the link, beside the answer to its message.
    if (code !== SECONDARY.linkStatus) return context.skips.reason('dnp3_link_confirmation');
    exchange = exchanges.alone(VERB.connect);
    exchange.anomaly('response_without_request', 0);
  }
  const refused = code !== SECONDARY.ack && code !== SECONDARY.linkStatus;
  const outcome = refused ? OUTCOME.refused : OUTCOME.ok;
  exchanges.answer(exchange, scratch, 0, MESSAGE.transport, outcome);
}

/** Name of the answer with which a link service is refused. */
export function linkRefusalName(code: number): string {
  if (code === SECONDARY.nack) return 'not_acknowledged';
  return code === SECONDARY.notSupported ? 'not_supported' : `link_function_${code}`;
}
