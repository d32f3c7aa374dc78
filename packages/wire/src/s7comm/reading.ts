import type { Operation, OperationValue } from '@bulkhead/model';
import { type Part, tellingPart } from '../described/described.ts';
import { type Exchange, OUTCOME } from '../flow/flow.ts';
import { word16 } from '../packet/packet.ts';
import { ITEM_OK, itemValues, readData, type S7Data } from './data.ts';
import { errorName, itemErrorName } from './errors.ts';
import { invocationFunction, JOB, jobFunction, userdataFunction } from './functions.ts';
import { readItems, type S7Item } from './items.ts';
import {
  downloadSizes,
  invocationName,
  invocationObject,
  invocationValues,
  isTransfer,
  uploadSize,
} from './jobs.ts';
import * as pdu from './pdu.ts';
import { userdataItems, userdataObject, userdataRest, userdataValues } from './userdata-objects.ts';
import { subscribedData, subscribesParts, tableItems, type TableItem } from './variable-table.ts';

type Items = NonNullable<Operation['items']>;

function isUserdata({ bytes, at, end }: Part): boolean {
  return at + 1 < end && bytes[at + 1] === pdu.ROSCTR.userdata;
}

/** Function code of a job or of its answer; -1 where an answer carries none. */
function jobCode({ bytes, at, end }: Part): number {
  const from = pdu.parameterAt(bytes, at);
  return from < pdu.parameterEnd(bytes, at, end) ? bytes[from]! : -1;
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const from = tellingPart(exchange);
  const { bytes, at, end } = from;
  if (isUserdata(from)) {
    const group = pdu.userdataGroup(bytes, at, end);
    const sub = pdu.userdataSub(bytes, at, end);
    const type = pdu.userdataType(bytes, at, end);
    const pushed = type === pdu.USERDATA_TYPE.push || type === pdu.USERDATA_TYPE.ncPush;
    return userdataFunction(Math.max(0, group), Math.max(0, sub), pushed).service;
  }
  const code = jobCode(from);
  if (code === JOB.programInvocation && exchange.requestBytes > 0) {
    const parameterEnd = pdu.parameterEnd(bytes, at, end);
    const name = invocationName(bytes, pdu.parameterAt(bytes, at), parameterEnd);
    return invocationFunction(name).service;
  }
  return jobFunction(Math.max(0, code)).service;
}

export function objectOf(exchange: Exchange): string {
  const from = tellingPart(exchange);
  const { bytes, at, end } = from;
  if (isUserdata(from)) {
    if (exchange.note !== '') return exchange.note;
    return tableOf(exchange)[0]?.object ?? userdataObject(bytes, at, end);
  }
  const code = jobCode(from);
  if (code === JOB.setup) return 'session';
  if (isTransfer(code)) return exchange.note === '' ? 'block' : exchange.note;
  if (exchange.requestBytes === 0) return `function/0x${code.toString(16).padStart(2, '0')}`;
  const parameter = pdu.parameterAt(bytes, at);
  const parameterEnd = pdu.parameterEnd(bytes, at, end);
  if (code === JOB.readVar || code === JOB.writeVar) {
    return itemsAsked(exchange)[0]?.object ?? 'variable';
  }
  if (code === JOB.programInvocation || code === JOB.stop) {
    return invocationObject(bytes, parameter, parameterEnd);
  }
  return `function/0x${Math.max(0, code).toString(16).padStart(2, '0')}`;
}

export function addressOf(exchange: Exchange): number | null {
  return itemsAsked(exchange)[0]?.address ?? tableOf(exchange)[0]?.address ?? null;
}

/** Variables that a request monitors, modifies, forces or subscribes to, or that come for it. */
function tableOf(exchange: Exchange): readonly TableItem[] {
  const { request, requestBytes: end, response, responseAt, responseEnd } = exchange;
  const asks = end >= 12 && isUserdata({ bytes: request, at: 0, end });
  const asked = asks ? tableItems(request, 0, end) : [];
  const answers = isUserdata({ bytes: response, at: responseAt, end: responseEnd });
  const told = answers ? subscribedData(response, responseAt, responseEnd) : [];
  if (asked.length === 0) return told.map((data) => withData(UNNAMED, data));
  // Parts of data blocks are answered as one, each behind a return code of its own.
  const isParts = told.length > 0 && subscribesParts(request, 0, end);
  if (isParts || told.length !== asked.length) return asked;
  return asked.map((item, i) => withData(item, told[i]!));
}

