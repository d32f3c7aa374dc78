import { BoundedMap } from '../bounded-map.ts';
import type { PduContext } from '../protocol.ts';

const TRANSFERS_MAX = 4;
/** What is remembered of one connection beyond its requests. */
export class S7Session {
  /** The block, or the list in parts, that each identifier stands for. */
  readonly transfers: BoundedMap<number, string>;

  constructor({ skips }: PduContext) {
    this.transfers = new BoundedMap(TRANSFERS_MAX, skips);
  }
}
