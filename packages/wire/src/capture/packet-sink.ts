/** Where a reader of captures hands each packet record. */
export interface PacketSink {
  /**
   * One packet: its captured bytes are `bytes[at..end)`, valid during the call only; on the wire it
   * had `wireBytes`. Time is in whole seconds since 1970 and nanoseconds within the second.
   */
  packet(
    bytes: Uint8Array,
    at: number,
    end: number,
    wireBytes: number,
    linkType: number,
    seconds: number,
    nanoseconds: number,
  ): void;
}

/** In place of a link type: records that have a frame number and no packet that can be read. */
export const NO_LINK = { unknownInterface: -1, notAPacket: -2 } as const;

/** Bytes of one packet record at most; the largest snap length that libpcap writes. */
export const PACKET_BYTES_MAX = 262_144;

/** What is wrong with a capture, and at which byte relative to the unit that shows it. */
export interface RecordDamage {
  readonly code: string;
  readonly message: string;
}

/** Reads whole records of one capture format. */
export interface RecordReader {
  /** Bytes that must be there, from where `read` stopped, before it can go on. */
  readonly needBytes: number;
  /** Set once; nothing after it is read. */
  readonly damage: RecordDamage | null;
  /** Digits after the point that its times are good for: 6 or 9. */
  readonly timeDigits: number;
  /** Reads as many whole records as there are and returns where it stopped. */
  read(bytes: Uint8Array, at: number, end: number): number;
}