/** A variable of a subscription that was not seen. */
const UNNAMED: TableItem = { object: 'cyclic', address: null, count: 1, values: [], size: 0 };

function withData(item: TableItem, data: S7Data): TableItem {
  return { ...item, values: itemValues(data, item.size), ...refusedWith(data.returnCode) };
}

/** The return code of one item as a part of it, where it is one that refuses. */
function refusedWith(returned: number | undefined): Pick<TableItem, 'refusal'> {
  if (returned === undefined || returned === ITEM_OK) return {};
  return { refusal: { code: returned, name: itemErrorName(returned) } };
}

/** Elements of all variables that are named; 1 for everything else. */
export function countOf(exchange: Exchange): number {
  const asked = itemsAsked(exchange);
  const items = asked.length > 0 ? asked : tableOf(exchange);
  if (items.length === 0) return transferBytes(exchange) ?? (alarmsOf(exchange).length || 1);
  return items.reduce((sum, item) => sum + item.count, 0);
}

export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const from = tellingPart(exchange);
  const { bytes, at, end } = from;
  if (isUserdata(from)) {
    const table = tableOf(exchange);
    if (table.length > 0) return table[0]!.values;
    const [alarm] = alarmsOf(exchange);
    if (alarm !== undefined) return alarm.values;
    const { response, responseAt, responseEnd } = exchange;
    if (exchange.note !== '' && exchange.responseFrame > 0) {
      return userdataRest(response, responseAt, responseEnd);
    }
    const said =
      exchange.responseFrame > 0 ? userdataValues(response, responseAt, responseEnd, false) : [];
    // A clock that is set is told by the request.
    return said.length > 0 ? said : userdataValues(bytes, at, end, true);
  }
  const code = jobCode(from);
  const parameter = pdu.parameterAt(bytes, at);
  const parameterEnd = pdu.parameterEnd(bytes, at, end);
  if (code === JOB.readVar || code === JOB.writeVar) {
    return itemsWithValues(exchange)[0]?.values ?? [];
  }
  if (code === JOB.setup) return setupValues(exchange);
  if (code === JOB.programInvocation) return invocationValues(bytes, parameter, parameterEnd);
  if (code === JOB.requestDownload) return downloadSizes(bytes, parameter, parameterEnd);
  if (code === JOB.startUpload && exchange.responseFrame > 0) {
    const { response, responseAt, responseEnd } = exchange;
    const told = pdu.parameterAt(response, responseAt);
    return uploadSize(response, told, pdu.parameterEnd(response, responseAt, responseEnd));
  }
  return [];
}

/** Bytes of a block that one answer of a transfer carries; null for everything else. */
function transferBytes(exchange: Exchange): number | null {
  const from = tellingPart(exchange);
  if (isUserdata(from)) return null;
  const code = jobCode(from);
  const { response, responseAt, responseEnd } = exchange;
  if (code !== JOB.upload && code !== JOB.downloadBlock) return null;
  if (exchange.responseFrame === 0 || exchange.outcome !== OUTCOME.ok) return null;
  const data = pdu.parameterEnd(response, responseAt, responseEnd);
  return data + 2 <= pdu.dataEnd(response, responseAt, responseEnd) ? word16(response, data) : null;
}

/** The alarms that a request or a message of the controller names. */
function alarmsOf(exchange: Exchange): Items {
  const from = tellingPart(exchange);
  return isUserdata(from) ? userdataItems(from.bytes, from.at, from.end) : [];
}

/** Parallel jobs of both ends and PDU length, as agreed on or, without an answer, as asked. */
function setupValues(exchange: Exchange): number[] {
  const answer = exchange.responseFrame > 0 && exchange.outcome === 0;
  const bytes = answer ? exchange.response : exchange.request;
  const at = pdu.parameterAt(bytes, answer ? exchange.responseAt : 0);
  const end = answer ? exchange.responseEnd : exchange.requestBytes;
  if (at + 8 > end) return [];
  return [word16(bytes, at + 2), word16(bytes, at + 4), word16(bytes, at + 6)];
}

