import type { Operation, OperationValue } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import {
  extendedStatusOf,
  isRefusedHeader,
  refusedHeaderStatus,
  statusOf,
} from '../cip/message.ts';
import { encapsulationStatusName, isSuccess, statusName } from '../cip/statuses.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { bytesShown, textOrHex } from '../values.ts';
import { elementCount, fileValues, logicalText, readLogical, systemAddress } from './address.ts';
import { NO_SERVICE, pcccService, pcccStatusName, STATUS_EXTENDED } from './functions.ts';
import { pcccAt, repliedCode, replyDataStart, requestDataStart, serviceCodeAt } from './message.ts';

const CODE = {
  diagnosticStatus: 0x0603,
  setCpuMode: 0x0f3a,
  changeMode: 0x0f80,
  openFile: 0x0f81,
  closeFile: 0x0f82,
  fileRead: 0x0fa7,
  fileWrite: 0x0faf,
  logicalRead2: 0x0fa1,
  logicalRead3: 0x0fa2,
  logicalWrite2: 0x0fa9,
  logicalWrite3: 0x0faa,
  maskedWrite: 0x0fab,
};
const LOGICAL_READS = [CODE.logicalRead2, CODE.logicalRead3];
const LOGICAL = [...LOGICAL_READS, CODE.logicalWrite2, CODE.logicalWrite3, CODE.maskedWrite];
/** Functions that name a PLC-5 system address behind an offset and a count, 1770-6.5.16. */
const RANGES = [0x0f00, 0x0f01, 0x0f67, 0x0f68];
/** Those that start with the address. */
const ADDRESSED = [0x0f02, 0x0f26, 0x0f79];
/** Commands of PLC-2, with a word address. */
const BASIC_MAX = 0x0800;

/** Modes of change mode, for SLC 500 and MicroLogix; 1770-6.5.16 chapter 7. */
const MODES: ReadonlyMap<number, string> = new Map([
  [1, 'remote_program'],
  [6, 'remote_run'],
  [7, 'remote_test_continuous'],
  [8, 'remote_test_single_scan'],
  [9, 'remote_test_debug'],
]);
/** Modes of set CPU mode, for PLC-5: the low two bits. */
const CPU_MODES = ['program_load', 'remote_test', 'remote_run', 'no_change'];

/** The request's PCCC message from its command on; -1 where there is none. */
function askedAt({ request, requestBytes }: Exchange): number {
  return pcccAt(request, 0, requestBytes);
}

function codeOf(exchange: Exchange): number {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const asked = askedAt(exchange);
  if (asked >= 0) return serviceCodeAt(request, asked, requestBytes);
  const answered = requestBytes > 0 ? -1 : pcccAt(response, responseAt, responseEnd);
  return answered < 0 ? NO_SERVICE : repliedCode(response, answered);
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const { code, name } = pcccService(codeOf(exchange));
  return { code, name };
}

/** The typed logical address that the request names, and the mask of a masked write. */
function logicalOf(
  exchange: Exchange,
): { address: NonNullable<ReturnType<typeof readLogical>>; mask: number } | undefined {
  const asked = askedAt(exchange);
  const code = codeOf(exchange);
  if (asked < 0 || !LOGICAL.includes(code)) return undefined;
  const { request, requestBytes } = exchange;
  const fields = code === CODE.logicalRead2 || code === CODE.logicalWrite2 ? 2 : 3;
  const from = requestDataStart(request, asked);
  const address = readLogical(request, from, requestBytes, fields);
  if (address === undefined) return undefined;
  const masked = code === CODE.maskedWrite && address.dataAt + 2 <= requestBytes;
  return { address, mask: masked ? word16le(request, address.dataAt) : 0 };
}

/**
 * `N7:0`, `B3:1/2`, `F8:4`, `mode`, `word/16`, `file/2`; the processor itself where none is named,
 * empty where the request was not seen.
 */
export function objectOf(exchange: Exchange): string {
  const logical = logicalOf(exchange);
  if (logical !== undefined) return logicalText(logical.address, logical.mask);
  const asked = askedAt(exchange);
  if (asked < 0) return '';
  const { request, requestBytes: end } = exchange;
  const code = codeOf(exchange);
  const from = requestDataStart(request, asked);
  if (RANGES.includes(code)) return systemAddress(request, from + 4, end)?.text ?? '';
  if (ADDRESSED.includes(code)) return systemAddress(request, from, end)?.text ?? '';
  if (code === CODE.setCpuMode || code === CODE.changeMode) return 'mode';
  if (code === CODE.diagnosticStatus) return 'status';
  const address = addressOf(exchange);
  if (address !== null) return `word/${address}`;
  return fileText(code, request, from, end) ?? 'processor';
}

