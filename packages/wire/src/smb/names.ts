import { BoundedMap } from '../bounded-map.ts';
import type { PduContext } from '../protocol.ts';

/** Shares and open files whose names are kept of one connection; the oldest goes first. */
const SHARES_MAX = 32;
const FILES_MAX = 128;

/** Names behind the numbers that a connection uses. */
export class SmbNames {
  readonly shares: BoundedMap<number, string>;
  readonly files: BoundedMap<number, string>;
  /** Name in the last request to open a file, for the requests chained to it. */
  opening = '';

  constructor({ skips }: PduContext) {
    this.shares = new BoundedMap(SHARES_MAX, skips);
    this.files = new BoundedMap(FILES_MAX, skips);
  }

  /** Name of an open file; of the one being opened where the chain says so. */
  fileName(handle: number): string {
    return handle === -1 ? this.opening : (this.files.get(handle) ?? '');
  }
}

/** `pipe/svcctl` on the share of pipes, `file/plans\boiler.txt` elsewhere. */
export function objectName(share: string, name: string): string {
  const isPipe = share.toUpperCase().endsWith('IPC$');
  const bare = name.replace(/^\\+(?:pipe\\+)?/i, '');
  return `${isPipe ? 'pipe' : 'file'}/${bare}`;
}
