import { OPERATION_ITEMS_MAX, type Operation, type OperationValue } from '@bulkhead/model';
import { unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { textOrHex } from '../values.ts';
import { UMAS_CODE } from './functions.ts';
import { answerDataAt, functionOf, UMAS } from './message.ts';

type Item = NonNullable<Operation['items']>[number];

/** A checksum of the project and a count stand before the references. */
const REFERENCES_AT = UMAS.data + 5;
/** Bytes of a value by the low four bits of its reference, as Apache PLC4X describes them. */
const SIZES = [0, 1, 2, 4];

/**
 * The variables that a request reads or writes: for each what its size is, whether it is an array,
 * its block, and its place in it. Values are the written ones, or those of the answer.
 */
export function variablesOf(exchange: Exchange): Item[] {
  const { request: bytes, requestBytes: end, response, responseEnd } = exchange;
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
    const offset = writes ? word16le(bytes, at + 5) : bytes[at + 6]!;
    at += 7;
    if (isArray && at + 2 > end) break;
    const elements = isArray ? word16le(bytes, at) : 1;
    if (isArray) at += 2;
    const length = size * elements;
    let values: OperationValue[];
    if (writes) {
      values = valuesAt(bytes, at, Math.min(end, at + length), size);
      at += length;
    } else {
      values = valuesAt(response, answerAt, Math.min(responseEnd, answerAt + length), size);
      answerAt += length;
    }
    out.push({ object: `block/${block}/${base + offset}`, count: elements, values });
    // Nothing behind a size that is not known can be found.
    if (size === 0) break;
  }
  return out;
}

function valuesAt(bytes: Uint8Array, at: number, end: number, size: number): OperationValue[] {
  if (at >= end || size === 0) return at < end ? [textOrHex(bytes.subarray(at, end))] : [];
  const out: OperationValue[] = [];
  for (; at + size <= end && out.length < OPERATION_ITEMS_MAX; at += size) {
    if (size === 4) out.push(unsigned32le(bytes, at));
    else out.push(size === 2 ? word16le(bytes, at) : bytes[at]!);
  }
  return out;
}
