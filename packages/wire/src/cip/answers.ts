import { textOf, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { readConnection, rememberConnection } from './connections.ts';
import { readIdentity, revisionText, serialText, tellIdentity, vendorName } from './identity.ts';
import { attributePlaces } from './attributes.ts';
import { responseDataAt } from './message.ts';
import { scanPath } from './path.ts';
import { CLASS, SERVICE } from './services.ts';
import { requestDataAt } from './message.ts';

/** Rockwell Software, whose identifier says what runs on the client rather than who made it. */
const ROCKWELL_SOFTWARE = 77;

/** What is kept or told of an answer that succeeded, before it is handed on. */
export function tellAnswer(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { request, requestBytes } = exchange;
  if (requestBytes < 2) return;
  const service = request[0]!;
  if (service > SERVICE.getAttributeSingle) {
    if (service !== SERVICE.forwardOpen && service !== SERVICE.largeForwardOpen) return;
    return tellConnection(context, exchange, bytes, at, end);
  }
  const { classId, instance } = scanPath(
    request,
    2,
    Math.min(requestBytes, requestDataAt(request, 0)),
  );
  if (classId === CLASS.identity && instance === 1) {
    tellAttributes(context, exchange, bytes, responseDataAt(bytes, at, end), end);
  }
}

function tellConnection(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  rememberConnection(context, exchange, bytes, at, end);
  const facts = readConnection(exchange);
  if (facts?.vendor === ROCKWELL_SOFTWARE) {
    context.sighting('software', vendorName(facts.vendor), exchange.side);
  }
}

/** The status and the state of a device are polled, and say nothing of what it is. */
function isPolled(attribute: number): boolean {
  return attribute === 5 || attribute === 8;
}

/** Whether the request is for one attribute that is polled; allocates nothing. */
function polls({ request, requestBytes }: Exchange): boolean {
  const at = requestDataAt(request, 0);
  if (request[0] === SERVICE.getAttributeSingle) {
    return isPolled(scanPath(request, 2, Math.min(requestBytes, at)).attribute);
  }
  return at + 4 === requestBytes && isPolled(word16le(request, at + 2));
}

/**
 * Tells what a device says of itself. One that was asked through another is told as a description,
 * because the address is that of the device in front.
 */
function tellAttributes(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { note } = exchange;
  if (exchange.request[0] === SERVICE.getAttributesAll) {
    const identity = readIdentity(bytes, at, end);
    if (identity === undefined) return;
    if (note === '') return tellIdentity(context, identity);
    const { name, revision, serial } = identity;
    context.sighting('description', `${note}: ${name} ${revision} ${serial}`);
    return;
  }
  if (note !== '' || polls(exchange)) return;
  const places = attributePlaces(exchange, CLASS.identity, bytes, at, end);
  for (const { attribute, status, valueAt, valueEnd } of places) {
    if (status !== 0) continue;
    if (attribute === 1) {
      const vendor = bytes[valueAt]! | (bytes[valueAt + 1]! << 8);
      context.sighting('vendor', vendorName(vendor));
    } else if (attribute === 4) {
      context.sighting('firmware', revisionText(bytes, valueAt));
    } else if (attribute === 6) {
      context.sighting('serial', serialText(bytes, valueAt));
    } else if (attribute === 7) {
      context.sighting('model', textOf(bytes, valueAt + 1, valueEnd));
    }
  }
}
