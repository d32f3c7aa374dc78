import { BoundedMap } from '../bounded-map.ts';
import type { Exchange } from '../flow/flow.ts';
import { Skips } from '../packet/skips.ts';
import type { PduContext } from '../protocol.ts';
import { VERSION } from './packet.ts';

/** Names of metrics kept of one connection. */
const METRICS_MAX = 4_096;
/** Topics kept under a number of one connection; version 5 numbers them from 1. */
const TOPICS_MAX = 1_024;

/** What is known of one connection between a client and its broker. */
export class MqttSession {
  /** As CONNECT told; 3.1.1 until one was seen. */
  version: number = VERSION.v311;
  /** Side of the client; -1 until a packet tells. */
  clientSide = -1;
  connected = false;
  readonly #metrics: BoundedMap<string, string>;
  readonly #topics = new Map<number, string>();
  readonly #skips: Skips;

  constructor({ skips }: Pick<PduContext, 'skips'>) {
    this.#metrics = new BoundedMap(METRICS_MAX, skips);
    this.#skips = skips;
  }

  /** Remembers the name of a metric that later messages of an edge node call by number. */
  noteMetric(edge: string, alias: number, name: string): void {
    this.#metrics.set(`${edge}#${alias}`, name);
  }

  metric(edge: string, alias: number): string {
    return this.#metrics.get(`${edge}#${alias}`) ?? '';
  }

  /** Remembers the topic that one end calls by number. */
  noteTopic(side: number, alias: number, topic: string): void {
    const key = alias * 2 + side;
    if (this.#topics.size < TOPICS_MAX || this.#topics.has(key)) this.#topics.set(key, topic);
    else this.#skips.shed++;
  }

  topic(side: number, alias: number): string {
    return this.#topics.get(alias * 2 + side) ?? '';
  }
}

const UNKNOWN = new MqttSession({ skips: new Skips() });

/** The same for somebody who reads an operation. */
export function sessionOfExchange(exchange: Exchange): MqttSession {
  const kept = exchange.flow.states[exchange.protocol];
  return kept instanceof MqttSession ? kept : UNKNOWN;
}
