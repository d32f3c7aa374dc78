import type { Operation, OperationValue } from '@bulkhead/model';
import { textOf, unsigned32le, word16le } from '../bytes.ts';
import { readIdentity } from '../cip/identity.ts';
import { encapsulationStatusName } from '../cip/statuses.ts';
import type { Exchange } from '../flow/flow.ts';
import { bytesShown, textOrHex } from '../values.ts';
import { COMMAND, enipService, HEADER, IO_DATA, isSend, ITEMS_AT } from './header.ts';
import { isIoData, ITEM, ITEM_BYTES, itemAt, itemEnd } from './items.ts';

/** The command, or `IO_DATA`. */
function commandOf({ request, requestBytes, response, responseAt, responseEnd }: Exchange): number {
  if (requestBytes >= HEADER.bytes) return word16le(request, 0);
  if (isIoData(response, responseAt, responseEnd)) return IO_DATA;
  return responseAt + 2 <= responseEnd ? word16le(response, responseAt) : 0;
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const { code, name } = enipService(commandOf(exchange));
  return { code, name };
}

/** `identity`, `session/0x12345678`, `connection/0x004b0603`. */
export function objectOf(exchange: Exchange): string {
  const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
  const command = commandOf(exchange);
  const asked = requestBytes >= HEADER.bytes;
  switch (command) {
    case IO_DATA:
      return `connection/${identifier(response, at + 6)}`;
    case COMMAND.listIdentity:
      return 'identity';
    case COMMAND.listServices:
      return 'services';
    case COMMAND.listTargets:
      return 'targets';
    case COMMAND.listInterfaces:
      return 'interfaces';
    case COMMAND.registerSession:
      return at + HEADER.bytes <= end ? `session/${identifier(response, at + 4)}` : 'session';
    case COMMAND.sendUnitData: {
      const item = asked ? itemAt(request, ITEMS_AT, requestBytes, ITEM.connectedAddress) : -1;
      if (item < 0 || item + 8 > requestBytes) return 'connection';
      return `connection/${identifier(request, item + ITEM_BYTES)}`;
    }
    case COMMAND.unregisterSession:
    case COMMAND.sendRrData:
      return asked ? `session/${identifier(request, 4)}` : 'session';
    default:
      return '';
  }
}

function identifier(bytes: Uint8Array, at: number): string {
  return `0x${unsigned32le(bytes, at).toString(16).padStart(8, '0')}`;
}

/** Bytes of connected data; else 1. */
export function countOf(exchange: Exchange): number {
  const { response, responseAt: at } = exchange;
  return commandOf(exchange) === IO_DATA ? word16le(response, at + 16) : 1;
}

export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const { request, requestBytes, response, responseAt: at, responseEnd: end } = exchange;
  const command = commandOf(exchange);
  if (command === IO_DATA)
    return [textOrHex(response.subarray(at + 18, itemEnd(response, at + 14, end)))];
  if (isSend(command)) {
    return bytesShown(request, HEADER.bytes, requestBytes);
  }
  const dataAt = at + HEADER.bytes;
  if (dataAt + 2 > end) return [];
  if (command === COMMAND.listServices) return listedService(response, dataAt, end);
  return command === COMMAND.listIdentity ? listedIdentity(response, dataAt, end) : [];
}

/** Name of the service, after its version and capability flags; CIP Volume 2 §2-4.6. */
function listedService(bytes: Uint8Array, at: number, end: number): string[] {
  const item = itemAt(bytes, at, end, ITEM.services);
  if (item < 0) return [];
  const to = itemEnd(bytes, item, end);
  return item + 8 < to ? [textOf(bytes, item + 8, to)] : [];
}

/** Vendor, device type, product code, revision, status, serial number, name. */
function listedIdentity(bytes: Uint8Array, at: number, end: number): OperationValue[] {
  const item = itemAt(bytes, at, end, ITEM.identity);
  if (item < 0) return [];
  const identity = readIdentity(bytes, item + ITEM_BYTES + 18, itemEnd(bytes, item, end));
  if (identity === undefined) return [];
  const { vendor, deviceType, productCode, revision, status, serial, name } = identity;
  return [vendor, deviceType, productCode, revision, status, serial, name];
}

export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  const code = at + HEADER.bytes <= end ? unsigned32le(response, at + HEADER.status) : 0;
  return { code, name: encapsulationStatusName(code) };
}
