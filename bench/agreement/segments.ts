import { tsharkFields } from './tshark.ts';

interface Segment {
  /** Connection and direction. */
  readonly end: string;
  /** The first byte, and the one behind the last, counted from that end's first segment. */
  readonly from: number;
  readonly to: number;
}

const FIELDS = ['tcp.stream', 'tcp.srcport', 'tcp.seq_raw', 'tcp.len'] as const;

/** Which bytes of TCP which frame of a file brought, by tshark's fields. */
export class Segments {
  readonly #file: string;
  #known: Map<number, Segment> | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** Whether it brings bytes that no frame before it brought, though one brought some behind it. */
  isLate(frame: number): boolean {
    const segment = this.#all().get(frame);
    if (segment === undefined) return false;
    const before = this.#before(frame);
    const isOld = before.some(({ from, to }) => from < segment.to && to > segment.from);
    return !isOld && before.some(({ from }) => from >= segment.to);
  }

  /** Whether it starts amid a segment that came before it, and goes on behind that. */
  overlaps(frame: number): boolean {
    const segment = this.#all().get(frame);
    if (segment === undefined) return false;
    const { from, to } = segment;
    return this.#before(frame).some((one) => one.from < from && from < one.to && one.to < to);
  }

  /** What the same end sent in the frames before. */
  #before(frame: number): Segment[] {
    const end = this.#all().get(frame)?.end;
    return [...this.#all()]
      .filter(([number, one]) => number < frame && one.end === end)
      .map(([, one]) => one);
  }

  #all(): Map<number, Segment> {
    this.#known ??= this.#read();
    return this.#known;
  }

  #read(): Map<number, Segment> {
    const found = new Map<number, Segment>();
    const first = new Map<string, number>();
    for (const [frame, cells] of tsharkFields(this.#file, 'tcp.len > 0', FIELDS) ?? []) {
      const [stream = [], port = [], sequence = [], length = []] = cells;
      const end = `${stream[0]} ${port[0]}`;
      const start = first.get(end) ?? Number(sequence[0]);
      first.set(end, start);
      const from = (Number(sequence[0]) - start) | 0;
      found.set(frame, { end, from, to: from + Number(length[0]) });
    }
    return found;
  }
}
