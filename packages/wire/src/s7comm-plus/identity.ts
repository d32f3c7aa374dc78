import { textOf } from '../bytes.ts';
import type { PduContext } from '../protocol.ts';

/** Bytes looked through for texts; they stand in the first PDU of an answer. */
const SCANNED_BYTES_MAX = 1_024;
const TEXTS_MAX = 16;
/** Flags and type of a text value, before its length. */
const TEXT_FLAGS = 0;
const TEXT_TYPE = 0x15;

/** Attributes of a session that say who opens it; numbers as on the wire. */
const ATTRIBUTE = { adapter: 0x8221, station: 0x822a } as const;

interface AttributeText {
  /** The two bytes of its identifier. */
  readonly attribute: number;
  readonly text: string;
}

/** Texts in the attributes of an object. */
function textsOf(bytes: Uint8Array, at: number, end: number): AttributeText[] {
  const out: AttributeText[] = [];
  const last = Math.min(end, at + SCANNED_BYTES_MAX);
  for (let i = at + 2; i + 3 < last && out.length < TEXTS_MAX; i++) {
    if (bytes[i] !== TEXT_FLAGS || bytes[i + 1] !== TEXT_TYPE) continue;
    const length = bytes[i + 2]!;
    if (length === 0 || length > 0x7f || i + 3 + length > end) continue;
    const attribute = (bytes[i - 2]! << 8) | bytes[i - 1]!;
    out.push({ attribute, text: textOf(bytes, i + 3, i + 3 + length) });
    i += 2 + length;
  }
  return out;
}

/** What the opener of a session says of itself: its name with a number, and its network adapter. */
export function tellClient(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  for (const { attribute, text } of textsOf(bytes, at, end)) {
    if (attribute === ATTRIBUTE.station) {
      context.sighting('name', text.replace(/_\d+$/, ''));
    } else if (attribute === ATTRIBUTE.adapter) {
      context.sighting('description', text);
    }
  }
}

/** `1;6ES7 214-1HE30-0XB0 ;V2.2`: order number and firmware, as a session tells them. */
const VERSION_TEXT = /^\d+;\s*(6[A-Z0-9]{3} ?[A-Z0-9-]{8,16})\s*;\s*[A-Z]?(\d[\d.]*)$/;
/** The same order number with the serial number behind it, as the device tells it when asked. */
const SERIAL_TEXT =
  /(6[A-Z0-9]{3} \d[A-Z0-9]{2}-\d[A-Z0-9]{4}-\d[A-Z0-9]{3})\s+(S[A-Z0-9 -]{8,16})/;

/** What a controller says of itself in answers. */
export function tellDevice(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  for (const { text } of textsOf(bytes, at, end)) {
    const found = VERSION_TEXT.exec(text);
    if (found === null) continue;
    context.sighting('order_number', found[1]!.trim());
    context.sighting('firmware', found[2]!);
    context.sighting('role', 'plc');
  }
  const serial = SERIAL_TEXT.exec(printable(bytes, at, Math.min(end, at + SCANNED_BYTES_MAX)));
  if (serial === null) return;
  context.sighting('order_number', serial[1]!);
  context.sighting('serial', serial[2]!.trim());
}

/** Text bytes as they are, others as zero bytes. */
function printable(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < end; i++) {
    const octet = bytes[i]!;
    text += octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '\0';
  }
  return text;
}
