import { type Operation, OPERATION_ITEMS_MAX, type OperationValue } from '@bulkhead/model';
import { textOf, unsigned32 } from '../bytes.ts';
import {
  type Items,
  type Part,
  requestPart,
  responsePart,
  tellingPart,
} from '../described/described.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { bytesShown } from '../values.ts';
import {
  BLOCK,
  controlCommand,
  findBlock,
  identificationOf,
  initiatorOf,
  recordAt,
  type RecordHeader,
  relationOf,
  RECORD_BLOCK_BYTES,
  statusOfWrite,
} from './blocks.ts';
import {
  controlNames,
  MAPPER_SERVICE,
  MULTIPLE_WRITE,
  OPERATION,
  recordName,
  relationName,
  rpcStatusName,
  SERVICES,
  statusName,
} from './names.ts';
import { isMapper, RPC, RPC_TYPE, rpcLong, rpcWord } from './rpc.ts';

/** Service number of a call: the operation, set apart where the endpoint mapper is called. */
export function serviceCode(bytes: Uint8Array, at: number): number {
  return rpcWord(bytes, at, RPC.operation) + (isMapper(bytes, at) ? MAPPER_SERVICE : 0);
}

/** Service of an exchange. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  const { bytes, at } = tellingPart(exchange);
  const code = serviceCode(bytes, at);
  const name = SERVICES.find((one) => one.code === code)?.name ?? `unknown_service_${code}`;
  return { code, name };
}

function recordOf({ bytes, at, end }: Part): RecordHeader | null {
  const code = serviceCode(bytes, at);
  const hasRecord =
    code === OPERATION.read || code === OPERATION.write || code === OPERATION.readImplicit;
  return hasRecord ? recordAt(bytes, at + RPC.blocks, end) : null;
}

function recordText({ slot, subslot, index }: RecordHeader): string {
  return `slot/${slot}/subslot/${subslot}/${recordName(index)}`;
}

/** `slot/0/subslot/1/identification_0/0xaff0`, `ar/UUID`, `endpoints`. */
export function objectOf(exchange: Exchange): string {
  const pdu = tellingPart(exchange);
  const { bytes, at, end } = pdu;
  const code = serviceCode(bytes, at);
  if (code >= MAPPER_SERVICE) return 'endpoints';
  const record = recordOf(pdu);
  if (record !== null) return recordText(record);
  const relation = code > OPERATION.readImplicit ? '' : relationOf(bytes, at, end);
  return relation === '' || relation === NO_RELATION ? 'ar' : `ar/${relation}`;
}

const NO_RELATION = '00000000-0000-0000-0000-000000000000';

/** Index of the record; null where there is none. */
export function addressOf(exchange: Exchange): number | null {
  return recordOf(tellingPart(exchange))?.index ?? null;
}

/** Bytes of the record written or asked for; else 1. */
export function countOf(exchange: Exchange): number {
  return recordOf(tellingPart(exchange))?.length ?? 1;
}

/** What connects, what is controlled, what is written, and who a module says it is. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { bytes, at, end } = tellingPart(exchange);
  const code = serviceCode(bytes, at);
  if (code === OPERATION.connect) {
    const initiator = initiatorOf(bytes, at, end);
    return initiator === null ? [] : [relationName(initiator.type), initiator.station];
  }
  if (code === OPERATION.control || code === OPERATION.release) {
    const names = controlNames(controlCommand(bytes, at, end));
    return names === '' ? [] : [names];
  }
  if (code === OPERATION.write && exchange.requestBytes > 0) {
    const from = at + RPC.blocks + RECORD_BLOCK_BYTES;
    if (recordOf({ bytes, at, end })?.index === MULTIPLE_WRITE) return [];
    return bytesShown(bytes, from, end);
  }
  const answer = responsePart(exchange);
  const reads = code === OPERATION.read || code === OPERATION.readImplicit;
  if (!reads || exchange.outcome !== OUTCOME.ok) return [];
  const told = identificationOf(answer.bytes, answer.at, answer.end);
  if (told !== null) return [told.order, told.serial, told.hardware, told.firmware];
  const tags = findBlock(answer.bytes, answer.at, answer.end, BLOCK.identification1);
  if (tags >= 0 && tags + 60 <= answer.end) {
    return [textOf(answer.bytes, tags + 6, tags + 38), textOf(answer.bytes, tags + 38, tags + 60)];
  }
  const record = recordAt(answer.bytes, answer.at + RPC.blocks, answer.end);
  if (record === null) return [];
  const from = answer.at + RPC.blocks + RECORD_BLOCK_BYTES;
  return bytesShown(answer.bytes, from, Math.min(answer.end, from + record.length));
}

/** The records of a write of several; each is answered with a status of its own. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const { bytes, end } = requestPart(exchange);
  const { response, responseAt, responseEnd } = exchange;
  if (end === 0 || serviceCode(bytes, 0) !== OPERATION.write) return undefined;
  if (recordAt(bytes, RPC.blocks, end)?.index !== MULTIPLE_WRITE) return undefined;
  const out: Items[number][] = [];
  let next = RPC.blocks + RECORD_BLOCK_BYTES;
  while (next + RECORD_BLOCK_BYTES <= end && out.length < OPERATION_ITEMS_MAX) {
    const record = recordAt(bytes, next, end);
    if (record === null) break;
    const from = next + RECORD_BLOCK_BYTES;
    const to = Math.min(end, from + record.length);
    const values = bytesShown(bytes, from, to);
    const code =
      exchange.responseFrame === 0
        ? 0
        : statusOfWrite(response, responseAt, responseEnd, out.length);
    const refusal = code > 0 ? { refusal: { code, name: statusName(code) } } : {};
    out.push({ object: recordText(record), count: record.length, values, ...refusal });
    // Each block but the last is filled up to a multiple of four bytes.
    next = from + Math.ceil(record.length / 4) * 4;
  }
  return out;
}

/** PNIO status of an answer; 0 where all is well or it has none. */
export function statusOf(bytes: Uint8Array, at: number, end: number): number {
  if (at + RPC.body + 4 > end) return 0;
  const type = bytes[at + RPC.type]!;
  if (type === RPC_TYPE.response && isMapper(bytes, at)) return 0;
  return rpcLong(bytes, at, RPC.body);
}

/** How many records an answer to a write of several has, and how many of them were refused. */
export function writeResults(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly results: number; readonly failed: number; readonly first: number } {
  let results = 0;
  let failed = 0;
  let first = 0;
  for (; results < OPERATION_ITEMS_MAX; results++) {
    const status = statusOfWrite(bytes, at, end, results);
    if (status < 0) break;
    if (status > 0 && failed++ === 0) first = status;
  }
  return { results, failed, first };
}

/** Code and name of a refusal, by PROFINET or by DCE/RPC; that of the first record refused. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { bytes, at, end } = responsePart(exchange);
  const code = statusOf(bytes, at, end) || writeResults(bytes, at, end).first;
  const byRpc = bytes[at + RPC.type] !== RPC_TYPE.response;
  return { code, name: byRpc ? rpcStatusName(code) : statusName(code) };
}

/** Objects of PROFINET end in instance, device and vendor: `vendor 0x002a device 0x010e`. */
export function deviceText(bytes: Uint8Array, at: number): string {
  const ids = unsigned32(bytes, at + RPC.object + 12);
  const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
  return `PROFINET vendor ${hex(ids & 0xffff)} device ${hex(ids >>> 16)}`;
}
