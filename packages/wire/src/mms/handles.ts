import { berText, berUnsigned, Tlv } from '../osi/ber.ts';
import type { PduContext } from '../protocol.ts';
import { fileName } from './names.ts';
import type { MmsPdu } from './pdu.ts';
import { SERVICE } from './services.ts';
import { MmsSession } from './session.ts';

/** What an open file or an upload is called while it is under way. */
const FILE = 'file';
const UPLOAD = 'upload';

const field = new Tlv();

/**
 * The name that a request gives by a handle of before (file read and close, upload segments), or
 * that its answer will give a handle to; empty for other services.
 */
export function handleName(context: PduContext, bytes: Uint8Array, pdu: MmsPdu): string {
  const { at, end } = pdu;
  switch (pdu.service) {
    case SERVICE.fileRead:
    case SERVICE.fileClose:
      return context.state(MmsSession).nameOf(FILE, idOf(bytes, at, end));
    case SERVICE.uploadSegment:
    case SERVICE.terminateUpload:
      return context.state(MmsSession).nameOf(UPLOAD, idOf(bytes, at, end));
    case SERVICE.fileOpen:
      return field.take(bytes, at, end) ? `file/${fileName(bytes, field.at, field.end)}` : 'file';
    case SERVICE.initiateUpload:
      return `domain/${berText(bytes, at, end)}`;
    default:
      return '';
  }
}

/** Remembers the handle that an answer gives for what its request named. */
export function noteHandle(
  context: PduContext,
  note: string,
  bytes: Uint8Array,
  pdu: MmsPdu,
): void {
  const opens = pdu.service === SERVICE.fileOpen;
  if (note === '' || (!opens && pdu.service !== SERVICE.initiateUpload)) return;
  if (!field.take(bytes, pdu.at, pdu.end) || field.lead !== 0x80) return;
  const id = idOf(bytes, field.at, field.end);
  context.state(MmsSession).remember(opens ? FILE : UPLOAD, id, note);
}

function idOf(bytes: Uint8Array, at: number, end: number): number {
  return berUnsigned(bytes, at, Math.min(end, at + 5));
}
