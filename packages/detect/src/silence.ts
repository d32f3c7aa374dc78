import { addressOf, type Operation } from '@bulkhead/model';

/** Servers remembered, over all protocols; beyond it the memory starts anew. */
export const SERVERS_MAX = 20_000;

/**
 * How many requests in a row each server left unanswered, by protocol: a device that fell silent,
 * told from a capture that never shows an answer of it.
 */
export class Silence {
  /** By protocol, then address. Servers are in it from their first answer on. */
  readonly #inRow = new Map<string, Map<string, number>>();
  #servers = 0;

  /** The count after this operation, or `undefined` where no answer of the server was seen yet. */
  after({ protocol, server, outcome }: Operation): number | undefined {
    if (outcome === 'unconfirmed') return undefined;
    const address = addressOf(server);
    const known = this.#inRow.get(protocol)?.get(address);
    if (outcome === 'no-response') {
      if (known === undefined) return undefined;
      this.#inRow.get(protocol)!.set(address, known + 1);
      return known + 1;
    }
    if (known === undefined) this.#add(protocol, address);
    else if (known > 0) this.#inRow.get(protocol)!.set(address, 0);
    return 0;
  }

  #add(protocol: string, address: string): void {
    if (++this.#servers > SERVERS_MAX) {
      this.#inRow.clear();
      this.#servers = 1;
    }
    const servers = this.#inRow.get(protocol) ?? new Map<string, number>();
    this.#inRow.set(protocol, servers.set(address, 0));
  }
}
