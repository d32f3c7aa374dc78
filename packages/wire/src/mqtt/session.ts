import { BoundedMap } from '../bounded-map.ts';
import type { Exchange } from '../flow/flow.ts';
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
  readonly #metrics = new BoundedMap<string, string>(METRICS_MAX);
  readonly #topics = new Map<number, string>();

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
  }

  topic(side: number, alias: number): string {
    return this.#topics.get(alias * 2 + side) ?? '';
  }
}

const UNKNOWN = new MqttSession();

/** The same for somebody who reads an operation. */
export function sessionOfExchange(exchange: Exchange): MqttSession {
  const kept = exchange.flow.states[exchange.protocol];
  return kept instanceof MqttSession ? kept : UNKNOWN;
}