export function itemsOf(exchange: Exchange): Items | undefined {
  const items = itemsWithValues(exchange);
  if (items.length > 1) return items;
  const table = tableOf(exchange);
  if (table.length < 2) {
    const alarms = alarmsOf(exchange);
    return alarms.length > 1 ? alarms : undefined;
  }
  return table.map(({ object, count, values, refusal }) => ({
    object,
    count,
    values,
    ...(refusal === undefined ? {} : { refusal }),
  }));
}

function itemsAsked(exchange: Exchange): readonly S7Item[] {
  const { request, requestBytes: end } = exchange;
  const from = { bytes: request, at: 0, end };
  if (end < 12 || isUserdata(from)) return [];
  const code = jobCode(from);
  if (code !== JOB.readVar && code !== JOB.writeVar) return [];
  return readItems(request, pdu.parameterAt(request, 0) + 1, pdu.parameterEnd(request, 0, end));
}

/** Each variable with what was written to it or read from it. */
function itemsWithValues(exchange: Exchange): Items {
  const asked = itemsAsked(exchange);
  const data = dataOf(exchange);
  const { response, responseAt, responseEnd } = exchange;
  const codes = exchange.responseFrame > 0 ? returnCodes(response, responseAt, responseEnd) : [];
  const count = Math.max(asked.length, exchange.requestBytes === 0 ? data.length : 0);
  return Array.from({ length: count }, (_, i) => {
    const item = asked[i];
    const given = data[i];
    const values = given === undefined ? [] : itemValues(given, item?.size ?? 0);
    return {
      object: item?.object ?? 'variable',
      count: item?.count ?? values.length,
      values,
      ...refusedWith(codes[i]),
    };
  });
}

/** The data part that holds the values: of a write job, or of the answer to a read. */
function dataOf(exchange: Exchange): readonly S7Data[] {
  const from = tellingPart(exchange);
  if (isUserdata(from)) return [];
  const code = jobCode(from);
  const writes = code === JOB.writeVar;
  if (code !== JOB.readVar && !writes) return [];
  if (writes && exchange.requestBytes === 0) return [];
  if (!writes && (exchange.responseFrame === 0 || exchange.response.length === 0)) return [];
  const bytes = writes ? exchange.request : exchange.response;
  const at = writes ? 0 : exchange.responseAt;
  const end = writes ? exchange.requestBytes : exchange.responseEnd;
  const parameter = pdu.parameterAt(bytes, at);
  const count = parameter + 1 < end ? bytes[parameter + 1]! : 0;
  return readData(bytes, pdu.parameterEnd(bytes, at, end), pdu.dataEnd(bytes, at, end), count);
}

/** Error of the header or of userdata; else the return code of the first item that failed. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response: bytes, responseAt: at, responseEnd: end } = exchange;
  if (bytes[at + 1] === pdu.ROSCTR.userdata) {
    const code = pdu.userdataError(bytes, at, end);
    return { code, name: errorName(code) };
  }
  const code = headerError(bytes, at, end);
  if (code !== 0) return { code, name: errorName(code) };
  const failed = returnCodes(bytes, at, end).find((returned) => returned !== ITEM_OK) ?? 0;
  return { code: failed, name: itemErrorName(failed) };
}

/** Error class and code of an answer to a job, as one number. */
export function headerError(bytes: Uint8Array, at: number, end: number): number {
  return at + 12 <= end && bytes[at + 1] !== pdu.ROSCTR.job ? word16(bytes, at + 10) : 0;
}

/** Return codes of the items in the answer to a read or write job. */
function returnCodes(bytes: Uint8Array, at: number, end: number): number[] {
  const parameter = pdu.parameterAt(bytes, at);
  const code = parameter < end ? bytes[parameter]! : -1;
  const count = parameter + 1 < end ? bytes[parameter + 1]! : 0;
  const data = pdu.parameterEnd(bytes, at, end);
  const last = pdu.dataEnd(bytes, at, end);
  if (code === JOB.writeVar) return [...bytes.subarray(data, Math.min(last, data + count))];
  if (code !== JOB.readVar) return [];
  return readData(bytes, data, last, count).map((item) => item.returnCode);
}