/**
 * The file that is opened, by its number, or the one that a tag stands for since it was opened;
 * 1770-6.5.16 chapter 7. Undefined for other functions.
 */
function fileText(code: number, bytes: Uint8Array, at: number, end: number): string | undefined {
  switch (code) {
    case CODE.openFile:
      return at + 3 <= end ? `file/${word16le(bytes, at + 1)}` : 'file';
    case CODE.closeFile:
      return at + 2 <= end ? `tag/${word16le(bytes, at)}` : 'tag';
    case CODE.fileRead:
    case CODE.fileWrite:
      return at + 3 <= end ? `tag/${word16le(bytes, at + 1)}` : 'tag';
    default:
      return undefined;
  }
}

/** Element of a file, or word of a PLC-2. */
export function addressOf(exchange: Exchange): number | null {
  const logical = logicalOf(exchange);
  if (logical !== undefined) return logical.address.element;
  const asked = askedAt(exchange);
  if (asked < 0 || codeOf(exchange) > BASIC_MAX || codeOf(exchange) >> 8 === 0x06) return null;
  if (codeOf(exchange) >> 8 === 0x07) return null;
  const from = requestDataStart(exchange.request, asked);
  return from + 2 <= exchange.requestBytes ? word16le(exchange.request, from) : null;
}

/** Elements of a file, words of a range; else 1. */
export function countOf(exchange: Exchange): number {
  const logical = logicalOf(exchange);
  if (logical !== undefined) return elementCount(logical.address.type, logical.address.bytes);
  const asked = askedAt(exchange);
  if (asked < 0 || !RANGES.includes(codeOf(exchange))) return 1;
  const from = requestDataStart(exchange.request, asked) + 2;
  return from + 2 <= exchange.requestBytes ? word16le(exchange.request, from) : 0;
}

/** Written by the request, or read by the answer. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { request, requestBytes, response, responseAt, responseEnd: end, outcome } = exchange;
  const asked = askedAt(exchange);
  const code = codeOf(exchange);
  if (asked < 0) return [];
  const from = requestDataStart(request, asked);
  const answered = outcome === OUTCOME.ok ? pcccAt(response, responseAt, end) : -1;
  const at = answered < 0 ? end : replyDataStart(response, answered);
  const logical = logicalOf(exchange);
  if (logical !== undefined) {
    const { type, dataAt } = logical.address;
    if (LOGICAL_READS.includes(code)) return fileValues(type, response, at, end);
    if (code !== CODE.maskedWrite) return fileValues(type, request, dataAt, requestBytes);
    return maskedValues(request, dataAt, requestBytes, logical.mask);
  }
  const mode = from < requestBytes ? request[from]! : 0;
  if (code === CODE.changeMode) return [MODES.get(mode) ?? mode];
  if (code === CODE.setCpuMode) return [CPU_MODES[mode & 3]!];
  if (code === CODE.diagnosticStatus) return catalogueNumber(response, at, end);
  const reads = exchange.verb === VERB.read || exchange.verb === VERB.discover;
  if (reads) return bytesShown(response, at, end);
  const skipped = RANGES.includes(code)
    ? (systemAddress(request, from + 4, requestBytes)?.end ?? from)
    : from;
  return bytesShown(request, skipped, requestBytes);
}

/** The bit where the mask has one; else mask and word. */
function maskedValues(bytes: Uint8Array, at: number, end: number, mask: number): OperationValue[] {
  if (at + 4 > end) return [];
  const word = word16le(bytes, at + 2);
  const oneBit = mask > 0 && (mask & (mask - 1)) === 0;
  return oneBit ? [(word & mask) !== 0] : [mask, word];
}

/** What an SLC 500 or MicroLogix says that it is; the bytes of others. */
function catalogueNumber(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  if (at >= end) return [];
  if (at + 16 <= end && bytes[at + 1] === 0xee) return [textOf(bytes, at + 5, at + 16)];
  return [textOrHex(bytes.subarray(at, end))];
}

/** The status of PCCC, or of what carried it. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  if (isRefusedHeader(response, at, end)) {
    const code = unsigned32le(response, at + 8);
    return { code, name: encapsulationStatusName(refusedHeaderStatus(response, at)) };
  }
  const carried = statusOf(response, at, end);
  const from = pcccAt(response, at, end);
  if (isSuccess(carried) && from < 0) return { code: 0, name: 'reply_missing' };
  if (from < 0 || !isSuccess(carried)) {
    return { code: carried, name: statusName(carried, extendedStatusOf(response, at, end)) };
  }
  const status = response[from + 1]!;
  const extended = status === STATUS_EXTENDED && from + 4 < end ? response[from + 4]! : 0;
  const code = status === STATUS_EXTENDED ? (status << 8) | extended : status;
  return { code, name: pcccStatusName(status, extended) };
}
