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
  /** TCP unless told. */
  readonly over?: 'udp' | 'ethernet';
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
  {
    name: 'holes of few connections',
    port: 502,
    payload: REQUEST,
    flows: 50,
    sequence: (turn) => 1 + turn * 2 * REQUEST.length,
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
  {
    name: 'datagrams that nobody answers, of a million hosts',
    port: 20_000,
    over: 'udp',
    // A DNP3 read of class 0 from master 1 of outstation 10, with right checks.
    payload: bytes('05640bc40a000100acd1c0c0013c0106ff50'),
    flows: 0,
    sequence: () => 1,
  },
  {
    name: 'names of a million hosts',
    port: 137,
    over: 'udp',
    payload: bytes(
      [
        '000128100001000000000001',
        '20464845504643454c4548464345504646464143414341434143414341434141410000200001',
        'c00c002000010003f480000600000a141e15',
      ].join(''),
    ),
    flows: 0,
    sequence: () => 1,
  },
  {
    name: 'stations that ask for addresses',
    port: 0x0806,
    over: 'ethernet',
    payload: bytes('00010800060400010200000000010a141e150000000000000a140b0a', 46),
    flows: 0,
    sequence: () => 1,
  },
  {
    name: 'PROFINET requests that nobody answers',
    port: 0x8892,
    over: 'ethernet',
    payload: bytes('fefd0300000000010000000402020000', 46),
    flows: 0,
    sequence: () => 1,
  },
];

const RECORD_BYTES = 16;
const ETHERNET_BYTES = 14;
const IP_BYTES = 20;
const TRANSPORT_BYTES = { tcp: 20, udp: 8 } as const;
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
  const size = RECORD_BYTES + headersBytes(traffic) + traffic.payload.length;
  const chunk = new Uint8Array(size * RECORDS_IN_A_CHUNK);
  const view = new DataView(chunk.buffer);
  for (let i = 0; i < RECORDS_IN_A_CHUNK; i++) writeRecord(chunk, view, i * size, traffic);
  for (let sent = 0; sent < packets; sent += RECORDS_IN_A_CHUNK) {
    for (let i = 0; i < RECORDS_IN_A_CHUNK; i++) {
      const number = sent + i;
      const flow = traffic.flows === 0 ? number : number % traffic.flows;
      const turn = traffic.flows === 0 ? 0 : Math.floor(number / traffic.flows);
      vary(view, i * size + RECORD_BYTES, traffic, number, flow, turn);
    }
    yield chunk;
  }
}

/** Makes one frame that of its flow, and of its turn. */
function vary(
  view: DataView,
  at: number,
  traffic: EndlessTraffic,
  number: number,
  flow: number,
  turn: number,
): void {
  if (traffic.over === 'ethernet') {
    view.setUint32(at + 8, flow);
    // Whose request it is stands in the payload, where an address does.
    view.setUint32(at + ETHERNET_BYTES + 12, flow);
    return;
  }
  const ip = at + ETHERNET_BYTES;
  view.setUint32(ip + 12, 0x0a000000 + (flow >>> 8));
  view.setUint16(ip + 20, 1_024 + (flow & 255));
  view.setUint16(ip + 4, number & 0xffff);
  if (traffic.over !== 'udp') view.setUint32(ip + 24, traffic.sequence(turn) >>> 0);
}

function headersBytes({ over }: EndlessTraffic): number {
  return over === 'ethernet'
    ? ETHERNET_BYTES
    : ETHERNET_BYTES + IP_BYTES + TRANSPORT_BYTES[over ?? 'tcp'];
}

function writeRecord(chunk: Uint8Array, view: DataView, at: number, traffic: EndlessTraffic): void {
  const { port, payload, fragments, over } = traffic;
  const frameBytes = headersBytes(traffic) + payload.length;
  view.setUint32(at, 1_767_225_600);
  view.setUint32(at + 8, frameBytes);
  view.setUint32(at + 12, frameBytes);
  const frame = at + RECORD_BYTES;
  chunk.set(payload, frame + headersBytes(traffic));
  if (over === 'ethernet') {
    chunk.fill(0xff, frame, frame + 6);
    chunk[frame + 6] = 2;
    return view.setUint16(frame + 12, port);
  }
  const ip = frame + ETHERNET_BYTES;
  view.setUint16(ip - 2, 0x0800);
  chunk[ip] = 0x45;
  view.setUint16(ip + 2, frameBytes - ETHERNET_BYTES);
  view.setUint16(ip + 6, fragments === true ? 0x2000 : 0x4000);
  chunk[ip + 9] = over === 'udp' ? 17 : 6;
  view.setUint32(ip + 16, 0x0aff0001);
  view.setUint16(ip + 22, port);
  if (over === 'udp') return view.setUint16(ip + 24, payload.length + 8);
  chunk[ip + 32] = 0x50;
  chunk[ip + 33] = 0x18;
}
