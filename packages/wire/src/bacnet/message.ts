import { word16 } from '../packet/packet.ts';
import { KIND } from './services.ts';

/** First byte of a datagram: BACnet/IP (annex J) and BACnet/IPv6 (annex U). */
export const LINK = { ipv4: 0x81, ipv6: 0x82 } as const;
/** Type, function, length. */
export const BVLC_BYTES = 4;

/** BACnetPDU types, ASHRAE 135-2020 clause 20.1. */
export const APDU = {
  confirmed: 0,
  unconfirmed: 1,
  simpleAck: 2,
  complexAck: 3,
  segmentAck: 4,
  error: 5,
  reject: 6,
  abort: 7,
} as const;

/** Bytes in front of the NPDU by function; 0 where the function carries none. Annex J.2. */
const NPDU_AT_V4 = Uint8Array.of(0, 0, 0, 0, 10, 0, 0, 0, 0, 4, 4, 4, 0);
/** Annex U.2: virtual addresses of three bytes, and an address of eighteen. */
const NPDU_AT_V6 = Uint8Array.of(0, 10, 7, 0, 0, 0, 0, 0, 25, 0, 0, 0, 7);
/** Destination network that means all networks, clause 6.2.2.1. */
const ALL_NETWORKS = 0xffff;

const NOTHING = new Uint8Array();

/** Where the parts of one message lie. Filled again for each; nothing is kept of the last. */
export class Message {
  bytes: Uint8Array = NOTHING;
  at = 0;
  end = 0;
  /** 0x81 or 0x82; 0 where the NPDU lies in an Ethernet frame. */
  link = 0;
  /** Function of the virtual link layer; -1 where there is none. */
  bvlc = -1;
  /** Where the NPDU starts; -1 where the message carries none. */
  npduAt = -1;
  /** Networks and where their addresses lie; 0 for the network at hand. */
  toNetwork = 0;
  toAt = 0;
  toBytes = 0;
  fromNetwork = 0;
  fromAt = 0;
  fromBytes = 0;
  /** Network layer message; -1 where there is an APDU. */
  network = -1;
  apduAt = -1;
  type = -1;
  invoke = 0;
  /** Service of the APDU; -1 where its type tells none. */
  service = -1;
  segmented = false;
  more = false;
  sequence = 0;
  /** In an Abort: its sender is the end that answers. */
  byServer = false;
  /** Where the parameters start. */
  dataAt = 0;
  /** What is wrong with it, as the code of an anomaly; empty where nothing is. */
  problem = '';

  /** Reads the headers of `bytes[at..end)`. Total. */
  read(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.link = 0;
    this.bvlc = -1;
    this.npduAt = -1;
    this.toNetwork = 0;
    this.toBytes = 0;
    this.fromNetwork = 0;
    this.fromBytes = 0;
    this.network = -1;
    this.apduAt = -1;
    this.type = -1;
    this.service = -1;
    this.segmented = false;
    this.more = false;
    this.dataAt = end;
    this.problem = '';
    const first = at < end ? bytes[at] : -1;
    if (first === LINK.ipv4 || first === LINK.ipv6) this.#readLink(first);
    else this.npduAt = at;
    if (this.npduAt >= 0) this.#readNpdu();
  }

  /** Code of its service among all kinds; -1 where it tells none. */
  get code(): number {
    if (this.type === APDU.unconfirmed) return KIND.unconfirmed + this.service;
    if (this.apduAt >= 0) return this.service;
    if (this.network >= 0) return KIND.network + this.network;
    if (this.bvlc < 0) return -1;
    return (this.link === LINK.ipv6 ? KIND.bvlc6 : KIND.bvlc) + this.bvlc;
  }

