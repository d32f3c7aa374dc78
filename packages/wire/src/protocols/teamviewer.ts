import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { word16le } from '../bytes.ts';
import { word16 } from '../packet/packet.ts';
import { defineProtocol, FRAMING, RECOGNISED, TRANSPORT } from '../protocol.ts';
import { SERVICES, serviceOfCommand } from '../teamviewer/commands.ts';

/** Magic, command, length (low byte first): public descriptions of versions 7 to 10. */
const HEADER_BYTES = 5;
const MAGIC = { first: 0x1724, second: 0x1130 } as const;
/** Over UDP a counter and addresses come first. */
const UDP_MAGIC_AT = 11;
const UDP_BYTES_MIN = 14;
const KEY = 1;
/** Off the port the first packet is short: it names who connects. */
const FIRST_BYTES_MAX = 1_024;

/** TeamViewer: that it is used, and how the connection began. The rest is encrypted. */
export const teamviewer = defineProtocol({
  name: 'teamviewer',
  title: 'TeamViewer',
  standard: 'not published; header after public descriptions',
  depth: 'crossing',
  over: { tcp: [5938], udp: [5938] },
  services: SERVICES,
  headerBytes: HEADER_BYTES,

  recognise(bytes, at, end, onPort, transport) {
    if (transport === TRANSPORT.udp) {
      const fits = onPort && end - at >= UDP_BYTES_MIN && bytes[at] === 0;
      const magic = fits ? word16(bytes, at + UDP_MAGIC_AT) : 0;
      return magic === MAGIC.first ? RECOGNISED.yes : RECOGNISED.no;
    }
    if (bytes[at] !== 0x17 && bytes[at] !== 0x11) return RECOGNISED.no;
    if (end - at < HEADER_BYTES) return RECOGNISED.moreBytes;
    const magic = word16(bytes, at);
    if (magic === MAGIC.second) return onPort ? RECOGNISED.yes : RECOGNISED.no;
    if (magic !== MAGIC.first || serviceOfCommand(bytes[at + 2]!).code === 0) return RECOGNISED.no;
    if (onPort) return RECOGNISED.yes;
    return word16le(bytes, at + 3) <= FIRST_BYTES_MAX ? RECOGNISED.yes : RECOGNISED.no;
  },

  frame(bytes, at, end, transport) {
    if (transport === TRANSPORT.udp) return end - at;
    if (end - at < HEADER_BYTES) return FRAMING.moreBytes;
    const magic = word16(bytes, at);
    if (magic === MAGIC.first) return HEADER_BYTES + word16le(bytes, at + 3);
    return magic === MAGIC.second ? end - at : FRAMING.outOfStep;
  },

  parse(context, bytes, at, end) {
    const { exchanges, flow, side } = context;
    const first = exchanges.asked(KEY);
    if (first !== null) {
      exchanges.answer(first, bytes, at, Math.min(end, at + UDP_BYTES_MIN), OUTCOME.ok);
      return context.ignoreRest();
    }
    if (exchanges.find(flow, side, KEY) !== null) return;
    const stop = Math.min(end, at + UDP_BYTES_MIN);
    exchanges.request(KEY, VERB.connect, bytes, at, stop);
    context.sighting('software', 'TeamViewer', flow.clientSide);
  },

  service(exchange) {
    const { code, name } = serviceOfCommand(commandOf(exchange));
    return { code, name };
  },

  object() {
    return 'session';
  },
});

/** The command that began it; 0 where its place is not known. */
function commandOf({ request, requestBytes, flow }: Exchange): number {
  const at = flow.transport === TRANSPORT.udp ? UDP_MAGIC_AT : 0;
  return requestBytes > at + 2 && word16(request, at) === MAGIC.first ? request[at + 2]! : 0;
}
