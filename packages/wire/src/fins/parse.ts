import { unsigned32 } from '../bytes.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { word16 } from '../packet/packet.ts';
import type { PduContext } from '../protocol.ts';
import { FINS_TABLE } from './commands.ts';
import { plainEndCode } from './end-codes.ts';
import { FRAME, ICF, isFrame, isTcpHeader, TCP_COMMAND, TCP_HEADER } from './header.ts';
import { controllerData } from './reading.ts';

/** There is one exchange of node addresses on a connection at a time. */
const CONNECTION_KEY = -1;
const MODEL_BYTES = 40;

/** Takes one FINS frame, with the header of FINS/TCP before it on TCP. */
export function parseFins(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { whole } = context;
  let frame = at;
  if (isTcpHeader(bytes, at, end)) {
    const command = unsigned32(bytes, at + TCP_HEADER.command);
    if (command !== TCP_COMMAND.frame) {
      return parseHeader(context, bytes, at, end, command);
    }
    frame = at + TCP_HEADER.bytes;
  }
  if (!isFrame(bytes, frame, end)) {
    if (whole) context.anomaly('fins_malformed');
    return context.skips.reason('fins_malformed');
  }
  if ((bytes[frame]! & ICF.response) !== 0) {
    return parseResponse(context, bytes, at, frame, end);
  }
  const code = word16(bytes, frame + FRAME.code);
  const verb = FINS_TABLE.verb(code);
  if ((bytes[frame]! & ICF.noResponseWanted) !== 0) {
    return context.exchanges.unconfirmed(verb, bytes, at, end);
  }
  const key = keyOf(bytes, frame, FRAME.sna);
  const exchange = context.exchanges.request(key, verb, bytes, at, end);
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  if (!FINS_TABLE.has(code)) exchange.anomaly('unknown_command', frame - at + FRAME.code);
}

/** Service identifier and unit, node and network of the end that asked. */
function keyOf(bytes: Uint8Array, frame: number, address: number): number {
  const unit = bytes[frame + address + 2]! << 8;
  return bytes[frame + FRAME.sid]! | unit | (word16(bytes, frame + address) << 16);
}

function parseResponse(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  frame: number,
  end: number,
): void {
  const { exchanges, whole } = context;
  const code = word16(bytes, frame + FRAME.code);
  const key = keyOf(bytes, frame, FRAME.dna);
  let exchange: Exchange | null = exchanges.asked(key);
  // A node that leaves its own address to the other end asks with zero and is answered by it.
  exchange ??= exchanges.asked(key & 0xffff);
  if (exchange === null) {
    exchange = exchanges.alone(FINS_TABLE.verb(code));
    exchange.anomaly('response_without_request', 0);
  } else if (askedCode(exchange) !== code) {
    exchange.anomaly('response_command_differs', frame - at + FRAME.code);
  }
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  const endCode = word16(bytes, frame + FRAME.endCode);
  if ((endCode & 0x8000) !== 0) exchange.anomaly('relay_error', frame - at + FRAME.endCode);
  if ((endCode & 0x00c0) !== 0) exchange.anomaly('cpu_error_flag', frame - at + FRAME.endCode);
  const good = plainEndCode(endCode) === 0;
  if (good && code === 0x0501) tellIdentity(context, bytes, frame, end, exchange);
  exchanges.answer(exchange, bytes, at, end, good ? OUTCOME.ok : OUTCOME.refused);
}

function askedCode({ request, requestBytes }: Exchange): number {
  const frame = isTcpHeader(request, 0, requestBytes) ? TCP_HEADER.bytes : 0;
  return frame + FRAME.commandData <= requestBytes ? word16(request, frame + FRAME.code) : 0;
}

/** Controller data is model and version, unless it was asked for the units alone. */
function tellIdentity(
  context: PduContext,
  bytes: Uint8Array,
  frame: number,
  end: number,
  { request, requestBytes }: Exchange,
): void {
  const at = frame + FRAME.responseData;
  if (end - at < MODEL_BYTES) return;
  const asked = isTcpHeader(request, 0, requestBytes) ? TCP_HEADER.bytes : 0;
  if (request[asked + FRAME.commandData] === 1 && requestBytes > asked + FRAME.commandData) return;
  const [model, version] = controllerData({ bytes, at, end });
  if (model === undefined) return;
  context.sighting('vendor', 'Omron');
  context.sighting('model', String(model));
  context.sighting('firmware', String(version));
}

/** What the header of FINS/TCP says by itself. */
function parseHeader(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
  command: number,
): void {
  const { exchanges } = context;
  const outcome = unsigned32(bytes, at + TCP_HEADER.error) === 0 ? OUTCOME.ok : OUTCOME.refused;
  switch (command) {
    case TCP_COMMAND.clientAddress:
      exchanges.request(CONNECTION_KEY, FINS_TABLE.verb(0), bytes, at, end);
      return;
    case TCP_COMMAND.serverAddress: {
      let exchange = exchanges.asked(CONNECTION_KEY);
      if (exchange === null) {
        exchange = exchanges.alone(FINS_TABLE.verb(0));
        exchange.anomaly('response_without_request', 0);
      }
      return exchanges.answer(exchange, bytes, at, end, outcome);
    }
    case TCP_COMMAND.error: {
      // It tells that the last frame was not taken.
      const exchange = exchanges.asked(0, 0);
      if (exchange !== null) return exchanges.answer(exchange, bytes, at, end, OUTCOME.refused);
      return exchanges.report(FINS_TABLE.verb(command), bytes, at, end);
    }
    default:
      exchanges.unconfirmed(FINS_TABLE.verb(command), bytes, at, end);
  }
}
