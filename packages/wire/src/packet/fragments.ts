import type { Packet } from './packet.ts';
import type { Skips } from './skips.ts';

const DATAGRAMS_MAX = 256;
const DATAGRAM_BYTES_MAX = 65_535;
const PIECES_MAX = 256;
/** Of all datagrams together, the objects around the bytes included. */
const TOTAL_BYTES_MAX = 8_388_608;
const OVERHEAD_BYTES = 320;
/** RFC 791 §3.2 proposes 15 seconds, RFC 8200 §4.5 asks for 60; by capture time. */
const WAIT_SECONDS_MAX = 60;

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Datagram {
  readonly startedAt: number;
  readonly pieces: Piece[];
  /** Known once the last fragment came. */
  totalBytes: number;
  heldBytes: number;
}

/** Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5), within bounds. */
export class Fragments {
  readonly #waiting = new Map<string, Datagram>();
  #heldBytes = 0;

  /**
   * Takes the fragment that `packet` holds. True when it completes its datagram: then `packet` is
   * the whole one, in bytes of its own.
   */
  add(packet: Packet, id: number, offset: number, more: boolean, skips: Skips): boolean {
    const { bytes, transportAt, transportEnd } = packet;
    if (transportEnd > packet.end) {
      skips.reason('fragment_cut_by_snaplen');
      return false;
    }
    const length = transportEnd - transportAt;
    const key = this.#key(packet, id);
    const datagram = this.#datagram(key, packet.seconds, skips);
    if (offset + length > DATAGRAM_BYTES_MAX || datagram.pieces.length >= PIECES_MAX) {
      this.#drop(key);
      skips.reason('fragments_beyond_limits');
      return false;
    }
    const heldBytes = OVERHEAD_BYTES + length;
    datagram.heldBytes += heldBytes;
    this.#heldBytes += heldBytes;
    datagram.pieces.push({ offset, bytes: bytes.slice(transportAt, transportEnd) });
    if (!more) datagram.totalBytes = offset + length;
    if (!this.#complete(datagram, packet)) {
      skips.reason('fragment');
      while (this.#heldBytes > TOTAL_BYTES_MAX) {
        this.#dropOldest();
        skips.reason('fragments_beyond_limits');
      }
      return false;
    }
    this.#drop(key);
    return true;
  }

  /** Datagrams that never became whole, for the count at the end. */
  get unfinished(): number {
    return this.#waiting.size;
  }

  #drop(key: string): void {
    this.#heldBytes -= this.#waiting.get(key)?.heldBytes ?? 0;
    this.#waiting.delete(key);
  }

  #dropOldest(): void {
    const oldest = this.#waiting.keys().next();
    if (oldest.done !== true) this.#drop(oldest.value);
  }

  #key(packet: Packet, id: number): string {
    const addressBytes = packet.ipVersion === 4 ? 8 : 32;
    const addresses = packet.bytes.subarray(packet.sourceAt, packet.sourceAt + addressBytes);
    return `${addresses.join('.')}/${packet.ipProtocol}/${id}`;
  }

  #datagram(key: string, seconds: number, skips: Skips): Datagram {
    const known = this.#waiting.get(key);
    if (known !== undefined && seconds - known.startedAt <= WAIT_SECONDS_MAX) return known;
    if (this.#waiting.size >= DATAGRAMS_MAX) {
      this.#dropOldest();
      skips.reason('fragments_beyond_limits');
    }
    const datagram: Datagram = { startedAt: seconds, pieces: [], totalBytes: -1, heldBytes: 0 };
    this.#drop(key);
    this.#waiting.set(key, datagram);
    return datagram;
  }

  /** First bytes win where fragments overlap; an overlap is a known way to hide. */
  #complete(datagram: Datagram, packet: Packet): boolean {
    const { pieces, totalBytes } = datagram;
    if (totalBytes < 0) return false;
    const payload = new Uint8Array(totalBytes);
    let reached = 0;
    for (const piece of pieces.toSorted((a, b) => a.offset - b.offset)) {
      if (piece.offset > reached) return false;
      const fresh = piece.bytes.subarray(reached - piece.offset, totalBytes - piece.offset);
      if (piece.offset + piece.bytes.length <= reached) continue;
      payload.set(fresh, reached);
      reached = Math.min(totalBytes, piece.offset + piece.bytes.length);
    }
    if (reached < totalBytes) return false;
    packet.replaceTransport(payload);
    return true;
  }
}
