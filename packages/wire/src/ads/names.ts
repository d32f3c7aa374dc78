import { BoundedMap } from '../bounded-map.ts';
import type { PduContext } from '../protocol.ts';

/** Handles whose names are kept of one connection, of symbols and of notifications each. */
const HANDLES_MAX = 2_048;

/** What the handles of one connection stand for, as its answers told. */
export class HandleNames {
  readonly #symbols: BoundedMap<number, string>;
  readonly #notifications: BoundedMap<number, string>;

  constructor({ skips }: PduContext) {
    this.#symbols = new BoundedMap(HANDLES_MAX, skips);
    this.#notifications = new BoundedMap(HANDLES_MAX, skips);
  }

  /** Remembers the symbol behind a handle of the program at an AMS port, as an object. */
  noteSymbol(port: number, handle: number, object: string): void {
    this.#symbols.set(keyOf(port, handle), object);
  }

  symbol(port: number, handle: number): string {
    return this.#symbols.get(keyOf(port, handle)) ?? '';
  }

  get hasNotifications(): boolean {
    return this.#notifications.size > 0;
  }

  /** Remembers the object that a notification is about. */
  noteNotification(port: number, handle: number, object: string): void {
    this.#notifications.set(keyOf(port, handle), object);
  }

  notification(port: number, handle: number): string {
    return this.#notifications.get(keyOf(port, handle)) ?? '';
  }
}

function keyOf(port: number, handle: number): number {
  return port * 0x100000000 + handle;
}
