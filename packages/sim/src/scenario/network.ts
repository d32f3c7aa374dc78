import { PcapWriter, TCP_FLAGS, tcpFrame } from '@bulkhead/wire';
import type { Host } from '../plant/hosts.ts';
import type { Chance } from '../random.ts';
import type { Schedule } from './schedule.ts';

/** One TCP segment that a host sends. */
export interface Segment {
  readonly from: Host;
  readonly fromPort: number;
  readonly to: Host;
  readonly toPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** First of the ports that clients take, RFC 6335 §6. */
const EPHEMERAL_PORT_FIRST = 49_152;

/** The wire that a mirror port sees: every frame with its time, until the capture is made. */
export class Network {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly #frames: { atUs: number; order: number; bytes: Uint8Array }[] = [];
  readonly #identifications = new Map<string, number>();
  readonly #ports = new Map<string, number>();

  constructor(schedule: Schedule, chance: Chance) {
    this.schedule = schedule;
    this.chance = chance;
  }

  /** A port that this host has not used yet. */
  clientPort(host: Host): number {
    const last = this.#ports.get(host.id) ?? EPHEMERAL_PORT_FIRST + this.chance.below(8_000);
    this.#ports.set(host.id, last + 1 + this.chance.below(4));
    return last;
  }

  /** Puts a segment on the wire. Each host counts its own IP identifications, RFC 6864 §4. */
  send(atUs: number, segment: Segment): void {
    const { from, to } = segment;
    const identification = this.#identifications.get(from.id) ?? this.chance.below(0xffff);
    this.#identifications.set(from.id, (identification + 1) & 0xffff);
    const bytes = tcpFrame({
      source: { ip: from.ip, mac: from.mac, port: segment.fromPort },
      destination: { ip: to.ip, mac: to.mac, port: segment.toPort },
      sequence: segment.sequence,
      acknowledgement: (segment.flags & TCP_FLAGS.ack) === 0 ? 0 : segment.acknowledgement,
      flags: segment.flags,
      payload: segment.payload,
      identification,
    });
    this.#frames.push({ atUs, order: this.#frames.length, bytes });
  }

  /** Everything that was sent before `endUs`, as a pcap file whose time starts at `startMs`. */
  capture(startMs: number, endUs: number): Uint8Array<ArrayBuffer> {
    const writer = new PcapWriter();
    const seen = this.#frames
      .filter((frame) => frame.atUs < endUs)
      .toSorted((a, b) => a.atUs - b.atUs || a.order - b.order);
    const startNs = BigInt(startMs) * 1_000_000n;
    for (const frame of seen) writer.packet(startNs + BigInt(frame.atUs) * 1_000n, frame.bytes);
    return writer.take();
  }
}
