import type { Carrier } from './conversations.ts';
import { type Corpus, RECORDS_BYTES, WORK_BYTES } from './fuzz-corpus.ts';
import { ENDS, FLAGS, type Frames } from './fuzz-frames.ts';
import { type Chance, LENGTH_FIELDS_MAX, Mutator } from './mutations.ts';

/** Messages of one input, of most inputs, and bytes that a changed message may grow to. */
const MESSAGES_MAX = 512;
const MESSAGES_MOST = 16;
const MESSAGE_BYTES_MAX = 4_096;
/** The same for few, which show what takes longer than its length. */
const LONG_MESSAGE_BYTES_MAX = 32_768;
/** Room that the next message needs in any case; an input ends where there is less. */
const ROOM_BYTES_MIN = 65_536;
/** A segment that is sent again begins so many bytes before its end at most. */
const OVERLAP_BYTES_MAX = 32;
const EIGHTHS = 8;
/** A port that no protocol is known by. */
const OTHER_PORT = 4_444;

/** The input at hand: messages of the corpus, changed, as ranges one behind the other. */
export class Input {
  /** Messages in it, where each lies in the corpus's bytes, and who sends it. */
  size = 0;
  readonly #starts = new Int32Array(MESSAGES_MAX);
  readonly #ends = new Int32Array(MESSAGES_MAX);
  readonly #sides = new Uint8Array(MESSAGES_MAX);
  #carrier = 0;
  readonly #corpus: Corpus;
  readonly #chance: Chance;
  readonly #mutator: Mutator;

  constructor(corpus: Corpus, chance: Chance) {
    this.#corpus = corpus;
    this.#chance = chance;
    this.#mutator = new Mutator(corpus.bytes, chance);
  }

  /** Makes an input from one of the first `inputs` of the corpus; a calm one has few changes. */
  make(inputs: number, calm = false): void {
    const chance = this.#chance;
    const corpus = this.#corpus;
    const base = this.#anyInput(inputs);
    const total = corpus.counts[base]!;
    let first = chance.below(2) === 0 ? 0 : chance.below(total);
    let length = this.#length();
    // An answer mostly comes with its request.
    const start = corpus.firsts[base]! + first;
    if (first > 0 && corpus.sides[start] === 1 && chance.below(4) > 0) {
      first--;
      length++;
    }
    const count = Math.min(length, MESSAGES_MAX, total - first);
    // Long conversations mostly stay as they are, so that their later parts are reached.
    const changed = calm ? 1 : count === 1 ? EIGHTHS : count > 4 ? 2 : 6;
    // Now and then only one end was captured.
    const half = chance.below(16) === 0 ? chance.below(2) : -1;
    this.#carrier = corpus.carrierOf[base]!;
    this.size = 0;
    for (let i = 0; i < count; i++) {
      let message = corpus.firsts[base]! + first + i;
      const turn = chance.below(32);
      if (turn === 0) message = this.#anyMessage(inputs);
      if (turn === 1 || corpus.sides[message] === half) continue;
      this.#add(message, inputs, changed);
      if (turn === 2) this.#add(message, inputs, changed);
      if (turn === 3) this.#swap();
    }
    if (this.size === 0) this.#add(this.#anyMessage(inputs), inputs, EIGHTHS);
  }

  /** Takes an input of the corpus as it is. */
  take(input: number): void {
    const { counts, firsts, carrierOf } = this.#corpus;
    this.#carrier = carrierOf[input]!;
    this.size = 0;
    for (let i = 0; i < counts[input]!; i++) this.#add(firsts[input]! + i, 1, 0);
  }

