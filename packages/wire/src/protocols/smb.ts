import { word16le } from '../bytes.ts';
import { defineProtocol, FRAMING, RECOGNISED } from '../protocol.ts';
import { SMB_SERVICES } from '../smb/commands.ts';
import { parseSmb1 } from '../smb/parse1.ts';
import { parseSmb2 } from '../smb/parse2.ts';
import { smbObject, smbRefusal, smbServiceOf, smbValues } from '../smb/reading.ts';
import { parseSession } from '../smb/session.ts';
import {
  DIALECT_FAMILY,
  familyAt,
  KIND_BYTES,
  readBytes,
  SESSION,
  SESSION_HEADER_BYTES,
  sessionBytes,
  SMB1,
  SMB1_REPLY,
  SMB2,
  SMB2_REPLY,
} from '../smb/shape.ts';

/** Two names, called and calling. */
const SESSION_REQUEST_BYTES = 68;
const RECOGNISED_BYTES = 8;

/**
 * SMB 1 to 3 over TCP, directly or in NetBIOS sessions: log-ons, shares, files and named pipes.
 * What is encrypted is counted. Long messages are read as far as their names reach.
 */
export const smb = defineProtocol({
  name: 'smb',
  title: 'SMB',
  standard: 'MS-CIFS; MS-SMB; MS-SMB2; MS-NLMP; RFC 1002',
  depth: 'crossing',
  over: { tcp: [445, 139] },
  services: SMB_SERVICES,
  symmetric: true,
  headerBytes: SESSION_HEADER_BYTES,

  recognise(bytes, at, end, onPort) {
    if (at >= end) return RECOGNISED.moreBytes;
    const type = bytes[at]!;
    if (type !== SESSION.message) {
      return onPort ? recogniseSession(bytes, at, end) : RECOGNISED.no;
    }
    if (end - at > SESSION_HEADER_BYTES && bytes[at + 4]! < DIALECT_FAMILY.compressed) {
      return RECOGNISED.no;
    }
    if (end - at < RECOGNISED_BYTES) return RECOGNISED.moreBytes;
    const family = familyAt(bytes, at + SESSION_HEADER_BYTES, end);
    if (family === 0 || sessionBytes(bytes, at) < SMB1.words) return RECOGNISED.no;
    return RECOGNISED.yes;
  },

  roleOf(bytes, at, end) {
    if (bytes[at] === SESSION.request) return 0;
    if (bytes[at] === SESSION.positive || bytes[at] === SESSION.negative) return 1;
    const from = at + SESSION_HEADER_BYTES;
    if (end - from < SMB2.next) return -1;
    if (bytes[from] === DIALECT_FAMILY.smb1) {
      return (bytes[from + SMB1.flags]! & SMB1_REPLY) === 0 ? 0 : 1;
    }
    if (bytes[from] !== DIALECT_FAMILY.smb2) return -1;
    return (word16le(bytes, from + SMB2.flags) & SMB2_REPLY) === 0 ? 0 : 1;
  },

  frame(bytes, at, end) {
    if (end - at < SESSION_HEADER_BYTES) return FRAMING.moreBytes;
    const type = bytes[at]!;
    if (type !== SESSION.message && (type < SESSION.request || type > SESSION.keepAlive)) {
      return FRAMING.outOfStep;
    }
    const length = sessionBytes(bytes, at);
    if (length < KIND_BYTES) return SESSION_HEADER_BYTES + length;
    const from = at + SESSION_HEADER_BYTES;
    if (end - from < KIND_BYTES) return FRAMING.moreBytes;
    return SESSION_HEADER_BYTES + readBytes(bytes, from, length);
  },

  parse(context, bytes, at, end) {
    const { whole } = context;
    const from = at + SESSION_HEADER_BYTES;
    if (bytes[at] !== SESSION.message) {
      return parseSession(context, bytes, at, end);
    }
    const length = sessionBytes(bytes, at);
    const beyond = end - from < KIND_BYTES ? 0 : length - readBytes(bytes, from, length);
    if (beyond > 0) context.skipBytes(beyond);
    switch (familyAt(bytes, from, end)) {
      case DIALECT_FAMILY.smb1:
        return parseSmb1(context, bytes, from, end);
      case DIALECT_FAMILY.smb2:
        return parseSmb2(context, bytes, from, end, whole && beyond <= 0);
      case DIALECT_FAMILY.encrypted:
        return context.skips.reason('smb_encrypted');
      case DIALECT_FAMILY.compressed:
        return context.skips.reason('smb_compressed');
      default:
        if (whole) context.anomaly('smb_not_a_message');
        context.skips.reason('smb_malformed');
    }
  },

  service: smbServiceOf,
  object: smbObject,
  values: smbValues,
  refusal: smbRefusal,
});

/** The opening of a session: a request with two names, or an answer to one. */
function recogniseSession(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at]!;
  if (type < SESSION.request || type > SESSION.keepAlive) return RECOGNISED.no;
  if (end - at < SESSION_HEADER_BYTES) return RECOGNISED.moreBytes;
  const length = sessionBytes(bytes, at);
  if (type !== SESSION.request) return length <= 6 ? RECOGNISED.yes : RECOGNISED.no;
  if (length < SESSION_REQUEST_BYTES || length > 4 * SESSION_REQUEST_BYTES) return RECOGNISED.no;
  if (end - at < SESSION_HEADER_BYTES + 1) return RECOGNISED.moreBytes;
  return bytes[at + SESSION_HEADER_BYTES] === 0x20 ? RECOGNISED.yes : RECOGNISED.no;
}
