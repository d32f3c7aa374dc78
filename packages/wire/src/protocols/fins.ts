import { unsigned32 } from '../bytes.ts';
import { describedBy } from '../described/described.ts';
import { FINS_SERVICES, FINS_TABLE } from '../fins/commands.ts';
import { endCodeName, tcpErrorName } from '../fins/end-codes.ts';
import {
  FRAME,
  frameAt,
  ICF,
  isFrame,
  isTcpHeader,
  mayBeTcpHeader,
  TCP_COMMAND,
  TCP_HEADER,
  tcpCommand,
} from '../fins/header.ts';
import { parseFins } from '../fins/parse.ts';
import { codeOf, describeFins, techniquesOf } from '../fins/reading.ts';
import { word16 } from '../packet/packet.ts';
import { defineProtocol, FRAMING, RECOGNISED, TRANSPORT } from '../protocol.ts';

/** FINS frames have up to 2,012 bytes, file services some more. */
const LENGTH_MAX = 4_096;

/**
 * Omron FINS in UDP datagrams and in FINS/TCP: commands of CS, CJ and CP controllers and of CV
 * mode. Either end may ask; paired by service identifier and the address of the end that asked.
 */
export const fins = defineProtocol({
  name: 'fins',
  title: 'Omron FINS',
  standard: 'Omron W342 (communications commands) and W421 (FINS/TCP, FINS/UDP)',
  depth: 'operation',
  over: { tcp: [9600], udp: [9600] },
  services: FINS_SERVICES,
  symmetric: true,
  headerBytes: 8,

  recognise(bytes, at, end, onPort, transport) {
    if (transport === TRANSPORT.tcp) {
      if (!mayBeTcpHeader(bytes, at, end)) return RECOGNISED.no;
      if (end - at < TCP_HEADER.command + 4) return RECOGNISED.moreBytes;
      const length = unsigned32(bytes, at + TCP_HEADER.length);
      const command = unsigned32(bytes, at + TCP_HEADER.command);
      const known = length >= 8 && length <= LENGTH_MAX && command <= TCP_COMMAND.confirmation;
      return known ? RECOGNISED.yes : RECOGNISED.no;
    }
    if (!isFrame(bytes, at, end)) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    // Off the port: a known command, by way of the gateway bit and the usual gateway count.
    const usual = (bytes[at]! & 0x80) !== 0 && bytes[at + FRAME.gct] === 2;
    const known = FINS_TABLE.has(word16(bytes, at + FRAME.code));
    return usual && known && bytes[at + FRAME.dna]! < 128 ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at, end) {
    const command = tcpCommand(bytes, at, end);
    if (command === TCP_COMMAND.clientAddress) return 0;
    if (command === TCP_COMMAND.serverAddress) return 1;
    const frame = frameAt(bytes, at, end);
    if (command !== TCP_COMMAND.frame || frame >= end) return -1;
    return (bytes[frame]! & ICF.response) === 0 ? 0 : 1;
  },

  frame(bytes, at, end, transport) {
    if (transport !== TRANSPORT.tcp) return end - at;
    if (!mayBeTcpHeader(bytes, at, end)) return FRAMING.outOfStep;
    if (end - at < TCP_HEADER.command) return FRAMING.moreBytes;
    const length = unsigned32(bytes, at + TCP_HEADER.length);
    return length < 8 || length > LENGTH_MAX ? FRAMING.outOfStep : length + TCP_HEADER.command;
  },

  parse: parseFins,

  unit(exchange) {
    const { request, requestBytes, response, responseAt, responseEnd } = exchange;
    if (requestBytes > 0) {
      const at = frameAt(request, 0, requestBytes) + FRAME.da1;
      return at < requestBytes && codeOf(exchange) > 0xff ? request[at]! : null;
    }
    const at = frameAt(response, responseAt, responseEnd) + FRAME.sa1;
    return at < responseEnd && codeOf(exchange) > 0xff ? response[at]! : null;
  },

  service: (exchange) => FINS_TABLE.service(codeOf(exchange)),

  ...describedBy(describeFins, 'controller'),

  techniques: techniquesOf,

  refusal({ response, responseAt, responseEnd }) {
    const tcp = isTcpHeader(response, responseAt, responseEnd);
    if (tcp && tcpCommand(response, responseAt, responseEnd) !== TCP_COMMAND.frame) {
      const code = unsigned32(response, responseAt + TCP_HEADER.error);
      return { code, name: tcpErrorName(code) };
    }
    const at = frameAt(response, responseAt, responseEnd) + FRAME.endCode;
    const code = at + 2 <= responseEnd ? word16(response, at) : 0;
    return { code, name: endCodeName(code) };
  },
});
