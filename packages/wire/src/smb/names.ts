/** Shares and open files whose names are kept of one connection; the oldest goes first. */
const SHARES_MAX = 32;
const FILES_MAX = 128;

/** Names behind the numbers that a connection uses. */
export class SmbNames {
  readonly shares = new Map<number, string>();
  readonly files = new Map<number, string>();
  /** Name in the last request to open a file, for the requests chained to it. */
  opening = '';

  share(tree: number, name: string): void {
    keep(this.shares, tree, name, SHARES_MAX);
  }

  file(handle: number, name: string): void {
    keep(this.files, handle, name, FILES_MAX);
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

function keep(table: Map<number, string>, key: number, name: string, max: number): void {
  table.delete(key);
  if (table.size >= max) {
    const oldest = table.keys().next();
    if (oldest.done !== true) table.delete(oldest.value);
  }
  table.set(key, name);
}
