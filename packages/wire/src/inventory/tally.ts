import type { Operation, Sighting, Verb } from '@bulkhead/model';
import type { OperationOrder } from '../dissector.ts';

/** One end, as far as the inventory asks. */
export interface Station {
  readonly ip: string;
  readonly mac: string;
}

/** Operations of one kind between two stations, as one: how many, and from when to when. */
export interface Talk {
  readonly client: Station;
  readonly server: Station;
  readonly protocol: string;
  readonly verb: Verb;
  times: number;
  firstAt: string;
  lastAt: string;
}

/** What an inventory takes, where it stands among those of all shares. */
export interface DeviceNews {
  readonly frame: number;
  readonly within: number;
  /** One of both. */
  readonly talk: Talk | null;
  readonly sighting: Sighting | null;
}

/**
 * Puts operations together for an inventory that is elsewhere. All but their number and times is
 * decided by the first of each kind, so what stands at its place gives the same inventory. Taken
 * often, because it grows with what is new.
 */
export class Tally {
  #news: DeviceNews[] = [];
  /** By the address of the client, then of the server. */
  readonly #talks = new Map<string, Map<string, Talk[]>>();

  operation(operation: Operation, order: OperationOrder): void {
    const { client, server, protocol, verb, time } = operation;
    const talks = this.#between(client.ip, server.ip);
    const { mac: clientMac } = client;
    const { mac: serverMac } = server;
    for (const talk of talks) {
      if (
        talk.protocol === protocol &&
        talk.verb === verb &&
        talk.client.mac === clientMac &&
        talk.server.mac === serverMac
      ) {
        talk.times++;
        if (time < talk.firstAt) talk.firstAt = time;
        else if (time > talk.lastAt) talk.lastAt = time;
        return;
      }
    }
    const talk = {
      client: { ip: client.ip, mac: clientMac },
      server: { ip: server.ip, mac: serverMac },
      protocol,
      verb,
      times: 1,
      firstAt: time,
      lastAt: time,
    };
    talks.push(talk);
    this.#news.push({ frame: order.frame, within: order.within, talk, sighting: null });
  }

  sighting(sighting: Sighting, order: OperationOrder): void {
    this.#news.push({ frame: order.frame, within: order.within, talk: null, sighting });
  }

  /** What came since the last call. */
  take(): readonly DeviceNews[] {
    const news = this.#news;
    this.#news = [];
    this.#talks.clear();
    return news;
  }

  #between(client: string, server: string): Talk[] {
    let servers = this.#talks.get(client);
    if (servers === undefined) this.#talks.set(client, (servers = new Map()));
    let talks = servers.get(server);
    if (talks === undefined) servers.set(server, (talks = []));
    return talks;
  }
}
