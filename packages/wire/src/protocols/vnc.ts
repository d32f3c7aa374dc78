import { VERB } from '../flow/flow.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';
import { SERVICE, takeBytes } from '../vnc/handshake.ts';
import { itemsOf, objectOf, refusalOf, serviceOf } from '../vnc/reading.ts';
import { isVersion, VERSION_BYTES } from '../vnc/version.ts';

/**
 * VNC: the handshake of the RFB protocol with its version, security and outcome, and the name of
 * the desktop. Neither challenge nor answer is kept; the session itself is only counted.
 */
export const vnc = defineProtocol({
  name: 'vnc',
  title: 'VNC',
  standard: 'RFC 6143',
  depth: 'crossing',
  over: { tcp: [5900, 5901, 5902, 5903] },
  services: [
    { ...SERVICE.version, verb: VERB.connect },
    { ...SERVICE.security, verb: VERB.connect },
  ],

  recognise(bytes, at, end) {
    if (bytes[at] !== 0x52) return RECOGNISED.no;
    if (end - at < VERSION_BYTES) return RECOGNISED.moreBytes;
    return isVersion(bytes, at) ? RECOGNISED.yes : RECOGNISED.no;
  },

  // Both ends send the same first message; the server does so first.
  roleOf() {
    return 1;
  },

  parse: takeBytes,

  service: serviceOf,
  object: objectOf,

  items: itemsOf,
  refusal: refusalOf,
});
