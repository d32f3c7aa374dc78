import type { Operation } from '@bulkhead/model';
import type { OperationView } from '../operation-view.ts';

const SLOTS = 65_536;
/** Kinds known at most; beyond, none is new. */
const KINDS_MAX = 32_768;
const NAMES_MAX = 4_096;

/** The kinds of operation that were seen: protocol, service, outcome, departures as a number. */
export class Kinds {
  readonly #slots = new Int32Array(SLOTS);
  readonly #names = new Map<string, number>();
  size = 0;

  /** Whether no operation before was of this one's kind; then it is known from now on. */
  isNew(operation: Operation): boolean {
    const { exchange } = operation as OperationView;
    let kind = mix(exchange.protocol, exchange.outcome, exchange.verb);
    kind = mix(kind, operation.service.code, exchange.anomalies);
    for (let i = 0; i < exchange.anomalies; i++) {
      kind = mix(kind, this.#number(exchange.anomalyCodes[i]!), i);
    }
    return this.#add(kind === 0 ? 1 : kind);
  }

  #add(kind: number): boolean {
    let slot = kind & (SLOTS - 1);
    while (this.#slots[slot] !== 0) {
      if (this.#slots[slot] === kind) return false;
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (this.size >= KINDS_MAX) return false;
    this.#slots[slot] = kind;
    this.size++;
    return true;
  }

  #number(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size < NAMES_MAX) this.#names.set(name, this.#names.size + 1);
    return this.#names.size;
  }
}

function mix(one: number, two: number, three: number): number {
  let mixed = Math.imul(one ^ Math.imul(two | 0, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ three, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
