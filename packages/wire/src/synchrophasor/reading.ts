import { type Operation, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import { type Exchange } from '../flow/flow.ts';
import { stationCount, stationNames } from './configuration.ts';
import { commandOf, HEADER_BYTES, idCode, TYPE, typeOf } from './frame.ts';
import { codeOf, serviceNamed } from './services.ts';

const CHECK_BYTES = 2;

/** The stream's identification code. */
export function unitOf(exchange: Exchange): number | null {
  const { request, requestBytes, response, responseAt } = exchange;
  return requestBytes > 0 ? idCode(request, 0) : idCode(response, responseAt);
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const { request, requestBytes, response, responseAt } = exchange;
  if (requestBytes === 0) return serviceNamed(codeOf(typeOf(response, responseAt), 0));
  return serviceNamed(codeOf(TYPE.command, commandOf(request, 0, requestBytes)));
}

export function objectOf(exchange: Exchange): string {
  return `stream/${unitOf(exchange)}`;
}

/** Stations of a configuration; 1 for everything else. */
export function countOf(exchange: Exchange): number {
  const { response, responseAt: at, responseEnd: end } = exchange;
  return isConfiguration(exchange) ? stationCount(response, at, end) : 1;
}

/** Names of the stations, or the text of a header frame. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  if (isConfiguration(exchange)) {
    return stationNames(response, at, end).slice(0, OPERATION_VALUES_MAX);
  }
  const isHeader = exchange.responseFrame > 0 && typeOf(response, at) === TYPE.header;
  return isHeader ? [textOf(response, at + HEADER_BYTES, end - CHECK_BYTES)] : [];
}

function isConfiguration({ response, responseAt: at, responseFrame }: Exchange): boolean {
  if (responseFrame === 0) return false;
  const type = typeOf(response, at);
  return type !== TYPE.data && type !== TYPE.header && type !== TYPE.command;
}
