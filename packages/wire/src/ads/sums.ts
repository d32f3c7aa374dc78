import { OPERATION_ITEMS_MAX } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { COMMAND } from './commands.ts';
import { GROUP, isSum, namesSymbol } from './groups.ts';
import { AMS } from './header.ts';
import { groupObject, symbolObject } from './objects.ts';

/** Where the list of a sum request starts, and where the list of its answer does. */
const LIST_AT = AMS.data + 16;
const ANSWER_AT = AMS.data + 8;

/** One request within a sum request. Offsets are within the request and the answer. */
export interface SumItem {
  readonly group: number;
  readonly offset: number;
  readonly length: number;
  /** -1 where the answer does not tell. */
  readonly result: number;
  readonly writtenAt: number;
  readonly writtenEnd: number;
  readonly readAt: number;
  readonly readEnd: number;
}

/** Whether an exchange is a sum request whose list was seen. */
export function isSumRequest(exchange: Exchange): boolean {
  const { request, requestBytes } = exchange;
  return (
    requestBytes >= LIST_AT &&
    word16le(request, AMS.command) === COMMAND.readWrite &&
    isSum(unsigned32le(request, AMS.data))
  );
}

/** How many requests a sum request says it has. */
export function sumCount(exchange: Exchange): number {
  return unsigned32le(exchange.request, AMS.data + 4);
}

/** Bytes of one entry of the request's list, and of the answer's. */
function strides(group: number): readonly [number, number] {
  switch (group) {
    case GROUP.sumReadWrite:
      return [16, 8];
    case GROUP.sumReadEx:
    case GROUP.sumReadEx2:
      return [12, 8];
    case GROUP.sumAddNotification:
      return [40, 8];
    case GROUP.sumDeleteNotification:
      return [4, 4];
    default:
      return [12, 4];
  }
}

/** Bytes of one entry of the list with which a sum request is answered; it starts with a result. */
export function answerStride(exchange: Exchange): number {
  return strides(unsigned32le(exchange.request, AMS.data))[1];
}

/** The first requests of a sum request, as many as an operation shows. */
export function sumItems(exchange: Exchange): SumItem[] {
  const { request, requestBytes, response, responseAt, responseEnd } = exchange;
  const sum = unsigned32le(request, AMS.data);
  const [stride, answerStride] = strides(sum);
  const said = sumCount(exchange);
  const fits = Math.floor((requestBytes - LIST_AT) / stride);
  const count = Math.min(said, fits, OPERATION_ITEMS_MAX);
  let writtenAt = LIST_AT + said * stride;
  let readAt = responseAt + ANSWER_AT + said * answerStride;
  const out: SumItem[] = [];
  for (let i = 0; i < count; i++) {
    const at = LIST_AT + i * stride;
    const answer = responseAt + ANSWER_AT + i * answerStride;
    const answered = exchange.responseFrame > 0 && answer + answerStride <= responseEnd;
    const handleOnly = sum === GROUP.sumDeleteNotification;
    const written = writtenLength(request, sum, at);
    const length = handleOnly ? 4 : unsigned32le(request, at + 8);
    const read = answered ? readLength(response, sum, answer, length) : 0;
    out.push({
      group: handleOnly ? sum : unsigned32le(request, at),
      offset: handleOnly ? unsigned32le(request, at) : unsigned32le(request, at + 4),
      length,
      result: answered ? unsigned32le(response, answer) : -1,
      writtenAt,
      writtenEnd: Math.min(requestBytes, writtenAt + written),
      readAt,
      readEnd: Math.min(responseEnd, readAt + read),
    });
    writtenAt += written;
    readAt += read;
  }
  return out;
}

/** What one request of a sum request is about. */
export function sumObject(exchange: Exchange, item: SumItem): string {
  if (item.group === GROUP.sumDeleteNotification) {
    return `notification/0x${item.offset.toString(16).toUpperCase()}`;
  }
  const named = namesSymbol(item.group) && item.writtenAt < item.writtenEnd;
  const symbol = named
    ? symbolObject(textOf(exchange.request, item.writtenAt, item.writtenEnd))
    : '';
  return symbol === '' ? groupObject(item.group, item.offset) : symbol;
}

function writtenLength(request: Uint8Array, sum: number, at: number): number {
  if (sum === GROUP.sumWrite) return unsigned32le(request, at + 8);
  return sum === GROUP.sumReadWrite ? unsigned32le(request, at + 12) : 0;
}

/** Expected or returned length of the data of one entry of the answer, by the kind of sum. */
function readLength(response: Uint8Array, sum: number, answer: number, asked: number): number {
  if (sum === GROUP.sumRead || sum === GROUP.sumReadEx) return asked;
  const told = sum === GROUP.sumReadWrite || sum === GROUP.sumReadEx2;
  return told ? unsigned32le(response, answer + 4) : 0;
}
