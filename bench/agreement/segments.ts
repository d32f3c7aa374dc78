import { tsharkFields } from './tshark.ts';

interface Segment {
  readonly frame: number;
  /** The first byte, and the one behind the last, counted from that end's first segment. */
  readonly from: number;
  readonly to: number;
}

const FIELDS = ['tcp.stream', 'tcp.srcport', 'tcp.seq_raw', 'tcp.len'] as const;

/** Which bytes of TCP which frame of a file brought, by tshark's fields. */
export class Segments {
  readonly #file: string;
  /** By connection and direction, in the order of the file. */
  readonly #byEnd = new Map<string, Segment[]>();
  readonly #ends = new Map<number, string>();
  #isRead = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** Whether a frame before this one brought bytes that have the number of its first one. */
  firstCameBefore(frame: number): boolean {
    if (!this.#isRead) this.#read();
    const sent = this.#byEnd.get(this.#ends.get(frame) ?? '') ?? [];
    const own = sent.find((one) => one.frame === frame);
    if (own === undefined) return false;
    return sent.some((one) => one.frame < frame && one.from <= own.from && own.from < one.to);
  }

  #read(): void {
    this.#isRead = true;
    const first = new Map<string, number>();
    for (const [frame, cells] of tsharkFields(this.#file, 'tcp.len > 0', FIELDS) ?? []) {
      const [stream = [], port = [], sequence = [], length = []] = cells;
      const end = `${stream[0]} ${port[0]}`;
      const start = first.get(end) ?? Number(sequence[0]);
      first.set(end, start);
      const from = (Number(sequence[0]) - start) | 0;
      const sent = this.#byEnd.get(end) ?? [];
      this.#byEnd.set(end, sent);
      sent.push({ frame, from, to: from + Number(length[0]) });
      this.#ends.set(frame, end);
    }
  }
}
