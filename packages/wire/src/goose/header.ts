import { word16 } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';

/** Header of both on Ethernet, IEC 61850-8-1 Annex C.2 and IEC 61850-9-2 §5.3.3. */
export const HEADER = { appid: 0, length: 2, reserved1: 4, reserved2: 6, apdu: 8 } as const;

/** The simulation bit of the first reserved word, edition 2 of the standard. */
const SIMULATED = 0x8000;

/** The header of a frame with a tag and a length behind it, as far as the frame tells. */
export function isHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  tags: readonly number[],
): boolean {
  if (end - at < HEADER.apdu + 2) return false;
  return word16(bytes, at + HEADER.length) > HEADER.apdu && tags.includes(bytes[at + HEADER.apdu]!);
}

export function isSimulated(bytes: Uint8Array, at: number): boolean {
  return (word16(bytes, at + HEADER.reserved1) & SIMULATED) !== 0;
}

/** Where the frame ends by its own length, but not beyond `end`; frames may be padded. */
export function frameEnd(bytes: Uint8Array, at: number, end: number): number {
  return Math.min(end, at + word16(bytes, at + HEADER.length));
}

/** Notes lengths that do not fit; whether what the frame holds can be taken as it stands. */
export function checkLengths(
  exchange: Exchange,
  message: { readonly beyond: boolean; readonly fits: boolean },
  bytes: Uint8Array,
  at: number,
  end: number,
  whole: boolean,
): boolean {
  if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
  else if (word16(bytes, at + HEADER.length) > end - at) {
    exchange.anomaly('length_beyond_frame', HEADER.length);
  } else if (message.beyond) exchange.anomaly('length_beyond_pdu', HEADER.apdu);
  else {
    if (!message.fits) exchange.anomaly('length_mismatch', HEADER.length);
    return true;
  }
  return false;
}
