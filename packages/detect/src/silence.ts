import { addressOf, type Operation } from '@bulkhead/model';

/** Servers remembered, over all protocols; beyond it the memory starts anew. */
export const SERVERS_MAX = 20_000;

/** A server of which an answer was seen. */
interface Server {
  /** Requests in a row that it left unanswered. */
  unanswered: number;
  forgotten: boolean;
}

export interface Seat {
  server: Server | undefined;
}

/**
 * How many requests in a row each server left unanswered, by protocol: a device that fell silent,
 * told from a capture that never shows an answer of it.
 */
export class Silence {
  /** By protocol, then address. */
  readonly #servers = new Map<string, Map<string, Server>>();
  #total = 0;

  /**
   * The count after this operation, or `undefined` where no answer of the server was seen yet.
   * `seat` keeps the server for the next operation of this protocol with it.
   */
  after(operation: Operation, seat: Seat): number | undefined {
    const { outcome } = operation;
    if (outcome === 'unconfirmed') return undefined;
    if (seat.server?.forgotten !== false) seat.server = this.#find(operation);
    if (outcome === 'no-response') return seat.server && ++seat.server.unanswered;
    seat.server ??= this.#add(operation);
    return (seat.server.unanswered = 0);
  }

  #find({ protocol, server }: Operation): Server | undefined {
    return this.#servers.get(protocol)?.get(addressOf(server));
  }

  #add({ protocol, server }: Operation): Server {
    if (++this.#total > SERVERS_MAX) {
      for (const known of this.#servers.values()) {
        for (const one of known.values()) one.forgotten = true;
      }
      this.#servers.clear();
      this.#total = 1;
    }
    const servers = this.#servers.get(protocol) ?? new Map<string, Server>();
    const made: Server = { unanswered: 0, forgotten: false };
    this.#servers.set(protocol, servers.set(addressOf(server), made));
    return made;
  }
}
