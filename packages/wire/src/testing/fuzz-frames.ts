import type { PacketSink } from '../capture/packet-sink.ts';
import type { Carrier } from './conversations.ts';
import { FRAME_BYTES } from './fuzz-corpus.ts';

const ETHERNET = 1;
const HEADER_BYTES = { tcp: 54, cotp: 61, udp: 42, ethernet: 14 } as const;
/** LLC and SNAP header in front of what a type beyond 16 bits stands for. */
const SNAP_BYTES = 8;
const LLC = 0x1000000;
const LLC_BYTES = 3;
/** TPKT and the header of a data TPDU. */
const COTP_BYTES = 7;
const PAYLOAD_BYTES_MAX = 65_000;
const PORTS = 60_000;
const PORT_FIRST = 1_024;
const FRAMES_A_SECOND = 1_000;
const START_SECONDS = 1_767_225_600;
export const FLAGS = { fin: 0x11, syn: 0x02, synAck: 0x12, rst: 0x14, data: 0x18 } as const;

/** Frames with just what a dissector reads of the headers, written at the start of one buffer. */
export class Frames {
  /** Sequence numbers that each side sends next. */
  readonly next = new Int32Array(2);
  sent = 0;
  readonly #bytes: Uint8Array;
  readonly #sink: PacketSink;
  #carrier: Carrier = { over: 'tcp', port: 0 };
  #headerBytes = 0;
  #flow = 0;
  #client = 0;
  #port = 0;
  #serverPort = 0;

  constructor(bytes: Uint8Array, sink: PacketSink) {
    this.#bytes = bytes;
    this.#sink = sink;
  }

  /** Begins the flow of this number, to a server's port: what all frames share is written once. */
  begin(carrier: Carrier, flow: number, port: number): void {
    const bytes = this.#bytes;
    if (carrier !== this.#carrier) {
      this.#carrier = carrier;
      bytes.fill(0, 0, HEADER_BYTES.cotp);
      bytes[0] = bytes[6] = 2;
      this.#writeTypes();
    }
    this.#flow = flow;
    this.#serverPort = port;
    this.#port = PORT_FIRST + (flow % PORTS);
    this.#client = 0x0a010000 + Math.floor(flow / PORTS);
    this.next[0] = 1;
    this.next[1] = 1;
  }

  /** What says which kind of frame it is: the same for all of a carrier. */
  #writeTypes(): void {
    const bytes = this.#bytes;
    const { over, port } = this.#carrier;
    this.#headerBytes = HEADER_BYTES[over];
    if (over === 'ethernet') {
      if (port <= 0xffff) this.#write16(12, port);
      else if (port >= LLC && port <= LLC + 0xff) {
        this.#headerBytes += LLC_BYTES;
        bytes[14] = bytes[15] = port & 0xff;
        bytes[16] = 3;
      } else {
        this.#headerBytes += SNAP_BYTES;
        this.#write32(14, 0xaaaa0300 + Math.floor(port / 0x100000000));
        this.#write32(18, port | 0);
      }
      return;
    }
    this.#write16(12, 0x0800);
    bytes[14] = 0x45;
    bytes[23] = over === 'udp' ? 17 : 6;
    if (over !== 'udp') bytes[46] = 0x50;
  }

  /** Sends `bytes[at..end)` in one frame, whose sequence number is `ahead` of what is due. */
  send(side: number, at: number, end: number, ahead = 0, missing = 0): void {
    const length = Math.min(end - at, PAYLOAD_BYTES_MAX);
    const headerBytes = this.#headerBytes;
    this.#bytes.copyWithin(headerBytes, at, at + length);
    this.#frame(side, headerBytes + length, FLAGS.data, ahead, missing);
  }

  /** A segment without data, over TCP. */
  signal(side: number, flags: number): void {
    if (this.#carrier.over === 'tcp' || this.#carrier.over === 'cotp') {
      this.#frame(side, HEADER_BYTES.tcp, flags, 0, 0);
    }
  }

  #frame(side: number, end: number, flags: number, ahead: number, missing: number): void {
    const bytes = this.#bytes;
    const { over, port } = this.#carrier;
    const number = this.#flow;
    // Stations are told apart by the flow's number too, which is all there is over Ethernet.
    bytes[5] = side;
    bytes[11] = 1 - side;
    bytes[3] = bytes[9] = number >> 16;
    bytes[4] = bytes[10] = number >> 8;
    if (over === 'ethernet') {
      bytes[2] = bytes[8] = number;
      if (port > 0xffff) this.#write16(12, end - 14);
    } else {
      this.#write16(16, end - 14);
      this.#write16(18, this.sent);
      const client = this.#client;
      this.#write32(26, side === 0 ? client : 0x0a000002);
      this.#write32(30, side === 0 ? 0x0a000002 : client);
      this.#write16(34, side === 0 ? this.#port : this.#serverPort);
      this.#write16(36, side === 0 ? this.#serverPort : this.#port);
      if (over === 'udp') {
        this.#write16(38, end - 34);
        this.#write16(40, this.sent);
      } else this.#tcp(side, end, flags, ahead);
    }
    this.sent++;
    const kept = Math.max(end - missing, this.#headerBytes);
    const seconds = START_SECONDS + Math.floor(this.sent / FRAMES_A_SECOND);
    const nanoseconds = (this.sent % FRAMES_A_SECOND) * 1_000_000;
    this.#sink.packet(bytes, 0, Math.min(kept, end), end, ETHERNET, seconds, nanoseconds);
  }

  #tcp(side: number, end: number, flags: number, ahead: number): void {
    const { next } = this;
    this.#write32(38, next[side]! + ahead);
    this.#write32(42, next[1 - side]!);
    this.#bytes[47] = flags;
    const payload = end - HEADER_BYTES.tcp;
    if (this.#carrier.over === 'cotp' && payload >= COTP_BYTES) {
      this.#write16(54, 0x0300);
      this.#write16(56, payload);
      this.#write16(58, 0x02f0);
      this.#bytes[60] = 0x80;
    }
    if (ahead === 0) next[side] = (next[side]! + payload) | 0;
  }

  #write16(at: number, value: number): void {
    this.#bytes[at] = value >> 8;
    this.#bytes[at + 1] = value;
  }

  #write32(at: number, value: number): void {
    this.#bytes[at] = value >> 24;
    this.#bytes[at + 1] = value >> 16;
    this.#bytes[at + 2] = value >> 8;
    this.#bytes[at + 3] = value;
  }
}

/** Nothing that is sent may reach beyond the room of the frame. */
if (PAYLOAD_BYTES_MAX + HEADER_BYTES.cotp + SNAP_BYTES > FRAME_BYTES) {
  throw new Error('a frame has no room for what it carries');
}
