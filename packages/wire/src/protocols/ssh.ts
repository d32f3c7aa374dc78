import { VERB } from '../flow/flow.ts';
import { defineProtocol, FRAMING } from '../protocol.ts';
import { isIdentification, itemsOf, takeIdentification } from '../ssh/identification.ts';

const LF = 10;
/** RFC 4253 §4.2 allows 255 bytes; what is longer is no identification. */
const LINE_BYTES_MAX = 512;
const SERVICE = { code: 1, name: 'identification_exchange' } as const;

/** SSH: which software talks to which. All that follows the identifications is only counted. */
export const ssh = defineProtocol({
  name: 'ssh',
  title: 'SSH',
  standard: 'RFC 4253',
  depth: 'crossing',
  over: { tcp: [22] },
  services: [{ ...SERVICE, verb: VERB.connect }],
  recognise: isIdentification,

  frame(bytes, at, end) {
    if (bytes[at] !== 0x53) return end - at;
    const last = Math.min(end, at + LINE_BYTES_MAX);
    for (let i = at; i < last; i++) if (bytes[i] === LF) return i + 1 - at;
    return last === end ? FRAMING.moreBytes : FRAMING.outOfStep;
  },

  parse: takeIdentification,

  service() {
    return SERVICE;
  },

  object() {
    return 'session';
  },

  items: itemsOf,
});
