import { defineProtocol } from '../protocol.ts';
import { frame, HEADER_BYTES, recognise, TYPE, typeOf } from '../synchrophasor/frame.ts';
import { parseFrame } from '../synchrophasor/parse.ts';
import { countOf, objectOf, serviceOf, unitOf, valuesOf } from '../synchrophasor/reading.ts';
import { SERVICES } from '../synchrophasor/services.ts';

/**
 * Synchrophasors: commands to phasor measurement units, their configurations, and that they send
 * data. Header and configuration frames are paired with the command that asks for them.
 */
export const synchrophasor = defineProtocol({
  name: 'synchrophasor',
  title: 'Synchrophasor',
  standard: 'IEEE C37.118.2-2011',
  depth: 'header',
  over: { tcp: [4712, 4713], udp: [4713, 4712] },
  services: SERVICES,
  symmetric: true,
  headerBytes: HEADER_BYTES,

  recognise,

  roleOf(bytes, at, end) {
    if (at + 2 > end) return -1;
    return typeOf(bytes, at) === TYPE.command ? 0 : 1;
  },

  frame,
  parse: parseFrame,
  unit: unitOf,
  service: serviceOf,
  object: objectOf,

  count: countOf,
  values: valuesOf,
});
