import { concat } from '@bulkhead/kernel';

/** A line without its newline; `isWhole` is false where it is too long or ends without newline. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

const NEWLINE = 10;

/** Cuts a stream into lines of at most `lineBytesMax`; stops after the first that is not whole. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncIterable<Line> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : concat(rest, chunk);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      yield { bytes: bytes.subarray(start, end), isWhole: true };
      start = end + 1;
    }
    rest = bytes.slice(start);
    if (rest.length > lineBytesMax) break;
  }
  if (rest.length > 0) yield { bytes: rest, isWhole: false };
}
