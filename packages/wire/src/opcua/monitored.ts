import type { Exchange } from '../flow/flow.ts';
import { Decoder } from './decoder.ts';
import { requestBody, skipResponseHeader } from './message.ts';
import { SERVICE } from './services.ts';
import { isBad } from './status-codes.ts';
import { readMonitoredItem, readMonitoringParameters, skipItemResult } from './subscriptions.ts';

/**
 * Subscriptions and monitored items remembered of one connection. Where there are more, the oldest
 * subscription is let go for a newer one.
 */
const SUBSCRIPTIONS_MAX = 64;
const ITEMS_MAX = 8_192;

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

/**
 * What the subscriptions of one connection watch: a Publish names only the handles that the client
 * chose when it created the monitored items (OPC 10000-4 §7.25.2).
 */
export class MonitoredItems {
  readonly #subscriptions = new Map<number, Subscription>();
  /** What the answer at hand deletes; item -1 is the whole subscription. */
  readonly #gone: { readonly subscription: number; readonly item: number }[] = [];
  #items = 0;

  /** What the handle of a subscription stands for; empty where its creation was not seen. */
  ofHandle(subscription: number, handle: number): string {
    return this.#subscriptions.get(subscription)?.byHandle.get(handle)?.object ?? '';
  }

  /** The same by the number that the server gave to the item. */
  ofItem(subscription: number, item: number): string {
    return this.#subscriptions.get(subscription)?.byItem.get(item)?.object ?? '';
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
    if (service === SERVICE.deleteSubscriptions) return this.#gather(-1, request, response);
    const id = request.uint32();
    if (service === SERVICE.deleteItems) return this.#gather(id, request, response);
    request.take(4);
    if (service === SERVICE.createItems) this.#create(id, request, response);
    else this.#modify(id, request, response);
  }

  /** Lets go of what was deleted. */
  settle(): void {
    for (const { subscription, item } of this.#gone) {
      const known = this.#subscriptions.get(subscription);
      if (known === undefined) continue;
      if (item < 0) this.#forget(subscription);
      else if (known.remove(item)) this.#items--;
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
      if (this.#items >= ITEMS_MAX && !this.#makeRoom(id)) return;
      const subscription = this.#subscription(id);
      const before = subscription.byItem.size;
      subscription.add({ handle, item, object });
      this.#items += subscription.byItem.size - before;
    }
  }

  #modify(id: number, request: Decoder, response: Decoder): void {
    const subscription = this.#subscriptions.get(id);
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

  #subscription(id: number): Subscription {
    const known = this.#subscriptions.get(id);
    if (known !== undefined) return known;
    if (this.#subscriptions.size >= SUBSCRIPTIONS_MAX) this.#makeRoom(id);
    const made = new Subscription();
    this.#subscriptions.set(id, made);
    return made;
  }

  /** Lets the oldest subscription go; false where that is the one at hand. */
  #makeRoom(id: number): boolean {
    const [oldest] = this.#subscriptions.keys();
    if (oldest === undefined || oldest === id) return false;
    this.#forget(oldest);
    return true;
  }

  #forget(id: number): void {
    this.#items -= this.#subscriptions.get(id)?.byItem.size ?? 0;
    this.#subscriptions.delete(id);
  }
}

const CHANGES = new Set<number>([
  SERVICE.createItems,
  SERVICE.modifyItems,
  SERVICE.deleteItems,
  SERVICE.deleteSubscriptions,
]);
