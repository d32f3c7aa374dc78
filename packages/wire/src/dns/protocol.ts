import type { Protocol } from '../protocol.ts';
import type { Flavour } from './flavour.ts';
import { HEADER, isResponse } from './message.ts';
import { parseMessage } from './parse.ts';
import { messageReaders } from './reading.ts';
import { onPortOnly } from './recognise.ts';

/** What protocols with messages of the DNS have in common; most are recognised by their port. */
export function messageProtocol(flavour: Flavour) {
  return {
    ...messageReaders(flavour),
    services: flavour.services,
    symmetric: true,
    recognise: onPortOnly,

    roleOf(bytes, at, end) {
      if (end - at < HEADER.bytes) return -1;
      return isResponse(bytes, at) ? 1 : 0;
    },

    parse(context, bytes, at, end) {
      parseMessage(flavour, context, bytes, at, end);
    },
  } satisfies Partial<Protocol>;
}
