import { unsigned32le, word16le } from '../bytes.ts';
import { textOrHex } from '../values.ts';

/** Logical segment types, CIP Volume 1 appendix C-1.4.2. */
const LOGICAL = { class: 0, instance: 1, member: 2, connectionPoint: 3, attribute: 4, special: 5 };
const LOGICAL_NAMES = ['class', 'instance', 'member', 'connection_point', 'attribute'];
const SYMBOL = 0x91;
const OBJECT_CHARACTERS_MAX = 240;
/** Segments read of one path; 255 words hold no more than this of the shortest. */
const SEGMENTS_MAX = 256;

/** What the packet path needs of a padded EPATH; filled by `scanPath`, one for all. */
export const scanned = { classId: -1, outerClass: -1, instance: -1, attribute: -1, fits: true };

/**
 * Reads a path. Of segments that come twice the last counts, as a nested object is the target; a
 * symbol behind a class has no class.
 */
export function scanPath(bytes: Uint8Array, at: number, end: number): typeof scanned {
  scanned.classId = -1;
  scanned.outerClass = -1;
  scanned.instance = -1;
  scanned.attribute = -1;
  scanned.fits = true;
  while (at < end) {
    const next = segmentEnd(bytes, at, end);
    if (next < 0) {
      scanned.fits = false;
      return scanned;
    }
    const segment = bytes[at]!;
    if (segment === SYMBOL) scanned.classId = -1;
    else if (segment >> 5 === 1) {
      const type = (segment >> 2) & 7;
      const value = logicalValue(bytes, at);
      if (type === LOGICAL.class) {
        if (scanned.outerClass < 0) scanned.outerClass = value;
        scanned.classId = value;
      } else if (type === LOGICAL.instance) scanned.instance = value;
      else if (type === LOGICAL.attribute) scanned.attribute = value;
    }
    at = next;
  }
  return scanned;
}

/** Where the segment at `at` ends; -1 where it does not fit or is of no known kind. */
function segmentEnd(bytes: Uint8Array, at: number, end: number): number {
  const bytesOfSegment = segmentBytes(bytes, at, end);
  return bytesOfSegment > 0 && at + bytesOfSegment <= end ? at + bytesOfSegment : -1;
}

function segmentBytes(bytes: Uint8Array, at: number, end: number): number {
  const segment = bytes[at]!;
  const length = at + 1 < end ? bytes[at + 1]! : 0;
  switch (segment >> 5) {
    case 0:
      return portBytes(bytes, at, end);
    case 1:
      // 0x34 is an electronic key: format, then 8 bytes.
      if (((segment >> 2) & 7) === LOGICAL.special) return segment === 0x34 ? 10 : -1;
      return [2, 4, 6, -1][segment & 3]!;
    case 2:
      return (segment & 0x10) === 0 ? 2 : 2 + length * 2;
    case 3:
      return evened(1 + (segment & 0x1f));
    case 4:
      if (segment === SYMBOL) return evened(2 + length);
      return segment === 0x80 ? 2 + length * 2 : -1;
    default:
      return -1;
  }
}

/** A port number, and an address of one byte or of a counted text. */
function portBytes(bytes: Uint8Array, at: number, end: number): number {
  const extendedPort = (bytes[at]! & 0x0f) === 0x0f ? 2 : 0;
  if ((bytes[at]! & 0x10) === 0) return 2 + extendedPort;
  return at + 1 < end ? evened(2 + extendedPort + bytes[at + 1]!) : -1;
}

function evened(length: number): number {
  return length + (length & 1);
}

function logicalValue(bytes: Uint8Array, at: number): number {
  const format = bytes[at]! & 3;
  if (format === 0) return bytes[at + 1]!;
  return format === 1 ? word16le(bytes, at + 2) : unsigned32le(bytes, at + 2);
}

/** `class/1/instance/1/attribute/7`, `tag/Program:Main.Pump[3].Speed`; routes are left out. */
export function pathText(bytes: Uint8Array, at: number, end: number): string {
  let out = '';
  for (let i = 0; at < end && i < SEGMENTS_MAX && out.length < OBJECT_CHARACTERS_MAX; i++) {
    const next = segmentEnd(bytes, at, end);
    if (next < 0) break;
    const segment = bytes[at]!;
    if (segment === SYMBOL) {
      out +=
        (out === '' ? 'tag/' : '.') + textOrHex(bytes.subarray(at + 2, at + 2 + bytes[at + 1]!));
    } else if (segment >> 5 === 1) {
      out = withLogical(out, (segment >> 2) & 7, logicalValue(bytes, at));
    } else if (segment >> 5 === 3) {
      const length = segment & 0x1f;
      out += beforeName(out) + textOrHex(bytes.subarray(at + 1, at + 1 + length));
    }
    at = next;
  }
  return out.slice(0, OBJECT_CHARACTERS_MAX);
}

/** Names follow each other behind points; the first may stand behind the object that holds it. */
function beforeName(before: string): string {
  if (before === '') return 'tag/';
  return isTag(before) ? '.' : '/tag/';
}

function isTag(text: string): boolean {
  return text.startsWith('tag/') || text.includes('/tag/');
}

/** Members of a tag are indices; those of a dimension follow each other. */
function withLogical(before: string, type: number, value: number): string {
  const name = LOGICAL_NAMES[type];
  if (name === undefined) return before;
  if (type === LOGICAL.member && isTag(before)) {
    return before.endsWith(']') ? `${before.slice(0, -1)},${value}]` : `${before}[${value}]`;
  }
  return `${before}${before === '' ? '' : '/'}${name}/${value}`;
}

/** Routes as text over the backplane, made once: port 1, slots 0 to 31. */
const BACKPLANE = Array.from({ length: 32 }, (_, slot) => `1/${slot}`);

/** Where a message is sent on to, `1/0,2/10.0.0.5,1/3`: ports and link addresses. */
export function routeText(bytes: Uint8Array, at: number, end: number): string {
  if (end - at === 2 && bytes[at] === 1 && bytes[at + 1]! < BACKPLANE.length) {
    return BACKPLANE[bytes[at + 1]!]!;
  }
  let out = '';
  for (let i = 0; at < end && i < SEGMENTS_MAX && out.length < OBJECT_CHARACTERS_MAX; i++) {
    const next = segmentEnd(bytes, at, end);
    if (next < 0) break;
    if (bytes[at]! >> 5 === 0) out += (out === '' ? '' : ',') + hopText(bytes, at);
    at = next;
  }
  return out;
}

function hopText(bytes: Uint8Array, at: number): string {
  const counted = (bytes[at]! & 0x10) !== 0;
  const extended = (bytes[at]! & 0x0f) === 0x0f;
  const length = counted ? bytes[at + 1]! : 1;
  const portAt = at + (counted ? 2 : 1);
  const port = extended ? word16le(bytes, portAt) : bytes[at]! & 0x0f;
  const linkAt = portAt + (extended ? 2 : 0);
  const link = counted ? textOrHex(bytes.subarray(linkAt, linkAt + length)) : `${bytes[linkAt]}`;
  return `${port}/${link}`;
}
