import {
  type Operation,
  OPERATION_ITEMS_MAX,
  OPERATION_OBJECT_CHARACTERS_MAX,
  OPERATION_VALUES_MAX,
  type OperationValue,
} from '@bulkhead/model';
import type { Decoder } from './decoder.ts';
import type { ChannelState } from './state.ts';
import { isBad, statusName } from './status-codes.ts';

/** Results whose status counts for the outcome. */
const STATUSES_MAX = 1_024;

/** Reads one service: the bodies of its request and response, null where they were not seen. */
export type Reader = (request: Decoder | null, response: Decoder | null, told: Told) => void;

interface Row {
  object: string;
  count: number;
  values: OperationValue[];
  status: number;
}

/** What a request and its response tell, gathered while they are read. */
export class Told {
  object = '';
  address: number | null = null;
  values: OperationValue[] = [];
  /** Why a message of a subscription was sent: kinds of notifications, or that there were none. */
  cause = 'keep_alive';
  /** Status of each result, in the order of the request. */
  readonly statuses: number[] = [];
  /** What is known of the connection; null where nobody asks for names. */
  readonly channel: ChannelState | null;
  readonly #rows: Row[] = [];
  #total = 0;

  constructor(channel: ChannelState | null) {
    this.channel = channel;
  }

  /** One more object of the request. */
  add(object: string, values: OperationValue[] = []): void {
    const index = this.#total++;
    if (index >= OPERATION_ITEMS_MAX) return;
    object = (this.channel?.aliases.nameOf(object) ?? object).slice(
      0,
      OPERATION_OBJECT_CHARACTERS_MAX,
    );
    const known = this.#rows[index];
    if (known === undefined) this.#rows.push({ object, count: 1, values, status: 0 });
    else known.object = object;
  }

  /** Values of the object `index`; those of objects beyond the limit are let go. */
  valuesOf(index: number): OperationValue[] {
    if (index >= OPERATION_ITEMS_MAX) return [];
    while (this.#rows.length <= index)
      this.#rows.push({ object: '', count: 1, values: [], status: 0 });
    this.#total = Math.max(this.#total, index + 1);
    return this.#rows[index]!.values;
  }

  /** The status of one result. */
  status(index: number, status: number): void {
    if (this.statuses.length < STATUSES_MAX) this.statuses.push(status);
    this.valuesOf(index);
    const row = this.#rows[index];
    if (row !== undefined) row.status = status;
  }

  addCause(kind: string): void {
    if (this.cause === 'keep_alive') this.cause = kind;
    else if (!this.cause.split('+').includes(kind)) this.cause += `+${kind}`;
  }

  put(index: number, value: OperationValue): void {
    const values = this.valuesOf(index);
    if (values.length < OPERATION_VALUES_MAX) values.push(value);
  }

  get count(): number {
    return this.#total === 0 ? 1 : this.#total;
  }

  get firstObject(): string {
    return this.object === '' ? (this.#rows[0]?.object ?? '') : this.object;
  }

  get firstValues(): OperationValue[] {
    return this.values.length > 0 ? this.values : (this.#rows[0]?.values ?? []);
  }

  /**
   * The objects one by one, where there are several or they are parts of the first; a Bad status is
   * why one was refused.
   */
  get items(): Operation['items'] {
    const parts = this.object !== '' && this.#rows.some(({ object }) => object !== '');
    if (this.#rows.length < 2 && !parts) return undefined;
    return this.#rows.map(({ object, count, values, status }) => ({
      object,
      count,
      values,
      ...(isBad(status) ? { refusal: { code: status, name: statusName(status) } } : {}),
    }));
  }
}
