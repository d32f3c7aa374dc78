import { readU16, u16 } from '../../bytes.ts';

/** What kind of S7 PDU it is: the header's ROSCTR. */
export const S7_KINDS = { job: 1, answer: 3, userdata: 7 } as const;

/** An S7 PDU, taken apart. */
export interface S7Pdu {
  readonly kind: number;
  /** Pairs a request with its answer. */
  readonly reference: number;
  readonly parameter: Uint8Array;
  readonly data: Uint8Array;
}

/** TPKT (RFC 1006 §6) with COTP data (ISO 8073 §13.7) and an S7 PDU inside. */
const TPKT_BYTES = 4;
const COTP_DATA = [0x02, 0xf0, 0x80];
const S7_AT = TPKT_BYTES + COTP_DATA.length;
export const COTP_CONNECT_REQUEST = 0xe0;

/** `body` behind a TPKT header. */
export function tpkt(body: readonly number[]): Uint8Array {
  return Uint8Array.from([3, 0, ...u16(TPKT_BYTES + body.length), ...body]);
}

/** Bytes of the first TPKT in `buffer`; undefined while more must come; 0 where there is none. */
export function tpktBytes(buffer: Uint8Array): number | undefined {
  if (buffer.length < TPKT_BYTES) return undefined;
  const length = readU16(buffer, 2);
  if (buffer[0] !== 3 || length < 7) return 0;
  return buffer.length >= length ? length : undefined;
}

/** The COTP PDU type of a whole TPKT: 0xE0 connect request, 0xF0 data. */
export function cotpType(frame: Uint8Array): number {
  return (frame[5] ?? 0) & 0xf0;
}

/** A request, or a userdata PDU either way: a header of ten bytes. */
export function s7Frame(
  kind: number,
  reference: number,
  parameter: readonly number[],
  data: readonly number[] = [],
): Uint8Array {
  const header = [0x32, kind, 0, 0, ...u16(reference), ...u16(parameter.length)];
  return tpkt([...COTP_DATA, ...header, ...u16(data.length), ...parameter, ...data]);
}

/** An answer: a header of twelve bytes, the last two telling the error; 0 where there is none. */
export function s7Answer(
  reference: number,
  parameter: readonly number[],
  data: readonly number[] = [],
  error = 0,
): Uint8Array {
  const header = [0x32, S7_KINDS.answer, 0, 0, ...u16(reference), ...u16(parameter.length)];
  const rest = [...u16(data.length), ...u16(error), ...parameter, ...data];
  return tpkt([...COTP_DATA, ...header, ...rest]);
}

/** The S7 PDU of a whole TPKT with COTP data; undefined for anything else. */
export function parseS7(frame: Uint8Array): S7Pdu | undefined {
  if (frame.length < S7_AT + 10 || cotpType(frame) !== 0xf0 || frame[S7_AT] !== 0x32) {
    return undefined;
  }
  const kind = frame[S7_AT + 1]!;
  const at = S7_AT + (kind === 2 || kind === S7_KINDS.answer ? 12 : 10);
  const parameterEnd = at + readU16(frame, S7_AT + 6);
  const dataEnd = parameterEnd + readU16(frame, S7_AT + 8);
  if (dataEnd !== frame.length) return undefined;
  return {
    kind,
    reference: readU16(frame, S7_AT + 4),
    parameter: frame.subarray(at, parameterEnd),
    data: frame.subarray(parameterEnd, dataEnd),
  };
}
