import { Decoder } from './decoder.ts';
import { bodyAt, serviceResultAt, skipResponseHeader } from './message.ts';
import { statusesOf } from './reading.ts';
import { requestOf, SERVICE } from './services.ts';
import { isBad } from './status-codes.ts';
import { skipStamps, skipVariant } from './variant.ts';

/** How many of the objects of a request were refused. */
export const REFUSED = { none: 0, some: 1, all: 2 } as const;

/** Services whose response is an array of status codes, one for each object. */
const CODES = new Set([494, 500, 506, 673, 769, 781, 799, 847]);
/** Services whose results are structures that start with a status code. */
const STRUCTURES = new Set([488, 527, 533, 554, 664, 700, 712, 751, 763, 841]);

const decoder = new Decoder(new Uint8Array(), 0, 0);

/** One of `REFUSED`, by the response `bytes[at..end)` whose body has this type. */
export function refusedItems(bytes: Uint8Array, at: number, end: number, type: number): number {
  const body = bodyAt(bytes, at, end);
  if (isBad(serviceResultAt(bytes, body, end)) || type === SERVICE.serviceFault) {
    return REFUSED.all;
  }
  const service = requestOf(type);
  const reads = service === SERVICE.read;
  if (!reads && !CODES.has(service) && !STRUCTURES.has(service)) return REFUSED.none;
  decoder.begin(bytes, body, end);
  skipResponseHeader(decoder);
  const count = decoder.count();
  if (reads) return refusedReads(count);
  if (STRUCTURES.has(service)) {
    if (count === 1) return isBad(decoder.uint32()) ? REFUSED.all : REFUSED.none;
    decoder.begin(bytes, body, end);
    skipResponseHeader(decoder);
    return share(statusesOf(service, decoder));
  }
  return refusedCodes(count);
}

function refusedCodes(count: number): number {
  let bad = 0;
  for (let i = 0; i < count && !decoder.broken; i++) if (isBad(decoder.uint32())) bad++;
  if (bad === 0) return REFUSED.none;
  return bad === count ? REFUSED.all : REFUSED.some;
}

function share(statuses: readonly number[]): number {
  const bad = statuses.filter((status) => isBad(status)).length;
  if (bad === 0) return REFUSED.none;
  return bad === statuses.length ? REFUSED.all : REFUSED.some;
}

/** A value that was refused is a DataValue without a value: a mask and the status. */
function refusedReads(count: number): number {
  let bad = 0;
  for (let i = 0; i < count && !decoder.broken; i++) {
    const mask = decoder.byte();
    if ((mask & 0x01) !== 0) skipVariant(decoder);
    const status = (mask & 0x02) === 0 ? 0 : decoder.uint32();
    skipStamps(decoder, mask);
    if ((mask & 0x01) === 0 && isBad(status) && !decoder.broken) bad++;
  }
  if (bad === 0) return REFUSED.none;
  return bad === count ? REFUSED.all : REFUSED.some;
}
