import { BoundedMap } from '../bounded-map.ts';
/** Shares and open files whose names are kept of one connection; the oldest goes first. */
const SHARES_MAX = 32;
const FILES_MAX = 128;

/** Names behind the numbers that a connection uses. */
export class SmbNames {
  readonly shares = new BoundedMap<number, string>(SHARES_MAX);
  readonly files = new BoundedMap<number, string>(FILES_MAX);
  /** Name in the last request to open a file, for the requests chained to it. */
  opening = '';

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
