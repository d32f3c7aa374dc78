import { TCP_FLAGS, tcpFrame, type WrittenEndpoint } from './tcp-frame.ts';

/** Takes each frame as it is written; `PcapWriter.packet` fits. */
export type FrameSink = (atNs: bigint, frame: Uint8Array<ArrayBuffer>) => void;

/** How a written conversation starts and how it is cut into segments. */
export interface TcpConversationOptions {
  readonly client: WrittenEndpoint;
  readonly server: WrittenEndpoint;
  readonly sink: FrameSink;
  readonly clientSequence?: number;
  readonly serverSequence?: number;
  /** Payload bytes of one segment at most; 1,460 by default. */
  readonly segmentBytesMax?: number;
  readonly vlans?: readonly number[];
}

type Side = 'client' | 'server';

/**
 * Writes one TCP conversation, frame by frame, with right sequence numbers and checksums. The order
 * of calls is the order on the wire; each call names its own time in nanoseconds since 1970.
 */
export class TcpConversation {
  readonly #options: TcpConversationOptions;
  readonly #next: Record<Side, number>;
  #identification = 1;

  constructor(options: TcpConversationOptions) {
    this.#options = options;
    this.#next = {
      client: options.clientSequence ?? 1_000,
      server: options.serverSequence ?? 5_000,
    };
  }

  /** The three segments that open a connection (RFC 9293 §3.5), a microsecond apart. */
  open(atNs: bigint): void {
    this.#write(atNs, 'client', TCP_FLAGS.syn, new Uint8Array());
    this.#next.client++;
    this.#write(atNs + 1_000n, 'server', TCP_FLAGS.syn | TCP_FLAGS.ack, new Uint8Array());
    this.#next.server++;
    this.#write(atNs + 2_000n, 'client', TCP_FLAGS.ack, new Uint8Array());
  }

  /** Sends `payload` from one side, in as many segments as it needs. */
  send(atNs: bigint, side: Side, payload: Uint8Array): void {
    const step = this.#options.segmentBytesMax ?? 1_460;
    for (let at = 0; at < payload.length; at += step) {
      const part = payload.subarray(at, at + step);
      this.#write(atNs, side, TCP_FLAGS.psh | TCP_FLAGS.ack, part);
      this.#next[side] += part.length;
    }
  }

  /** A bare acknowledgement of all that the other side has sent. */
  acknowledge(atNs: bigint, side: Side): void {
    this.#write(atNs, side, TCP_FLAGS.ack, new Uint8Array());
  }

  /** Both sides say that they are done, `first` before the other. */
  close(atNs: bigint, first: Side = 'client'): void {
    const second = first === 'client' ? 'server' : 'client';
    this.#write(atNs, first, TCP_FLAGS.fin | TCP_FLAGS.ack, new Uint8Array());
    this.#next[first]++;
    this.#write(atNs + 1_000n, second, TCP_FLAGS.fin | TCP_FLAGS.ack, new Uint8Array());
    this.#next[second]++;
    this.#write(atNs + 2_000n, first, TCP_FLAGS.ack, new Uint8Array());
  }

  /** One side drops the connection. */
  reset(atNs: bigint, side: Side): void {
    this.#write(atNs, side, TCP_FLAGS.rst | TCP_FLAGS.ack, new Uint8Array());
  }

  #write(atNs: bigint, side: Side, flags: number, payload: Uint8Array): void {
    const other = side === 'client' ? 'server' : 'client';
    const frame = tcpFrame({
      source: this.#options[side],
      destination: this.#options[other],
      sequence: this.#next[side],
      acknowledgement: (flags & TCP_FLAGS.ack) === 0 ? 0 : this.#next[other],
      flags,
      payload,
      identification: this.#identification++,
      ...(this.#options.vlans === undefined ? {} : { vlans: this.#options.vlans }),
    });
    this.#options.sink(atNs, frame);
  }
}
