import type { Shed } from '../bounded-map.ts';
import type { PduContext } from '../protocol.ts';
import type { Exchange } from '../flow/flow.ts';
import type { Aliases } from './aliases.ts';
import { Decoder } from './decoder.ts';
import { requestBody, skipResponseHeader } from './message.ts';
import { SERVICE } from './services.ts';
import { isBad } from './status-codes.ts';
import { readMonitoredItem, readMonitoringParameters, skipItemResult } from './subscriptions.ts';

/**
 * Subscriptions and monitored items remembered of a capture. Where there are more, the oldest
 * subscription is let go for a newer one.
 */
const SUBSCRIPTIONS_MAX = 4_096;
const ITEMS_MAX = 262_144;

/** A monitored item: its number at the server, and what it watches. */
interface Monitored {
  handle: number;
  readonly item: number;
  readonly object: string;
}

/** The monitored items of one subscription: clients name them by item, notifications by handle. */
class Subscription {
  readonly byItem = new Map<number, Monitored>();
  readonly byHandle = new Map<number, Monitored>();

  add(monitored: Monitored): void {
    this.remove(monitored.item);
    this.byItem.set(monitored.item, monitored);
    this.byHandle.set(monitored.handle, monitored);
  }

  /** Whether there was such an item. */
  remove(item: number): boolean {
    const known = this.byItem.get(item);
    if (known === undefined) return false;
    this.byItem.delete(item);
    if (this.byHandle.get(known.handle) === known) this.byHandle.delete(known.handle);
    return true;
  }

  rename(item: number, handle: number): void {
    const known = this.byItem.get(item);
    if (known === undefined) return;
    if (this.byHandle.get(known.handle) === known) this.byHandle.delete(known.handle);
    known.handle = handle;
    this.byHandle.set(handle, known);
  }
}

/** The subscriptions of a capture, by the two ends and the number that the server gave. */
export class Subscriptions {
  readonly known = new Map<string, Subscription>();
  items = 0;
  readonly #count: Shed;

  constructor(context?: PduContext) {
    this.#count = context?.skips ?? { shed: 0 };
  }

  forget(key: string): void {
    this.items -= this.known.get(key)?.byItem.size ?? 0;
    this.known.delete(key);
  }

  /** Lets the oldest subscription go; false where that is the one at hand. */
  makeRoom(key: string): boolean {
    const [oldest] = this.known.keys();
    this.#count.shed++;
    if (oldest === undefined || oldest === key) return false;
    this.forget(oldest);
    return true;
  }
}

/**
 * What the subscriptions between two ends watch: a Publish names only the handles that the client
 * chose when it created the monitored items (OPC 10000-4 §7.25.2). A session and its subscriptions
 * outlive the connection (OPC 10000-4 §5.6.3 and §5.14.7), so that they belong to the ends.
 */
export class MonitoredItems {
  readonly #all: Subscriptions;
  readonly #aliases: Aliases;
  /** Both addresses and the port of the server; empty while it is not known which end that is. */
  ends = '';
  /** What the answer at hand deletes; item -1 is the whole subscription. */
  readonly #gone: { readonly subscription: number; readonly item: number }[] = [];

  constructor(all: Subscriptions, aliases: Aliases) {
    this.#all = all;
    this.#aliases = aliases;
  }

  /** What the handle of a subscription stands for; empty where its creation was not seen. */
  ofHandle(subscription: number, handle: number): string {
    return this.#of(subscription)?.byHandle.get(handle)?.object ?? '';
  }

  /** The same by the number that the server gave to the item. */
  ofItem(subscription: number, item: number): string {
    return this.#of(subscription)?.byItem.get(item)?.object ?? '';
  }

  /**
   * Takes what an answer in `bytes` changes; `at` is where its body starts. What it deletes still
   * has its name until `settle`, because the operation is read in between.
   */
  note(exchange: Exchange, service: number, bytes: Uint8Array, at: number, end: number): void {
    const request = CHANGES.has(service) ? requestBody(exchange) : null;
    if (request === null) return;
    const response = new Decoder(bytes, at, end);
    if (isBad(skipResponseHeader(response))) return;
    // A server that started anew may give the same numbers again.
    if (service === SERVICE.createSubscription)
      return this.#all.forget(this.#key(response.uint32()));
    if (service === SERVICE.deleteSubscriptions) return this.#gather(-1, request, response);
    const id = request.uint32();
    if (service === SERVICE.deleteItems) return this.#gather(id, request, response);
    request.take(4);
    if (service === SERVICE.createItems) this.#create(id, request, response);
    else this.#modify(id, request, response);
  }

  /** Lets go of what was deleted. */
  settle(): void {
    if (this.#gone.length === 0) return;
    for (const { subscription, item } of this.#gone) {
      if (item < 0) this.#all.forget(this.#key(subscription));
      else if (this.#of(subscription)?.remove(item) === true) this.#all.items--;
    }
    this.#gone.length = 0;
  }

  #create(id: number, request: Decoder, response: Decoder): void {
    const left = Math.min(request.count(), response.count());
    for (let i = 0; i < left && !request.broken; i++) {
      const { object, handle } = readMonitoredItem(request);
      const status = response.uint32();
      const item = response.uint32();
      skipItemResult(response);
      if (response.broken || request.broken || isBad(status)) continue;
      if (this.#all.items >= ITEMS_MAX && !this.#all.makeRoom(this.#key(id))) return;
      const subscription = this.#subscription(id);
      const before = subscription.byItem.size;
      subscription.add({ handle, item, object: this.#aliases.nameOf(object) });
      this.#all.items += subscription.byItem.size - before;
    }
  }

  #modify(id: number, request: Decoder, response: Decoder): void {
    const subscription = this.#of(id);
    const left = Math.min(request.count(), response.count());
    for (let i = 0; i < left && !request.broken && !response.broken; i++) {
      const item = request.uint32();
      const { handle } = readMonitoringParameters(request);
      const status = response.uint32();
      skipItemResult(response);
      if (!isBad(status) && !request.broken) subscription?.rename(item, handle);
    }
  }

  #gather(id: number, request: Decoder, response: Decoder): void {
    const left = Math.min(request.count(), response.count());
    for (let i = 0; i < left && !request.broken; i++) {
      const gone = request.uint32();
      if (isBad(response.uint32())) continue;
      this.#gone.push(id < 0 ? { subscription: gone, item: -1 } : { subscription: id, item: gone });
    }
  }

  #key(id: number): string {
    return `${this.ends} ${id}`;
  }

  #of(id: number): Subscription | undefined {
    return this.#all.known.get(this.#key(id));
  }

  #subscription(id: number): Subscription {
    const known = this.#of(id);
    if (known !== undefined) return known;
    const key = this.#key(id);
    if (this.#all.known.size >= SUBSCRIPTIONS_MAX) this.#all.makeRoom(key);
    const made = new Subscription();
    this.#all.known.set(key, made);
    return made;
  }
}

const CHANGES = new Set<number>([
  SERVICE.createSubscription,
  SERVICE.createItems,
  SERVICE.modifyItems,
  SERVICE.deleteItems,
  SERVICE.deleteSubscriptions,
]);
