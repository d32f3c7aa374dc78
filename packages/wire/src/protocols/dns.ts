import { word16 } from '../bytes.ts';
import { DNS } from '../dns/flavour.ts';
import { HEADER } from '../dns/message.ts';
import { TCP_LENGTH_BYTES } from '../dns/parse.ts';
import { messageProtocol } from '../dns/protocol.ts';
import { isMessage, isPlainQuestion } from '../dns/recognise.ts';
import { defineProtocol, FRAMING, RECOGNISED, TRANSPORT } from '../protocol.ts';

/** The Domain Name System over UDP and TCP. Paired by identifier. */
export const dns = defineProtocol({
  ...messageProtocol(DNS),
  name: 'dns',
  title: 'DNS',
  standard: 'RFC 1035; RFC 2136; RFC 2782; RFC 3596; RFC 7766',
  depth: 'crossing',
  over: { udp: [53], tcp: [53] },
  headerBytes: TCP_LENGTH_BYTES,

  recognise(bytes, at, end, onPort, transport) {
    if (transport !== TRANSPORT.tcp) {
      const told = onPort ? isMessage(bytes, at, end) : isPlainQuestion(bytes, at, end);
      return told ? RECOGNISED.yes : RECOGNISED.no;
    }
    if (end - at < TCP_LENGTH_BYTES) return onPort ? RECOGNISED.moreBytes : RECOGNISED.no;
    const length = word16(bytes, at);
    if (length < HEADER.bytes) return RECOGNISED.no;
    const start = at + TCP_LENGTH_BYTES;
    if (end < start + length && !onPort) return RECOGNISED.no;
    // The header and the longest name are enough to tell; a message may come in many segments.
    const known = start + Math.min(length, HEADER.bytes + 256);
    if (end < known) return RECOGNISED.moreBytes;
    const told = onPort
      ? isMessage(bytes, start, known)
      : isPlainQuestion(bytes, start, start + length);
    return told ? RECOGNISED.yes : RECOGNISED.no;
  },

  frame(bytes, at, end, transport) {
    if (transport !== TRANSPORT.tcp) return end - at;
    if (end - at < TCP_LENGTH_BYTES) return FRAMING.moreBytes;
    const length = word16(bytes, at);
    return length < HEADER.bytes ? FRAMING.outOfStep : length + TCP_LENGTH_BYTES;
  },
});
