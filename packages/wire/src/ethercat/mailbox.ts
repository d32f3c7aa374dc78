import { textOf, word16le } from '../bytes.ts';
import { VERB } from '../flow/flow.ts';

/** Bytes of the header of a mailbox: length, address, channel, type and counter. */
const HEADER_BYTES = 6;

/** Types of mailbox protocols, IEC 61158-6-12 §5.6. */
const TYPE = { ads: 1, ethernet: 2, canopen: 3, file: 4, servo: 5, vendor: 15 } as const;
const NAMES: ReadonlyMap<number, string> = new Map([
  [TYPE.ads, 'aoe'],
  [TYPE.ethernet, 'eoe'],
  [TYPE.canopen, 'coe'],
  [TYPE.file, 'foe'],
  [TYPE.servo, 'soe'],
  [TYPE.vendor, 'voe'],
]);

/** Services of CAN application protocol over EtherCAT. */
const SDO_REQUEST = 2;
const SDO_ANSWER = 3;
const SDO_INFORMATION = 8;
/** Operations of file access over EtherCAT. */
const FILE_READ = 1;
const FILE_WRITE = 2;

/**
 * Type of the mailbox at `bytes[at..end)`; 0 where the bytes are none. Where mailboxes are is
 * agreed when a slave is set up, so that their own header has to prove them.
 */
export function mailboxType(bytes: Uint8Array, at: number, end: number): number {
  if (at + HEADER_BYTES + 2 > end) return 0;
  const length = word16le(bytes, at);
  const type = bytes[at + 5]! & 0x0f;
  if (length < 2 || length > 1_486 || (bytes[at + 4]! & 0x3f) !== 0 || bytes[at + 5]! >= 0x80) {
    return 0;
  }
  if (!NAMES.has(type)) return 0;
  if (type === TYPE.canopen) return bytes[at + 7]! >> 4 <= SDO_INFORMATION ? type : 0;
  return type === TYPE.file && word16le(bytes, at + HEADER_BYTES) > FILE_WRITE + 4 ? 0 : type;
}

/** `coe/0x1c12:0`, `foe/firmware.efw`, `eoe`. */
export function mailboxObject(bytes: Uint8Array, at: number, end: number): string {
  const type = mailboxType(bytes, at, end);
  const body = at + HEADER_BYTES;
  const name = NAMES.get(type) ?? 'mailbox';
  if (type === TYPE.canopen && body + 6 <= end) {
    const service = bytes[body + 1]! >> 4;
    if (service !== SDO_REQUEST && service !== SDO_ANSWER) return name;
    const index = word16le(bytes, body + 3)
      .toString(16)
      .padStart(4, '0');
    return `${name}/0x${index}:${bytes[body + 5]!}`;
  }
  if (type === TYPE.file && isFileOpen(bytes, body, end)) {
    const file = textOf(bytes, body + 6, Math.min(end, body + word16le(bytes, at)));
    return `${name}/${file}`;
  }
  return name;
}

/** What a mailbox that is written to a slave asks for. */
export function mailboxVerb(bytes: Uint8Array, at: number, end: number): number {
  const body = at + HEADER_BYTES;
  switch (mailboxType(bytes, at, end)) {
    case TYPE.canopen: {
      const service = bytes[body + 1]! >> 4;
      if (service === SDO_INFORMATION) return VERB.discover;
      if (service !== SDO_REQUEST || body + 3 > end) return VERB.read;
      // Client command 1 starts a download and 0 goes on with it; 2 and 3 upload.
      return bytes[body + 2]! >> 5 <= 1 ? VERB.write : VERB.read;
    }
    case TYPE.file:
      return VERB.program;
    case TYPE.servo:
      return (bytes[body]! & 7) >= 3 ? VERB.write : VERB.read;
    case TYPE.ethernet:
      return VERB.connect;
    default:
      return VERB.write;
  }
}

/** Whether the mailbox opens a file for writing, which is how firmware comes to a slave. */
export function writesFile(bytes: Uint8Array, at: number, end: number): boolean {
  const body = at + HEADER_BYTES;
  return mailboxType(bytes, at, end) === TYPE.file && word16le(bytes, body) === FILE_WRITE;
}

function isFileOpen(bytes: Uint8Array, body: number, end: number): boolean {
  const operation = word16le(bytes, body);
  return (operation === FILE_READ || operation === FILE_WRITE) && body + 6 < end;
}
