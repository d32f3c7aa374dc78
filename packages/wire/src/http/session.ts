/** What the next byte of one end belongs to. */
export const MODE = {
  /** In front of a head; empty lines are passed over (RFC 9112 §2.2). */
  start: 0,
  head: 1,
  /** `left` bytes of a body. */
  body: 2,
  chunkSize: 3,
  /** Behind the digits of a chunk's size. */
  chunkExtension: 4,
  /** `left` bytes of a chunk. */
  chunkData: 5,
  /** The line end behind a chunk. */
  chunkEnd: 6,
  /** Lines behind the last chunk, up to an empty one. */
  trailer: 7,
  /** A body that lasts until the connection ends. */
  untilClose: 8,
} as const;

/** Where the bytes of one end stand. */
export class HttpSide {
  mode: number = MODE.start;
  left = 0;
  /** Whether the line at hand is empty so far. */
  lineEmpty = true;
  /** Bytes of the head, or of the line of a chunk, so far. */
  bytes = 0;
  /** Sequence number of what is read next, unless bytes are lost; valid once `known`. */
  next = 0;
  known = false;
}

/** What is remembered of one connection. */
export class HttpSession {
  readonly sides: readonly [HttpSide, HttpSide] = [new HttpSide(), new HttpSide()];
  /** Requests seen and answered: the n-th answer is that to the n-th request. */
  asked = 0;
  answered = 0;
  /** Bytes were lost, so that counting does not pair any more. */
  uncertain = false;
  /** What was told of an end is not told again. */
  toldClient = false;
  toldServer = false;
  toldUser = false;
  toldRealm = false;
  toldChallenge = false;
}
