import { equalBytes, fromHex, toHex } from '@bulkhead/kernel';
import type { Entry } from '@bulkhead/model';
import type { Checkpoint } from '../checkpoint.ts';
import { ENTRY_BYTES_MAX, NO_PREVIOUS, openEntry } from '../seal.ts';
import { MerkleTree } from '../tree.ts';
import { linesOf } from './lines.ts';

/** Where the entries are not those that were signed. */
export interface EntryFault {
  /** Sequence of the entry at which it shows. */
  readonly at: number;
  /** One sentence. */
  readonly what: string;
}

/** What a walk over all entries found; `fault` is the first thing wrong. */
export interface EntriesWalk {
  /** Entries that were read before the end or the fault. */
  readonly count: number;
  /** Root over them. */
  readonly root: Uint8Array;
  readonly fault: EntryFault | undefined;
}

/**
 * Reads all entries in order, and holds each to its place and to its neighbours, and all of them to
 * the signed `head`. `visit` gets every entry that stands in its place.
 */
export async function walkEntries(
  chunks: AsyncIterable<Uint8Array>,
  head: Checkpoint | undefined,
  visit: (entry: Entry) => void,
): Promise<EntriesWalk> {
  const walk = new Walk(head);
  for await (const { bytes, isWhole } of linesOf(chunks, ENTRY_BYTES_MAX)) {
    const entry = walk.take(bytes, isWhole);
    if (entry === undefined) break;
    visit(entry);
  }
  return walk.end();
}

class Walk {
  readonly #head: Checkpoint | undefined;
  readonly #tree = new MerkleTree();
  #fault: EntryFault | undefined;
  #leafHex = NO_PREVIOUS;
  /** The entry that does not name its predecessor's digest, until the next tells which is wrong. */
  #broken: Entry | undefined;

  constructor(head: Checkpoint | undefined) {
    this.#head = head;
  }

  /** The entry, or undefined where the walk is over. */
  take(bytes: Uint8Array, isWhole: boolean): Entry | undefined {
    const at = this.#tree.size;
    if (this.#head !== undefined && at >= this.#head.size) {
      return this.#stop(at, `the signed checkpoint covers ${at} entries; entry ${at} was added`);
    }
    if (!isWhole) return this.#stop(at, `entry ${at} is cut off`);
    const opened = openEntry(bytes);
    if ('problem' in opened) return this.#stop(at, `entry ${at} ${opened.problem}`);
    const { entry, leaf } = opened.value;
    if (entry.sequence !== at) {
      return this.#stop(at, `entry ${entry.sequence} stands where entry ${at} belongs`);
    }
    const isLinked = entry.previous === this.#leafHex;
    if (this.#broken !== undefined) {
      // An entry whose link on the other side holds is intact: its neighbour was changed.
      const changed = isLinked ? at - 2 : at - 1;
      this.#broken = undefined;
      return this.#stop(changed, changedText(changed));
    }
    if (!isLinked) {
      if (at === 0) return this.#stop(at, 'entry 0 names an entry before it: entries are missing');
      this.#broken = entry;
    }
    this.#tree.append(leaf);
    this.#leafHex = toHex(leaf);
    return entry;
  }

  end(): EntriesWalk {
    if (this.#broken !== undefined) {
      const changed = this.#changedAtEnd(this.#broken);
      this.#broken = undefined;
      this.#stop(changed, changedText(changed));
    }
    this.#fault ??= this.#headFault();
    return { count: this.#tree.size, root: this.#tree.rootAt(), fault: this.#fault };
  }

  /** The link to the last entry is broken: the signed root tells which of the two was changed. */
  #changedAtEnd(last: Entry): number {
    const before = last.sequence - 1;
    const tree = new MerkleTree();
    for (let i = 0; i < before; i++) tree.append(this.#tree.leafAt(i));
    tree.append(fromHex(last.previous) ?? this.#tree.leafAt(before));
    tree.append(this.#tree.leafAt(last.sequence));
    const isUnknown = tree.size !== this.#head?.size;
    return isUnknown || equalBytes(tree.rootAt(), this.#head.root) ? before : last.sequence;
  }

  #headFault(): EntryFault | undefined {
    const head = this.#head;
    const count = this.#tree.size;
    if (head === undefined) return undefined;
    if (count < head.size) {
      const missing = `entry ${count} and what follows are missing`;
      return { at: count, what: `${missing}: the signed checkpoint covers ${head.size} entries` };
    }
    if (equalBytes(this.#tree.rootAt(), head.root)) return undefined;
    const at = Math.max(0, count - 1);
    const what =
      `the entries up to ${at} are not those that were signed: entry ${at} was changed, or an ` +
      'earlier one was and all after it were chained anew';
    return { at, what };
  }

  /** Ends the walk. A link that broke just before is the earlier fault. */
  #stop(at: number, what: string): undefined {
    const earlier = this.#broken === undefined ? undefined : this.#broken.sequence - 1;
    this.#broken = undefined;
    this.#fault ??=
      earlier === undefined ? { at, what } : { at: earlier, what: changedText(earlier) };
  }
}

function changedText(at: number): string {
  return `entry ${at} was changed: its neighbours do not name its digest`;
}
