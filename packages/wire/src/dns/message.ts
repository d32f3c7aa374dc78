import { word16 } from '../bytes.ts';
import { nameEnd, pointsForward } from './name.ts';

/** Where the fields of a header are, RFC 1035 §4.1.1. */
export const HEADER = {
  id: 0,
  flags: 2,
  questions: 4,
  answers: 6,
  authorities: 8,
  additions: 10,
  bytes: 12,
} as const;

/** Records and questions walked in one message. */
export const RECORDS_MAX = 256;

/** Whether the message is an answer. */
export function isResponse(bytes: Uint8Array, start: number): boolean {
  return (bytes[start + HEADER.flags]! & 0x80) !== 0;
}

export function operationCode(bytes: Uint8Array, start: number): number {
  return (bytes[start + HEADER.flags]! >> 3) & 15;
}

export function responseCode(bytes: Uint8Array, start: number): number {
  return bytes[start + HEADER.flags + 1]! & 15;
}

/** Where a walk over the questions and records of a message is; nothing is allocated by it. */
export class MessageWalk {
  /** Questions, answers, authorities and additions are 0 to 3. */
  section = 0;
  nameAt = 0;
  type = 0;
  dataAt = 0;
  dataEnd = 0;
  /** Why the walk ended before the end of the message; empty where it did not. */
  departure = '';
  readonly #left = [0, 0, 0, 0];
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #at = 0;
  #end = 0;
  #steps = 0;

  /** Starts at the first question of the message `bytes[start..end)`, whose header is whole. */
  begin(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes;
    this.#start = start;
    this.#at = start + HEADER.bytes;
    this.#end = end;
    this.#steps = 0;
    this.section = 0;
    this.departure = '';
    for (let i = 0; i < 4; i++) this.#left[i] = word16(bytes, start + HEADER.questions + 2 * i);
    return this;
  }

  /** Where the walk is in the bytes. */
  get at(): number {
    return this.#at;
  }

  /** Takes the next question or record; false at the end, or where it is not whole. */
  next(): boolean {
    while (this.section < 4 && this.#left[this.section] === 0) this.section++;
    if (this.section === 4 || this.#steps >= RECORDS_MAX) return false;
    this.#left[this.section]!--;
    this.#steps++;
    const bytes = this.#bytes;
    const after = nameEnd(bytes, this.#at, this.#end);
    const isQuestion = this.section === 0;
    if (after < 0 || after + (isQuestion ? 4 : 10) > this.#end) return this.#stop();
    if (pointsForward(bytes, this.#start, this.#at, this.#end)) {
      this.departure = 'pointer_not_backwards';
    }
    this.nameAt = this.#at;
    this.type = word16(bytes, after);
    if (isQuestion) {
      this.#at = after + 4;
      return true;
    }
    this.dataAt = after + 10;
    this.dataEnd = this.dataAt + word16(bytes, after + 8);
    if (this.dataEnd > this.#end) return this.#stop();
    this.#at = this.dataEnd;
    return true;
  }

  #stop(): false {
    this.departure = 'record_beyond_message';
    this.section = 4;
    return false;
  }
}