  /** How many messages: one, a pair, a few, and now and then a whole conversation. */
  #length(): number {
    const kind = this.#chance.below(16);
    if (kind < 5) return 1;
    if (kind < 10) return 2;
    if (kind < 15) return 1 + this.#chance.below(6);
    return this.#chance.below(8) === 0 ? MESSAGES_MAX : MESSAGES_MOST;
  }

  /** As often one of the goldens, and of what reached new code, as one of all that was kept. */
  #anyInput(inputs: number): number {
    const { chosen } = this.#corpus;
    return this.#chance.below(this.#chance.below(2) === 0 ? Math.min(chosen, inputs) : inputs);
  }

  #anyMessage(inputs: number): number {
    const input = this.#anyInput(inputs);
    return this.#corpus.firsts[input]! + this.#chance.below(this.#corpus.counts[input]!);
  }

  #add(message: number, inputs: number, changed: number): void {
    const { size } = this;
    if (size >= MESSAGES_MAX) return;
    const chance = this.#chance;
    const { bytes, starts, ends, sides, lengthFields } = this.#corpus;
    const at = size === 0 ? RECORDS_BYTES : this.#ends[size - 1]!;
    if (at + ROOM_BYTES_MIN > RECORDS_BYTES + WORK_BYTES) return;
    const from = starts[message]!;
    const to = ends[message]!;
    bytes.copyWithin(at, from, to);
    let end = at + to - from;
    if (chance.below(EIGHTHS) < changed) {
      const isLong = chance.below(32) === 0;
      const limit = Math.max(end, at + (isLong ? LONG_MESSAGE_BYTES_MAX : MESSAGE_BYTES_MAX));
      const donor = this.#anyMessage(inputs);
      const fields = message * LENGTH_FIELDS_MAX;
      end = this.#mutator.change(
        at,
        end,
        limit,
        starts[donor]!,
        ends[donor]!,
        lengthFields,
        fields,
      );
      if (chance.below(EIGHTHS) > 0) this.#corpus.seal?.(bytes, at, end);
    }
    if (end === at) return;
    this.#starts[size] = at;
    this.#ends[size] = end;
    this.#sides[size] = sides[message]! ^ (chance.below(24) === 0 ? 1 : 0);
    this.size++;
  }

  /** The last two messages change places, where they lie too. */
  #swap(): void {
    const { size } = this;
    if (size < 2) return;
    const { bytes } = this.#corpus;
    const first = this.#starts[size - 2]!;
    const second = this.#starts[size - 1]!;
    const end = this.#ends[size - 1]!;
    bytes.copyWithin(end, first, second);
    bytes.copyWithin(first, second, end + second - first);
    this.#ends[size - 2] = first + end - second;
    this.#starts[size - 1] = first + end - second;
    const side = this.#sides[size - 1]!;
    this.#sides[size - 1] = this.#sides[size - 2]!;
    this.#sides[size - 2] = side;
  }

  /** Sends all on this flow, which may go on, cut and joined in the ways of networks. */
  send(frames: Frames, flow: number, goesOn = false): void {
    const chance = this.#chance;
    const carrier = this.#corpus.carriers[this.#carrier]!;
    const isStream = carrier.over === 'tcp';
    const isOff = carrier.over !== 'ethernet' && chance.below(64) === 0;
    frames.begin(carrier, flow, isOff ? OTHER_PORT : carrier.port, this.#whoIs(carrier.over));
    if (isStream && !goesOn && chance.below(8) === 0) this.#open(frames);
    for (let i = 0; i < this.size; i++) {
      const at = this.#starts[i]!;
      const side = this.#sides[i]!;
      // Several messages in one frame: they lie one behind the other.
      while (i + 1 < this.size && this.#sides[i + 1] === side && chance.below(4) === 0) i++;
      const end = this.#ends[i]!;
      const way = chance.below(32);
      if (isStream) this.#segments(frames, side, at, end, way);
      else {
        frames.send(side, at, end, 0, way === 0 ? chance.below(end - at) : 0);
        if (way === 1) frames.send(side, at, end);
      }
    }
    if (isStream && !goesOn && chance.below(16) === 0) {
      frames.signal(chance.below(2), chance.below(2) === 0 ? FLAGS.fin : FLAGS.rst);
    }
    frames.flush();
  }

  /** One input in eight goes to all; over Ethernet another one to a ring. */
  #whoIs(over: Carrier['over']): number {
    const kind = this.#chance.below(EIGHTHS);
    if (kind === 0 && (over === 'udp' || over === 'ethernet')) return ENDS.all;
    return kind === 1 && over === 'ethernet' ? ENDS.ring : ENDS.one;
  }

  #open(frames: Frames): void {
    frames.next[0] = frames.next[1] = 0;
    frames.signal(0, FLAGS.syn);
    frames.next[0] = 1;
    frames.signal(1, FLAGS.synAck);
    frames.next[1] = 1;
  }

  #segments(frames: Frames, side: number, at: number, end: number, way: number): void {
    const chance = this.#chance;
    const length = end - at;
    const cut = at + chance.below(length);
    if (way >= 12 || length < 2) return frames.send(side, at, end);
    if (way < 6) {
      // Two segments, or three.
      const other = way === 0 ? at + chance.below(length) : at;
      const first = Math.min(cut, other);
      const second = Math.max(cut, other);
      if (first > at) frames.send(side, at, first);
      if (second > first) frames.send(side, first, second);
      return frames.send(side, second, end);
    }
    if (way === 6) {
      // One byte too many is seen of what was cut off by the capture.
      return frames.send(side, at, end, 0, 1 + chance.below(length));
    }
    if (way === 7) {
      // The second half overtakes the first.
      if (cut > at) frames.send(side, cut, end, cut - at);
      frames.send(side, at, cut === at ? end : cut);
      frames.next[side] = (frames.next[side]! + (cut === at ? 0 : end - cut)) | 0;
      return;
    }
    if (way === 8) {
      // The first bytes are lost.
      frames.next[side] = (frames.next[side]! + cut - at) | 0;
      return frames.send(side, cut, end);
    }
    frames.send(side, at, end);
    if (way === 9) frames.send(side, at, end, -length);
    else if (way === 10) {
      // What is sent again reaches beyond, and says something else.
      const back = Math.min(chance.below(OVERLAP_BYTES_MAX), length);
      frames.send(side, at, end, -back);
      frames.next[side] = (frames.next[side]! + length - back) | 0;
    }
  }

  /** Keeps it in the corpus; false where that is full. */
  keep(): boolean {
    const corpus = this.#corpus;
    if (!corpus.beginInput(this.#carrier)) return false;
    for (let i = 0; i < this.size; i++) {
      corpus.message(corpus.bytes, this.#starts[i]!, this.#ends[i]!, this.#sides[i]!);
    }
    return corpus.endInput();
  }
}
