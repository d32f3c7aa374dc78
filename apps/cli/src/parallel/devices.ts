import { type Inventory, SightingsTold } from '@bulkhead/engine';
import type { RunSink } from './merge.ts';

/** Hands what shares tell of devices, in order, to an inventory, each fact once. */
export function devicesInto(inventory: Inventory): RunSink {
  // Each share tells a fact once; of all shares together, the first does.
  const told = new SightingsTold();
  return ({ news }, from, to) => {
    for (const { talk, sighting } of news.slice(from, to)) {
      if (talk !== null) inventory.talk(talk);
      if (sighting === null) continue;
      const { ip, mac, protocol, field, value } = sighting;
      if (told.isNew(ip, mac, protocol, field, value)) inventory.sighting(sighting);
    }
  };
}
