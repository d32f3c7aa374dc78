import type { Operation, Sighting } from '@bulkhead/model';

/** One row of a log, cut at its tabs; a line of an output without tabs is one cell. */
export type Cells = readonly string[];

/** Why a claim that only one side makes is no mistake of ours. */
export interface Reason {
  /** Who makes the claim alone. */
  readonly side: 'theirs' | 'ours';
  readonly claim: RegExp;
  /** Tests that it holds for, as `project/test`; all of them where absent. */
  readonly test?: RegExp;
  readonly why: string;
}

/**
 * How one kind of log is held against our operations. Each row makes one claim, each operation any
 * number of them, in the same words; both bags of a capture have to be equal. Leave out what only
 * one side can say.
 */
export interface BaselineReader {
  /** Row of the table. */
  readonly protocol: string;
  /** Name of the file, below the folder of the test. */
  readonly log: RegExp;
  /** Tests that it reads, as `project/test`; all that have such a file where absent. */
  readonly test?: RegExp;
  /** Protocols of our operations and sightings that this is about. */
  readonly from: readonly string[];
  /** What a row says, as often as it counts; null where it says nothing that we keep. */
  theirs(cells: Cells): string | readonly string[] | null;
  /** What we say by an operation; absent where sightings alone are compared. */
  ours?(operation: Operation): readonly string[];
  sighted?(sighting: Sighting): readonly string[];
  readonly reasons?: readonly Reason[];
}

/** Declares readers; the one export of a file here. */
export function defineReaders(...readers: readonly BaselineReader[]): readonly BaselineReader[] {
  return readers;
}

/** `Get Attribute List` -> `get_attribute_list`. */
export function snake(text: string): string {
  return text
    .trim()
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/_$/, '')
    .toLowerCase();
}

/** Both ends as the logs name them: who opened the connection, whom it was opened to. */
export function ends({ client, server }: Operation): string {
  return `${client.ip}:${client.port} ${server.ip}:${server.port}`;
}

/** The same of a row whose ends start at the cell `at`. */
export function rowEnds(cells: Cells, at = 2): string {
  return `${cells[at]}:${cells[at + 1]} ${cells[at + 2]}:${cells[at + 3]}`;
}

/** The logs round to six decimals, at times the other way. */
const DIGITS = 6;

/** A number in as many digits as both sides have; another text as it stands. */
export function roundedNumber(text: string): string {
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) return text;
  return Number.isInteger(number) ? `${number}` : number.toPrecision(DIGITS);
}
