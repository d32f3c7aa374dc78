import { PcapWriter } from '../pcap-writer.ts';
import type { Carrier } from './conversations.ts';
import { RECORDS_BYTES } from './fuzz-corpus.ts';

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
const SERVER = 0x0a000002;
const BROADCAST = -1;
const GROUP_BIT = 1;
const START_SECONDS = 1_767_225_600;
/** Where the records of a capture are gathered, behind what the frames of a carrier share. */
const RECORDS_AT = 64;
const RECORD_HEADER_BYTES = 16;
const RECORD_BYTES_MAX = RECORD_HEADER_BYTES + HEADER_BYTES.cotp + SNAP_BYTES + PAYLOAD_BYTES_MAX;
export const FLAGS = { fin: 0x11, syn: 0x02, synAck: 0x12, rst: 0x14, data: 0x18 } as const;

/**
 * Who the ends are: a client and one server; or all, who answer from addresses of their own; or a
 * ring, from which frames come back to the same address with a bit of the sender's changed.
 */
export const ENDS = { one: 0, all: 1, ring: 2 } as const;

/** How a pcap file of Ethernet frames begins. */
export const FILE_HEADER = new PcapWriter({ bigEndian: true }).take();

/**
 * Records of a capture whose frames have just what a dissector reads of the headers, written at the
 * start of the corpus's bytes and handed on together.
 */
export class Frames {
  /** Sequence numbers that each side sends next. */
  readonly next = new Int32Array(2);
  sent = 0;
  readonly #bytes: Uint8Array;
  readonly #sink: (records: Uint8Array) => void;
  #carrier: Carrier = { over: 'tcp', port: 0 };
  #headerBytes = 0;
  #flow = -1;
  #client = 0;
  #port = 0;
  #serverPort = 0;
  #ends: number = ENDS.one;
  /** Where the next record begins. */
  #at = RECORDS_AT;

  constructor(bytes: Uint8Array, sink: (records: Uint8Array) => void) {
    this.#bytes = bytes;
    this.#sink = sink;
  }

  /** Hands on what was sent. */
  flush(): void {
    const end = this.#at;
    this.#at = RECORDS_AT;
    if (end > RECORDS_AT) this.#sink(this.#bytes.subarray(RECORDS_AT, end));
  }

  /** Begins the flow of this number, or goes on with it: what its frames share is written once. */
  begin(carrier: Carrier, flow: number, port: number, ends: number): void {
    this.#ends = ends;
    const bytes = this.#bytes;
    if (carrier !== this.#carrier) {
      this.#carrier = carrier;
      bytes.fill(0, 0, HEADER_BYTES.cotp);
      bytes[0] = bytes[6] = 2;
      this.#writeTypes();
    }
    if (flow !== this.#flow) this.next.fill(1);
    this.#flow = flow;
    this.#serverPort = port;
    this.#port = PORT_FIRST + (flow % PORTS);
    this.#client = 0x0a010000 + Math.floor(flow / PORTS);
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
    const payload = Math.min(end - at, PAYLOAD_BYTES_MAX);
    const headerBytes = this.#headerBytes;
    if (this.#at + RECORD_BYTES_MAX > RECORDS_BYTES) this.flush();
    const frame = this.#at + RECORD_HEADER_BYTES;
    this.#bytes.copyWithin(frame + headerBytes, at, at + payload);
    this.#record(side, headerBytes, payload, FLAGS.data, ahead, missing);
  }

  /** A segment without data, over TCP. */
  signal(side: number, flags: number): void {
    const { over } = this.#carrier;
    if (over === 'tcp' || over === 'cotp') this.#record(side, HEADER_BYTES.tcp, 0, flags, 0, 0);
  }

  #record(
    side: number,
    headerBytes: number,
    payload: number,
    flags: number,
    ahead: number,
    missing: number,
  ): void {
    const at = this.#at;
    const frame = at + RECORD_HEADER_BYTES;
    const length = headerBytes + payload;
    this.#bytes.copyWithin(frame, 0, headerBytes);
    this.#addresses(frame, side, length);
    if (this.#carrier.over !== 'ethernet') this.#network(frame, side, length, flags, ahead);
    const sent = ++this.sent;
    const kept = Math.max(headerBytes, length - missing);
    this.#write32(at, START_SECONDS + Math.floor(sent / FRAMES_A_SECOND));
    this.#write32(at + 4, (sent % FRAMES_A_SECOND) * 1_000);
    this.#write32(at + 8, kept);
    this.#write32(at + 12, length);
    this.#at = frame + kept;
  }

  /** Stations are told apart by the flow's number too, which is all there is over Ethernet. */
  #addresses(frame: number, side: number, length: number): void {
    const bytes = this.#bytes;
    const flow = this.#flow;
    bytes[frame + 2] = bytes[frame + 8] = flow;
    bytes[frame + 3] = bytes[frame + 9] = flow >> 16;
    bytes[frame + 4] = bytes[frame + 10] = flow >> 8;
    const isRing = this.#ends === ENDS.ring;
    const last = isRing ? 0 : side;
    bytes[frame + 5] = last;
    bytes[frame + 11] = 1 - last;
    if (isRing && side === 0) bytes[frame + 6] = 0;
    if (this.#ends === ENDS.all && side === 0) bytes[frame] = GROUP_BIT;
    const { over, port } = this.#carrier;
    if (over === 'ethernet' && port > 0xffff) this.#write16(frame + 12, length - 14);
  }

  #network(frame: number, side: number, length: number, flags: number, ahead: number): void {
    const { sent } = this;
    this.#write16(frame + 16, length - 14);
    this.#write16(frame + 18, sent);
    const client = this.#client;
    this.#write32(frame + 26, side === 0 ? client : SERVER);
    const server = this.#ends === ENDS.all ? BROADCAST : SERVER;
    this.#write32(frame + 30, side === 0 ? server : client);
    this.#write16(frame + 34, side === 0 ? this.#port : this.#serverPort);
    this.#write16(frame + 36, side === 0 ? this.#serverPort : this.#port);
    if (this.#carrier.over === 'udp') {
      this.#write16(frame + 38, length - 34);
      this.#write16(frame + 40, sent);
    } else this.#tcp(frame, side, length, flags, ahead);
  }

  #tcp(frame: number, side: number, length: number, flags: number, ahead: number): void {
    const { next } = this;
    this.#write32(frame + 38, next[side]! + ahead);
    this.#write32(frame + 42, next[1 - side]!);
    this.#bytes[frame + 47] = flags;
    const payload = length - HEADER_BYTES.tcp;
    if (this.#carrier.over === 'cotp' && payload >= COTP_BYTES) {
      this.#write16(frame + 54, 0x0300);
      this.#write16(frame + 56, payload);
      this.#write16(frame + 58, 0x02f0);
      this.#bytes[frame + 60] = 0x80;
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
