import {
  type Anomaly,
  type Operation,
  OPERATION_ITEMS_MAX,
  OPERATION_OBJECT_CHARACTERS_MAX,
  OPERATION_VALUES_MAX,
  OUTCOMES,
  type OperationValue,
  VERBS,
} from '@bulkhead/model';
import { copyOperation } from './copy-operation.ts';
import type { Exchange } from './flow/flow.ts';
import { timeText } from './flow/time-text.ts';
import type { Protocol } from './protocol.ts';

const NO_TECHNIQUES: readonly string[] = [];
const NO_ANOMALIES: readonly Anomaly[] = [];

/** Names come from the wire, as long as somebody liked to make them. */
function clipped(object: string): string {
  return object.length > OPERATION_OBJECT_CHARACTERS_MAX
    ? object.slice(0, OPERATION_OBJECT_CHARACTERS_MAX)
    : object;
}

type Item = NonNullable<Operation['items']>[number];

function isWithin({ object, values }: Item): boolean {
  return object.length <= OPERATION_OBJECT_CHARACTERS_MAX && values.length <= OPERATION_VALUES_MAX;
}

function within(item: Item): Item {
  const { object, values } = item;
  return { ...item, object: clipped(object), values: bounded(values, OPERATION_VALUES_MAX) };
}

function bounded<T>(list: readonly T[], max: number): readonly T[] {
  return list.length > max ? list.slice(0, max) : list;
}

/** One end of the exchange at hand. */
class EndpointView {
  readonly #view: OperationView;
  readonly #asks: boolean;

  constructor(view: OperationView, asks: boolean) {
    this.#view = view;
    this.#asks = asks;
  }

  get ip(): string {
    return this.#view.exchange.flow.ip(this.#side());
  }

  get port(): number {
    return this.#view.exchange.flow.port(this.#side());
  }

  get mac(): string {
    return this.#view.exchange.flow.sides[this.#side() as 0 | 1].mac;
  }

  /**
   * The end that opened the connection is the client, also of what the server starts itself, unless
   * either end may ask.
   */
  #side(): number {
    const { flow, side } = this.#view.exchange;
    const client = flow.clientSide < 0 || this.#view.symmetric ? side : flow.clientSide;
    return this.#asks ? client : 1 - client;
  }
}

/** Frame numbers of the exchange at hand. */
class FramesView {
  readonly #view: OperationView;

  constructor(view: OperationView) {
    this.#view = view;
  }

  get request(): number | null {
    return this.#view.exchange.requestFrame || null;
  }

  get response(): number | null {
    return this.#view.exchange.responseFrame || null;
  }
}

/**
 * The exchange at hand as the model's operation. One object for all: every reader works its answer
 * out from the bytes when it is called, and not before; those that rules and alerts call again and
 * again do so once for an exchange.
 */
export class OperationView implements Operation {
  exchange!: Exchange;
  readonly client: Operation['client'];
  readonly server: Operation['server'];
  readonly frames: Operation['frames'];
  /** Digits of `time`. */
  timeDigits = 6;
  readonly #protocols: readonly Protocol[];
  readonly #techniques = new Map<Protocol, ReadonlyMap<number, readonly string[]>>();
  #service: Operation['service'] | undefined;
  #object: string | undefined;
  /** Null where they were not read. */
  #items: Operation['items'] | null = null;

  constructor(protocols: readonly Protocol[]) {
    this.#protocols = protocols;
    this.client = new EndpointView(this, true);
    this.server = new EndpointView(this, false);
    this.frames = new FramesView(this);
  }

  /** Goes on to another exchange. */
  begin(exchange: Exchange, timeDigits: number): void {
    this.exchange = exchange;
    this.timeDigits = timeDigits;
    this.#service = undefined;
    this.#object = undefined;
    this.#items = null;
  }

  get time(): string {
    const exchange = this.exchange;
    return exchange.requestFrame > 0
      ? timeText(exchange.requestSeconds, exchange.requestNanoseconds, this.timeDigits)
      : timeText(exchange.responseSeconds, exchange.responseNanoseconds, this.timeDigits);
  }

  get protocol(): string {
    return this.#protocol().name;
  }

  get unit(): number | null {
    return this.#protocol().unit(this.exchange);
  }

  get service(): Operation['service'] {
    return (this.#service ??= this.#protocol().service(this.exchange));
  }

  get verb(): Operation['verb'] {
    return VERBS[this.exchange.verb]!;
  }

  get cause(): string | undefined {
    return this.#protocol().cause?.(this.exchange);
  }

  get techniques(): readonly string[] {
    const protocol = this.#protocol();
    if (protocol.techniques !== undefined) return protocol.techniques(this.exchange);
    return this.#implied(protocol).get(this.service.code) ?? NO_TECHNIQUES;
  }

  get object(): string {
    return (this.#object ??= clipped(this.#protocol().object(this.exchange)));
  }

  get address(): number | null {
    return this.#protocol().address(this.exchange);
  }

  get count(): number {
    return this.#protocol().count(this.exchange);
  }

  get values(): readonly OperationValue[] {
    return bounded(this.#protocol().values(this.exchange), OPERATION_VALUES_MAX);
  }

  get items(): Operation['items'] {
    if (this.#items === null) this.#items = this.#readItems();
    return this.#items;
  }

  #readItems(): Operation['items'] {
    const items = this.#protocol().items(this.exchange);
    if (items === undefined) return undefined;
    const kept = bounded(items, OPERATION_ITEMS_MAX);
    return kept.every(isWithin) ? kept : kept.map(within);
  }

  get outcome(): Operation['outcome'] {
    return OUTCOMES[this.exchange.outcome]!;
  }

  get refusal(): Operation['refusal'] {
    return this.outcome === 'refused' ? this.#protocol().refusal(this.exchange) : null;
  }

  get anomalies(): readonly Anomaly[] {
    const { anomalies, anomalyCodes, anomalyOffsets } = this.exchange;
    if (anomalies === 0) return NO_ANOMALIES;
    return Array.from({ length: anomalies }, (_, i) => ({
      code: anomalyCodes[i]!,
      offset: anomalyOffsets[i]!,
    }));
  }

  /** What `JSON.stringify` writes: readers are no properties of their own. */
  toJSON(): Operation {
    return copyOperation(this);
  }

  /** Whether either end of the exchange's flow may ask. */
  get symmetric(): boolean {
    return this.#protocol().symmetric === true;
  }

  /** Technique hints of a protocol's services, by code. */
  #implied(protocol: Protocol): ReadonlyMap<number, readonly string[]> {
    let implied = this.#techniques.get(protocol);
    if (implied === undefined) {
      implied = new Map(
        protocol.services.flatMap(({ code, techniques }) =>
          techniques === undefined ? [] : [[code, techniques] as const],
        ),
      );
      this.#techniques.set(protocol, implied);
    }
    return implied;
  }

  #protocol(): Protocol {
    return this.#protocols[this.exchange.protocol]!;
  }
}
