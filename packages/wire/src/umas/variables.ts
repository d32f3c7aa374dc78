import { toHex } from '@bulkhead/kernel';
import { OPERATION_ITEMS_MAX, type Operation, type OperationValue } from '@bulkhead/model';
import { float32, unsigned32le, word16le, word32le } from '../bytes.ts';
import { shown } from '../finite.ts';
import type { Exchange } from '../flow/flow.ts';
import { textOrHex } from '../values.ts';
import { variableAt } from './dictionary.ts';
import { UMAS_CODE } from './functions.ts';
import { answerDataAt, functionOf, UMAS } from './message.ts';

type Item = NonNullable<Operation['items']>[number];

/** A checksum of the project and a count stand before the references. */
const REFERENCES_AT = UMAS.data + 5;
/** Bytes of a value by the low four bits of its reference, as Apache PLC4X describes them. */
const SIZES = [0, 1, 2, 4, 8];

/** `block/16/260`, or by the name that the dictionary gave that place. */
function placeName(exchange: Exchange, block: number, offset: number): string {
  const name = variableAt(exchange, block, offset)?.name;
  return name === undefined ? `block/${block}/${offset}` : `variable/${name}`;
}

/**
 * The variables that a request reads or writes: for each what its size is, whether it is an array,
 * its block, and its place in it. Values are the written ones, or those of the answer.
 */
export function variablesOf(exchange: Exchange): Item[] {
  const { request: bytes, requestBytes: end, response, responseEnd } = exchange;
  if (functionOf(exchange) === UMAS_CODE.monitor) return monitored(exchange);
  const writes = functionOf(exchange) === UMAS_CODE.writeVariables;
  const out: Item[] = [];
  const count = REFERENCES_AT <= end ? bytes[REFERENCES_AT - 1]! : 0;
  let answerAt = answerDataAt(exchange);
  for (let i = 0, at = REFERENCES_AT; i < count && out.length < OPERATION_ITEMS_MAX; i++) {
    if (at + 7 > end) break;
    const size = SIZES[bytes[at]! & 0x0f] ?? 0;
    const isArray = bytes[at]! >> 4 !== 0;
    const block = word16le(bytes, at + 1);
    // A read has a constant before the base, and one byte of offset; a write has two.
    const base = word16le(bytes, at + (writes ? 3 : 4));
    const offset = base + (writes ? word16le(bytes, at + 5) : bytes[at + 6]!);
    at += 7;
    if (isArray && at + 2 > end) break;
    const elements = isArray ? word16le(bytes, at) : 1;
    if (isArray) at += 2;
    const length = size * elements;
    const type = variableAt(exchange, block, offset)?.type ?? '';
    let values: OperationValue[];
    if (writes) {
      values = valuesAt(bytes, at, Math.min(end, at + length), size, type);
      at += length;
    } else {
      values = valuesAt(response, answerAt, Math.min(responseEnd, answerAt + length), size, type);
      answerAt += length;
    }
    out.push({ object: placeName(exchange, block, offset), count: elements, values });
    // Nothing behind a size that is not known can be found.
    if (size === 0) break;
  }
  return out;
}

function valuesAt(
  bytes: Uint8Array,
  at: number,
  end: number,
  size: number,
  type: string,
): OperationValue[] {
  if (at >= end || size === 0) return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
  const out: OperationValue[] = [];
  for (; at + size <= end && out.length < OPERATION_ITEMS_MAX; at += size) {
    out.push(valueAt(bytes, at, size, type));
  }
  return out;
}

/** By the type that the dictionary tells; else as an unsigned number. */
function valueAt(bytes: Uint8Array, at: number, size: number, type: string): OperationValue {
  switch (size) {
    case 1:
      return type === 'BOOL' || type === 'EBOOL' ? (bytes[at]! & 1) === 1 : bytes[at]!;
    case 2:
      return type === 'INT' ? (word16le(bytes, at) << 16) >> 16 : word16le(bytes, at);
    case 4:
      if (type === 'REAL') return shown(float32(bytes, at, true));
      return type === 'DINT' ? word32le(bytes, at) : unsigned32le(bytes, at);
    default:
      return toHex(bytes.subarray(at, at + size));
  }
}

/** Operations of a request that monitors, by their first byte; those that read all have no more. */
const MONITOR = { register: 0x05, readAll: 0x07, readNow: 0x09, reset: 0x0b } as const;
const ACTIONS: Readonly<Record<number, string>> = { 1: 'deregister', 2: 'register' };

/** Variables that a request adds to those whose values each answer tells, or takes from them. */
function monitored(exchange: Exchange): Item[] {
  const { request: bytes, requestBytes: end } = exchange;
  const out: Item[] = [];
  const countAt = UMAS.data + 2;
  const count = countAt < end ? bytes[countAt]! : 0;
  for (let i = 0, at = countAt + 1; i < count && at < end; i++) {
    const operation = bytes[at]!;
    if (operation === MONITOR.readAll || operation === MONITOR.reset) {
      at += 1;
      continue;
    }
    const adds = operation === MONITOR.register;
    const next = at + (adds ? 7 : 6);
    if ((!adds && operation !== MONITOR.readNow) || next > end) break;
    const object = placeName(exchange, word16le(bytes, at + 2), word16le(bytes, at + 4));
    const action = adds ? (ACTIONS[bytes[at + 6]!] ?? `action_${bytes[at + 6]}`) : 'read';
    if (out.length < OPERATION_ITEMS_MAX) out.push({ object, count: 1, values: [action] });
    at = next;
  }
  return out;
}
