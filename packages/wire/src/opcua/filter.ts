import type { Decoder } from './decoder.ts';

/** Fields named of one filter. */
const SELECTED_MAX = 64;

/** Names of the fields that an EventFilter selects, OPC 10000-4 §7.22.3. */
export function readSelected(decoder: Decoder): string[] {
  const out: string[] = [];
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    decoder.skipNodeId();
    const path: string[] = [];
    for (let steps = decoder.count(); steps > 0 && !decoder.broken; steps--) {
      path.push(decoder.qualifiedName());
    }
    decoder.take(4);
    decoder.skipString();
    if (out.length < SELECTED_MAX) out.push(path.join('/'));
  }
  return out;
}

/** Steps over the elements of a ContentFilter, OPC 10000-4 §7.7: operator and operands. */
export function skipContentFilter(decoder: Decoder): void {
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    decoder.take(4);
    for (let operands = decoder.count(); operands > 0 && !decoder.broken; operands--) {
      decoder.skipExtensionObject();
    }
  }
}
