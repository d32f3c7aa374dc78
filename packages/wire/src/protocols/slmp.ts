import { describedBy } from '../described/described.ts';
import { hexadecimal } from '../described/hexadecimal.ts';
import { OUTCOME } from '../flow/flow.ts';
import { defineProtocol, FRAMING, RECOGNISED, TRANSPORT } from '../protocol.ts';
import { endCodeName, oldCodeName, SLMP_SERVICES, SLMP_TABLE } from '../slmp/commands.ts';
import {
  commandOf,
  CONTROL_CPU,
  contentAt,
  frameLength,
  isAnswer,
  isRoute,
  KIND,
  kindOf,
  moduleOf,
  stationOf,
  wordAt,
} from '../slmp/frame.ts';
import {
  isCertain,
  isOld,
  isOldAnswer,
  isOldText,
  oldCode,
  oldLength,
  WITH_REASON,
} from '../slmp/frame1e.ts';
import { parseSlmp } from '../slmp/parse.ts';
import { oldAnswerBytesBeyond } from '../slmp/parse1e.ts';
import { commandOfExchange, describeSlmp } from '../slmp/reading.ts';

const REMOTE_RESET = 0x1006;

/**
 * SLMP (MC protocol of MELSEC): frames 3E, 4E and 1E, in binary and in text. Paired by the serial
 * number of 4E, and by order where there is none. An answer of frame 1E says no length: that of its
 * request tells.
 */
export const slmp = defineProtocol({
  name: 'slmp',
  title: 'MELSEC SLMP',
  standard: "SLMP Reference Manual SH-080956ENG; FX3U-ENET-ADP User's Manual (frame 1E)",
  depth: 'operation',
  over: { tcp: [5007, 5006], udp: [5006, 5007] },
  services: SLMP_SERVICES,
  symmetric: true,
  headerBytes: 2,

  recognise(bytes, at, end, onPort, transport) {
    if (end > at && isOld(bytes, at)) return recogniseOld(bytes, at, end, onPort, transport);
    const length = frameLength(bytes, at, end);
    if (length < 0) return RECOGNISED.no;
    if (length === 0) return mayStart(bytes, at, end) ? RECOGNISED.moreBytes : RECOGNISED.no;
    const kind = kindOf(bytes, at, end);
    if (!isRoute(bytes, at, kind)) return RECOGNISED.no;
    if (transport === TRANSPORT.udp && length !== end - at) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    // Off the ports: the usual module, and a whole frame with a known command or a lone answer.
    if (moduleOf(bytes, at, kind) !== CONTROL_CPU) return RECOGNISED.no;
    if (end - at < length) return RECOGNISED.moreBytes;
    if (isAnswer(bytes, at, kind)) return end - at === length ? RECOGNISED.yes : RECOGNISED.no;
    return SLMP_TABLE.has(commandOf(bytes, at, kind)) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    if (end - at >= 2 && isOld(bytes, at)) return isOldAnswer(bytes, at) ? 1 : 0;
    const kind = kindOf(bytes, at, end);
    if (kind === KIND.none) return -1;
    return isAnswer(bytes, at, kind) ? 1 : 0;
  },

  frame(bytes, at, end, transport) {
    if (transport === TRANSPORT.udp) return end - at;
    const old = end > at && isOld(bytes, at);
    const length = old ? oldLength(bytes, at, end) : frameLength(bytes, at, end);
    if (length === 0) return FRAMING.moreBytes;
    return length < 0 ? FRAMING.outOfStep : length;
  },

  answerBytes: oldAnswerBytesBeyond,
  parse: parseSlmp,

  // A controller that resets may not send its answer any more (SH-080956ENG, Remote Reset).
  unanswered(exchange) {
    if (commandOfExchange(exchange) === REMOTE_RESET) exchange.outcome = OUTCOME.unconfirmed;
  },

  unit({ request, requestBytes, response, responseAt, responseEnd }) {
    const asked = kindOf(request, 0, requestBytes);
    if (asked !== KIND.none) return stationOf(request, 0, asked);
    const kind = kindOf(response, responseAt, responseEnd);
    return kind === KIND.none ? null : stationOf(response, responseAt, kind);
  },

  service(exchange) {
    const command = commandOfExchange(exchange);
    if (command < 0) return { code: 0, name: 'unknown_service' };
    return SLMP_TABLE.service(command);
  },

  ...describedBy(describeSlmp, 'controller'),

  refusal({ response, responseAt, responseEnd }) {
    if (isOld(response, responseAt)) return oldRefusal(response, responseAt, responseEnd);
    const kind = kindOf(response, responseAt, responseEnd);
    const code = kind === KIND.none ? 0 : wordAt(response, responseAt + contentAt(kind), kind);
    return { code, name: endCodeName(code) };
  },
});

/**
 * Frame 1E on its port: a frame that can be one. Off it, and where a datagram has another length: a
 * whole request about a device that there is.
 */
function recogniseOld(
  bytes: Uint8Array,
  at: number,
  end: number,
  onPort: boolean,
  transport: number,
): number {
  const length = oldLength(bytes, at, end);
  if (length < 0) return RECOGNISED.no;
  if (length === 0 || (length > end - at && transport === TRANSPORT.tcp)) {
    return RECOGNISED.moreBytes;
  }
  const fits = onPort && (length === end - at || isOldAnswer(bytes, at));
  return fits || isCertain(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
}

/** Why a controller refuses in frame 1E: its complete code, or the reason behind it. */
function oldRefusal(bytes: Uint8Array, at: number, end: number): { code: number; name: string } {
  const code = oldCode(bytes, at);
  const from = at + (isOldText(bytes, at) ? 4 : 2);
  if (code !== WITH_REASON || from + 2 > end) return { code, name: oldCodeName(code, -1) };
  const reason = isOldText(bytes, at) ? hexadecimal(bytes, from, 2) : bytes[from]!;
  return { code: code * 0x100 + reason, name: oldCodeName(code, reason) };
}

/** Whether fewer bytes than a header are still its start. */
function mayStart(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at >= 4) return true;
  const first = bytes[at]!;
  const binary = first === 0x50 || first === 0x54 || first === 0xd0 || first === 0xd4;
  if (binary) return end - at < 2 || bytes[at + 1] === 0;
  // `5000`, `5400`, `D000`, `D400`
  const ascii = first === 0x35 || first === 0x44;
  return ascii && (end - at < 2 || bytes[at + 1] === 0x30 || bytes[at + 1] === 0x34);
}
