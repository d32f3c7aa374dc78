import { BLOCK, blockLength, CARRIED, CHANNEL, CodesysPacket } from '../codesys/layers.ts';
import { namesIn } from '../codesys/names.ts';
import { identityIn, isResetOfAll, stateIn, toldBy } from '../codesys/reading.ts';
import { refusalCode, refusalName } from '../codesys/results.ts';
import {
  CODESYS_SERVICES,
  groupName,
  isGroup,
  LOWER,
  serviceName,
  serviceTechniques,
  serviceVerb,
} from '../codesys/services.ts';
import { describedBy, type Description } from '../described/described.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { defineProtocol, FRAMING, type PduContext, RECOGNISED, TRANSPORT } from '../protocol.ts';

const packet = new CodesysPacket();
/** Channels are managed under keys that no channel has. */
const MANAGER_KEY = -1;

/**
 * CODESYS V3: block driver, datagram, channel, service header, and those tags of a service that say
 * what it is about and what became of it. Of a service in several blocks the first is read. Name
 * service answers are read for their names.
 */
export const codesys = defineProtocol({
  name: 'codesys',
  title: 'CODESYS V3',
  standard: 'not published; public descriptions of its layers, and its library documentation',
  depth: 'header',
  over: { tcp: [11740, 1217], udp: [1740, 1741, 1742, 1743] },
  services: CODESYS_SERVICES,
  symmetric: true,
  headerBytes: BLOCK.bytes,

  recognise(bytes, at, end, onPort, transport) {
    if (transport === TRANSPORT.tcp) {
      const length = blockLength(bytes, at, end);
      if (length < 0) return RECOGNISED.no;
      return length === 0 ? RECOGNISED.moreBytes : RECOGNISED.yes;
    }
    if (!packet.read(bytes, at, end)) return RECOGNISED.no;
    // Off the ports: a service of a known group.
    if (onPort) return RECOGNISED.yes;
    return packet.service >= 0 && isGroup(packet.service >> 8) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    return packet.read(bytes, datagramAt(bytes, at), end) && packet.isAnswer ? 1 : 0;
  },

  frame(bytes, at, end, transport) {
    if (transport !== TRANSPORT.tcp) return end - at;
    const length = blockLength(bytes, at, end);
    if (length === 0) return FRAMING.moreBytes;
    return length < 0 ? FRAMING.outOfStep : length;
  },

  parse(context, bytes, at, end) {
    const { exchanges, whole } = context;
    if (!packet.read(bytes, datagramAt(bytes, at), end)) {
      if (whole) context.anomaly('codesys_malformed');
      return context.skips.reason('codesys_malformed');
    }
    const code = codeOfPacket();
    if (code < 0) return context.skips.reason(reasonOfPacket());
    const verb = serviceVerb(code);
    if (code === LOWER.channelClose) {
      return exchanges.unconfirmed(verb, bytes, at, end);
    }
    const key = code > 0xffff ? MANAGER_KEY - code : (code << 16) | packet.channel;
    if (!packet.isAnswer) {
      const exchange = exchanges.request(key, verb, bytes, at, end);
      if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
      return;
    }
    let exchange = exchanges.asked(key);
    if (exchange === null) {
      exchange = exchanges.alone(verb);
      // Devices answer a search that went to everybody.
      if (code !== LOWER.nameRequest) exchange.anomaly('response_without_request', 0);
    }
    if (code === LOWER.nameRequest) tellNames(context, bytes, end);
    for (const [field, value] of identityIn(packet, bytes)) {
      context.sighting(field, value);
    }
    const refused = refusalCode(packet, bytes) !== 0;
    exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
  },

  service: (exchange) => serviceName(codeOf(exchange)),

  ...describedBy(describe, 'device'),

  refusal({ response, responseAt, responseEnd }) {
    packet.read(response, datagramAt(response, responseAt), responseEnd);
    const code = refusalCode(packet, response);
    return { code, name: refusalName(code) };
  },

  techniques(exchange) {
    const techniques = serviceTechniques(codeOf(exchange));
    return isResetOfAll(packet, exchange.request) ? [...techniques, 'T0809'] : techniques;
  },
});

/** Layer 3 starts behind the block header of TCP, and at once in a datagram. */
function datagramAt(bytes: Uint8Array, at: number): number {
  return bytes[at] === (BLOCK.magic & 0xff) && at + BLOCK.bytes <= bytes.length
    ? at + BLOCK.bytes
    : at;
}

/** The service of the packet at hand; -1 where it is a part or an acknowledgement. */
function codeOfPacket(): number {
  if (packet.service >= 0) return packet.service;
  if (packet.carried === CARRIED.nameRequest || packet.carried === CARRIED.nameAnswer) {
    return LOWER.nameRequest;
  }
  switch (packet.channelCommand) {
    case CHANNEL.info:
    case CHANNEL.infoAnswer:
      return LOWER.channelInfo;
    case CHANNEL.open:
    case CHANNEL.openAnswer:
      return LOWER.channelOpen;
    case CHANNEL.close:
      return LOWER.channelClose;
    default:
      return -1;
  }
}

function reasonOfPacket(): string {
  if (packet.channelCommand === CHANNEL.block) return 'codesys_later_block';
  if (packet.channelCommand === CHANNEL.acknowledgement) return 'codesys_acknowledgement';
  return packet.channelCommand === CHANNEL.keepAlive ? 'codesys_keep_alive' : 'codesys_other';
}

function readSubject({ request, requestBytes, response, responseAt, responseEnd }: Exchange): void {
  if (requestBytes > 0) packet.read(request, datagramAt(request, 0), requestBytes);
  else packet.read(response, datagramAt(response, responseAt), responseEnd);
}

function codeOf(exchange: Exchange): number {
  readSubject(exchange);
  return codeOfPacket();
}

/** What the tags of the request say, and the state that an answer tells. */
function describe(exchange: Exchange): Description {
  readSubject(exchange);
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const answers = responseEnd > responseAt;
  const { service } = packet;
  if (service < 0) {
    const isName = codeOfPacket() === LOWER.nameRequest;
    if (!isName || !answers) return { object: isName ? 'node' : 'channel' };
    packet.read(response, datagramAt(response, responseAt), responseEnd);
    return { object: 'node', values: namesIn(response, packet.payloadAt, responseEnd).slice(-3) };
  }
  const told =
    requestBytes > 0 ? toldBy(packet, request) : { object: groupName(service), values: [] };
  if (!answers || told.values.length > 0) return told;
  packet.read(response, datagramAt(response, responseAt), responseEnd);
  return { object: told.object, values: stateIn(packet, response) };
}

function tellNames(context: PduContext, bytes: Uint8Array, end: number): void {
  const names = namesIn(bytes, packet.payloadAt, end);
  if (names.length < 3) return;
  const [name = '', model = '', vendor = ''] = names.slice(-3);
  context.sighting('name', name);
  context.sighting('model', model);
  context.sighting('vendor', vendor);
}