  #readLink(link: number): void {
    const { bytes, at, end } = this;
    this.link = link;
    if (at + BVLC_BYTES > end) {
      this.problem = 'bvlc_too_short';
      return;
    }
    this.bvlc = bytes[at + 1]!;
    this.dataAt = at + BVLC_BYTES;
    const offsets = link === LINK.ipv4 ? NPDU_AT_V4 : NPDU_AT_V6;
    const offset = this.bvlc < offsets.length ? offsets[this.bvlc]! : 0;
    if (offset === 0) return;
    if (at + offset > end) this.problem = 'bvlc_too_short';
    else this.npduAt = at + offset;
  }

  /** Clause 6.2. */
  #readNpdu(): void {
    const { bytes, end, npduAt } = this;
    let next = npduAt + 2;
    if (next > end) return this.#fail('npdu_too_short');
    if (bytes[npduAt] !== 1) return this.#fail('npdu_version');
    const control = bytes[npduAt + 1]!;
    if ((control & 0x20) !== 0) {
      if (next + 3 > end) return this.#fail('npdu_too_short');
      const network = word16(bytes, next);
      this.toNetwork = network;
      this.toBytes = bytes[next + 2]!;
      this.toAt = next + 3;
      next += 3 + this.toBytes;
    }
    if ((control & 0x08) !== 0) {
      if (next + 3 > end) return this.#fail('npdu_too_short');
      this.fromNetwork = word16(bytes, next);
      this.fromBytes = bytes[next + 2]!;
      this.fromAt = next + 3;
      next += 3 + this.fromBytes;
    }
    if ((control & 0x20) !== 0) next++;
    if (next >= end) return this.#fail('npdu_too_short');
    if ((control & 0x80) === 0) return this.#readApdu(next);
    this.network = bytes[next]!;
    this.dataAt = next + (this.network >= 0x80 ? 3 : 1);
  }

  /** Clause 20.1. */
  #readApdu(at: number): void {
    const { bytes, end } = this;
    const first = bytes[at]!;
    const type = first >> 4;
    if (type > APDU.abort) return this.#fail('apdu_type_unknown');
    this.segmented = (first & 0x08) !== 0 && (type === APDU.confirmed || type === APDU.complexAck);
    this.more = this.segmented && (first & 0x04) !== 0;
    this.byServer = (first & 0x01) !== 0;
    // The bytes before the service choice; a segment has its number and window in front of it.
    const invokeAt = at + (type === APDU.confirmed ? 2 : 1);
    let serviceAt = type === APDU.unconfirmed ? at + 1 : invokeAt + 1;
    if (this.segmented) serviceAt += 2;
    if (serviceAt >= end) return this.#fail('apdu_too_short');
    this.apduAt = at;
    this.type = type;
    if (type !== APDU.unconfirmed) this.invoke = bytes[invokeAt]!;
    if (this.segmented || type === APDU.segmentAck) this.sequence = bytes[invokeAt + 1]!;
    const reason = type === APDU.reject || type === APDU.abort || type === APDU.segmentAck;
    this.service = reason ? -1 : bytes[serviceAt]!;
    this.dataAt = reason ? serviceAt : serviceAt + 1;
  }

  #fail(problem: string): void {
    this.problem = problem;
    this.npduAt = -1;
  }

  /**
   * A number for the far ends of a message, the same for a request and for its answer: routers put
   * the devices of many networks behind one address.
   */
  route(answers: boolean): number {
    const to = this.#station(this.toNetwork, this.toAt, this.toBytes);
    const from = this.#station(this.fromNetwork, this.fromAt, this.fromBytes);
    const server = answers ? from : to;
    const client = answers ? to : from;
    return (Math.imul(server, 31) ^ client) & 0x3fffff;
  }

  #station(network: number, at: number, count: number): number {
    if (network === 0 || network === ALL_NETWORKS) return 0;
    let hash = network;
    for (let i = 0; i < count && at + i < this.end; i++) {
      hash = Math.imul(hash, 0x01000193) ^ this.bytes[at + i]!;
    }
    return hash;
  }
}
