/** One kind of traffic without end, packet by packet. */
export interface EndlessTraffic {
  readonly name: string;
  /** Server port. */
  readonly port: number;
  readonly payload: Uint8Array;
  /** Flows that take turns; each packet is a new flow where it is 0. */
  readonly flows: number;
  /** Sequence number of the `turn`-th packet of a flow. */
  readonly sequence: (turn: number) => number;
  /** Each packet is the first fragment of a datagram of its own. */
  readonly fragments?: boolean;
}

const bytes = (hex: string, length = 0): Uint8Array => {
  const head = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const whole = new Uint8Array(Math.max(length, head.length));
  whole.set(head);
  return whole;
};

const REQUEST = bytes('000100000006010300000002');
/** A job of 1,400 bytes: TPKT, COTP, S7 header, a write whose data is all of the rest. */
const LONG_JOB = bytes('0300057802f0803201000000010002056505', 1_400);
const HALF_JOB = bytes('0300ea6002f08032010000000100020565', 200);
/** COTP units of ten bytes without the end mark, a hundred in a segment. */
const UNITS = Uint8Array.from({ length: 1_700 }, (_, i) => bytes('0300001102f00032')[i % 17] ?? 0);

/** Every way in which traffic can make a dissector keep something, for ever. */
export const ENDLESS: readonly EndlessTraffic[] = [
  { name: 'new flows', port: 502, payload: REQUEST, flows: 0, sequence: () => 1 },
  {
    name: 'requests that nobody answers',
    port: 502,
    payload: REQUEST,
    flows: 1_000,
    sequence: (turn) => 1 + turn * REQUEST.length,
  },
  {
    name: 'long requests that nobody answers',
    port: 102,
    payload: LONG_JOB,
    flows: 20_000,
    sequence: (turn) => 1 + turn * LONG_JOB.length,
  },
  {
    name: 'holes that nobody fills',
    port: 502,
    payload: REQUEST.subarray(0, 2),
    flows: 50_000,
    sequence: (turn) => 1 + turn * 5,
  },
  { name: 'half PDUs', port: 102, payload: HALF_JOB, flows: 0, sequence: () => 1 },
  {
    name: 'units without an end',
    port: 102,
    payload: UNITS,
    flows: 20_000,
    sequence: (turn) => 1 + turn * UNITS.length,
  },
  {
    name: 'fragments without an end',
    port: 502,
    payload: LONG_JOB,
    flows: 0,
    sequence: () => 1,
    fragments: true,
  },
];

const RECORD_BYTES = 16;
const HEADERS_BYTES = 14 + 20 + 20;
const FILE_HEADER = bytes('a1b2c3d400020004000000000000000000040000', 24);
const RECORDS_IN_A_CHUNK = 512;

/** The traffic as pieces of a pcap file; they are used again, and no time passes in them. */
export function* endlessCapture(
  traffic: EndlessTraffic,
  packets: number,
): Generator<Uint8Array, void> {
  const header = FILE_HEADER.slice();
  header[23] = 1;
  yield header;
  const size = RECORD_BYTES + HEADERS_BYTES + traffic.payload.length;
  const chunk = new Uint8Array(size * RECORDS_IN_A_CHUNK);
  const view = new DataView(chunk.buffer);
  for (let i = 0; i < RECORDS_IN_A_CHUNK; i++) writeRecord(chunk, view, i * size, traffic);
  for (let sent = 0; sent < packets; sent += RECORDS_IN_A_CHUNK) {
    for (let i = 0; i < RECORDS_IN_A_CHUNK; i++) {
      const number = sent + i;
      const ip = i * size + RECORD_BYTES + 14;
      const flow = traffic.flows === 0 ? number : number % traffic.flows;
      const turn = traffic.flows === 0 ? 0 : Math.floor(number / traffic.flows);
      view.setUint32(ip + 12, 0x0a000000 + (flow >>> 8));
      view.setUint16(ip + 20, 1_024 + (flow & 255));
      view.setUint16(ip + 4, number & 0xffff);
      view.setUint32(ip + 24, traffic.sequence(turn) >>> 0);
    }
    yield chunk;
  }
}

function writeRecord(
  chunk: Uint8Array,
  view: DataView,
  at: number,
  { port, payload, fragments }: EndlessTraffic,
): void {
  const frameBytes = HEADERS_BYTES + payload.length;
  view.setUint32(at, 1_767_225_600);
  view.setUint32(at + 8, frameBytes);
  view.setUint32(at + 12, frameBytes);
  const ip = at + RECORD_BYTES + 14;
  view.setUint16(ip - 2, 0x0800);
  chunk[ip] = 0x45;
  view.setUint16(ip + 2, 40 + payload.length);
  view.setUint16(ip + 6, fragments === true ? 0x2000 : 0x4000);
  chunk[ip + 9] = 6;
  view.setUint32(ip + 16, 0x0aff0001);
  view.setUint16(ip + 22, port);
  chunk[ip + 32] = 0x50;
  chunk[ip + 33] = 0x18;
  chunk.set(payload, at + RECORD_BYTES + HEADERS_BYTES);
}
