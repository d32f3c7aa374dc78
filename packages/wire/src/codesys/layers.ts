import { unsigned32le, word16le } from '../bytes.ts';

/** Layer 2 on TCP: a magic number and the length of the whole, both low byte first. */
export const BLOCK = { magic: 0xe8170100, length: 4, bytes: 8 } as const;
const BLOCK_BYTES_MAX = 0x10000;

/** Layer 3: magic, hops and header length, parameters, service, message, lengths of addresses. */
const DATAGRAM_MAGIC = 0xc5;
const DATAGRAM = { hops: 1, service: 3, lengths: 5, addresses: 6 } as const;
/** What layer 3 carries: requests to and answers of the name service, and channels. */
export const CARRIED = { nameRequest: 3, nameAnswer: 4, channel: 0x40 } as const;

/** Commands of layer 4; answers to the commands of the channel manager have bit 6 cleared. */
export const CHANNEL = {
  block: 0x01,
  acknowledgement: 0x02,
  keepAlive: 0x03,
  info: 0xc2,
  open: 0xc3,
  close: 0xc4,
  infoAnswer: 0x82,
  openAnswer: 0x83,
} as const;
const FIRST_BLOCK = 0x01;
/** Command, flags, channel, block and acknowledged number; of a first block size and CRC too. */
const BLOCK_HEADER_BYTES = 12;
const FIRST_HEADER_BYTES = 20;

/** Layer 7: protocol, length of the header behind it, group, command, session, length of tags. */
const SERVICE = { header: 2, group: 4, command: 6, length: 12, bytes: 16 } as const;
/** Where the reason of an answer to an opened channel is. */
const REASON_AT = 12;
const PLAIN = 0xcd55;
const SECURE = [0x7557, 0x5775];
const ANSWER_BIT = 0x80;

/** Length of a block on TCP; 0 where more bytes are needed, -1 where it is none. */
export function blockLength(bytes: Uint8Array, at: number, end: number): number {
  for (let i = 0; i < 4 && at + i < end; i++) {
    if (bytes[at + i] !== ((BLOCK.magic >>> (i * 8)) & 0xff)) return -1;
  }
  if (end - at < BLOCK.bytes) return 0;
  const length = unsigned32le(bytes, at + BLOCK.length);
  return length < BLOCK.bytes + DATAGRAM.addresses || length > BLOCK_BYTES_MAX ? -1 : length;
}

/** What one packet is, from layer 3 up. Filled anew by each `read`; numbers only. */
export class CodesysPacket {
  /** What layer 3 carries. */
  carried = 0;
  /** Where its payload starts. */
  payloadAt = 0;
  /** Command of layer 4, -1 where layer 3 carries something else. */
  channelCommand = -1;
  channel = 0;
  /** Group and command of layer 7; -1 where the packet has none, or is a later part of one. */
  service = -1;
  isAnswer = false;
  isSecure = false;
  /** Tags of the service, as far as they are in the packet. */
  tagsAt = 0;
  tagsEnd = 0;
  /** Why a channel was not opened; 0 where it was. */
  reason = 0;

  /** Takes a packet that starts with layer 3; false where it is none. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    this.channelCommand = -1;
    this.channel = 0;
    this.service = -1;
    this.isAnswer = false;
    this.isSecure = false;
    this.tagsAt = 0;
    this.tagsEnd = 0;
    this.reason = 0;
    if (end - at < DATAGRAM.addresses || bytes[at] !== DATAGRAM_MAGIC) return false;
    // The header length is in words; it ends behind the lengths of the addresses.
    if ((bytes[at + DATAGRAM.hops]! & 7) * 2 !== DATAGRAM.addresses) return false;
    this.carried = bytes[at + DATAGRAM.service]!;
    const lengths = bytes[at + DATAGRAM.lengths]!;
    const addressBytes = ((lengths >> 4) + (lengths & 15)) * 2;
    const padded = (DATAGRAM.addresses + addressBytes + 3) & ~3;
    if (padded > end - at) return false;
    this.payloadAt = at + padded;
    if (this.carried === CARRIED.nameAnswer) this.isAnswer = true;
    if (this.carried === CARRIED.channel) this.#readChannel(bytes, this.payloadAt, end);
    return true;
  }

  #readChannel(bytes: Uint8Array, at: number, end: number): void {
    if (end - at < 4) return;
    this.channelCommand = bytes[at]!;
    this.isAnswer = (this.channelCommand & 0xc0) === 0x80;
    if (this.channelCommand === CHANNEL.openAnswer && end - at >= REASON_AT + 2) {
      this.reason = word16le(bytes, at + REASON_AT);
    }
    if (this.channelCommand !== CHANNEL.block || end - at < BLOCK_HEADER_BYTES) return;
    this.channel = word16le(bytes, at + 2);
    const first = (bytes[at + 1]! & FIRST_BLOCK) !== 0;
    if (first && end - at >= FIRST_HEADER_BYTES + SERVICE.bytes) {
      this.#readService(bytes, at + FIRST_HEADER_BYTES, end);
    }
  }

  #readService(bytes: Uint8Array, at: number, end: number): void {
    const protocol = word16le(bytes, at);
    this.isSecure = SECURE.includes(protocol);
    if (protocol !== PLAIN && !this.isSecure) return;
    const group = word16le(bytes, at + SERVICE.group);
    this.isAnswer = (group & ANSWER_BIT) !== 0;
    const number = word16le(bytes, at + SERVICE.command) & 0xff;
    this.service = ((group & 0x7f) << 8) | number;
    // The header counts from the group on.
    this.tagsAt = Math.min(end, at + SERVICE.group + word16le(bytes, at + SERVICE.header));
    this.tagsEnd = Math.min(end, this.tagsAt + unsigned32le(bytes, at + SERVICE.length));
  }
}
