import type { Operation, OperationValue } from '@bulkhead/model';
import { unsigned32le, word16le } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';
import {
  COMMAND,
  DATAGRAM,
  dataBytes,
  isConfigured,
  isLogical,
  workingCounter,
  writes,
} from './datagram.ts';
import { mailboxObject, mailboxType, writesFile } from './mailbox.ts';
import {
  AL_CONTROL,
  AL_STATUS,
  MEMORY_FIRST,
  registerName,
  RESET,
  stateName,
} from './registers.ts';

/** Commands of a datagram. What a write does depends on the register. */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 0, name: 'nop', verb: VERB.connect },
  { code: 1, name: 'aprd', verb: VERB.read },
  { code: 2, name: 'apwr', verb: VERB.write },
  { code: 3, name: 'aprw', verb: VERB.write },
  { code: 4, name: 'fprd', verb: VERB.read },
  { code: 5, name: 'fpwr', verb: VERB.write },
  { code: 6, name: 'fprw', verb: VERB.write },
  { code: 7, name: 'brd', verb: VERB.read },
  { code: 8, name: 'bwr', verb: VERB.write },
  { code: 9, name: 'brw', verb: VERB.write },
  { code: 10, name: 'lrd', verb: VERB.read },
  { code: 11, name: 'lwr', verb: VERB.write },
  { code: 12, name: 'lrw', verb: VERB.read },
  { code: 13, name: 'armw', verb: VERB.read },
  { code: 14, name: 'frmw', verb: VERB.read },
];

/** A datagram: as it was sent, else as it came back. */
interface Datagram {
  readonly bytes: Uint8Array;
  readonly at: number;
  /** End of the data that is known. */
  readonly end: number;
}

function sentOf({ request, requestBytes }: Exchange): Datagram {
  return { bytes: request, at: 0, end: requestBytes };
}

function backOf({ response, responseAt, responseEnd }: Exchange): Datagram {
  return { bytes: response, at: responseAt, end: responseEnd - 2 };
}

function datagramOf(exchange: Exchange): Datagram {
  return exchange.requestBytes > 0 ? sentOf(exchange) : backOf(exchange);
}

function commandOf(exchange: Exchange): number {
  const { bytes, at } = datagramOf(exchange);
  return bytes[at] ?? 0;
}

/** The command of the datagram. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  const code = commandOf(exchange);
  return { code, name: SERVICES[code]?.name ?? `unknown_service_${code}` };
}

/** Configured station address; null where a device is addressed in another way. */
export function unitOf(exchange: Exchange): number | null {
  const { bytes, at } = datagramOf(exchange);
  if (!isConfigured(commandOf(exchange))) return null;
  return word16le(bytes, at + DATAGRAM.position);
}

/** Logical address, or offset within the device. */
export function addressOf(exchange: Exchange): number | null {
  const { bytes, at } = datagramOf(exchange);
  const command = commandOf(exchange);
  if (command === COMMAND.nop) return null;
  return isLogical(command)
    ? unsigned32le(bytes, at + DATAGRAM.position)
    : word16le(bytes, at + DATAGRAM.offset);
}

/** Bytes read or written. */
export function countOf(exchange: Exchange): number {
  const { bytes, at } = datagramOf(exchange);
  return dataBytes(bytes, at);
}

/**
 * `station/0x03e9/al_control/0x0120`, `position/2/station_address/0x0010`, `broadcast/...`,
 * `logical/0x09000000`; what a mailbox is about in place of where it lies.
 */
export function objectOf(exchange: Exchange): string {
  const { bytes, at } = datagramOf(exchange);
  const command = commandOf(exchange);
  if (command === COMMAND.nop) return 'none';
  if (isLogical(command)) {
    const logical = unsigned32le(bytes, at + DATAGRAM.position);
    return `logical/0x${logical.toString(16).padStart(8, '0')}`;
  }
  return `${deviceText(exchange)}/${placeText(exchange)}`;
}

function deviceText(exchange: Exchange): string {
  const { bytes, at } = datagramOf(exchange);
  const command = commandOf(exchange);
  const position = word16le(bytes, at + DATAGRAM.position);
  if (isConfigured(command)) return `station/0x${position.toString(16).padStart(4, '0')}`;
  if (command >= COMMAND.brd && command <= COMMAND.brw) return 'broadcast';
  // Each device adds one on the way; only what was sent tells the position.
  return exchange.requestBytes > 0 ? `position/${(0x10000 - position) & 0xffff}` : 'position';
}

function placeText(exchange: Exchange): string {
  const { bytes, at } = datagramOf(exchange);
  const offset = word16le(bytes, at + DATAGRAM.offset);
  const mailbox = mailboxOf(exchange);
  return mailbox === null
    ? registerName(offset)
    : mailboxObject(mailbox.bytes, mailbox.at + DATAGRAM.data, mailbox.end);
}

/** The datagram that holds a mailbox: the request that writes one, or the answer that reads one. */
function mailboxOf(exchange: Exchange): Datagram | null {
  const command = commandOf(exchange);
  const { bytes, at } = datagramOf(exchange);
  const isPhysical = command > 0 && command < COMMAND.brd;
  if (!isPhysical || word16le(bytes, at + DATAGRAM.offset) < MEMORY_FIRST) return null;
  const isSent = writes(command) && exchange.requestBytes > 0;
  const told = isSent || exchange.responseFrame === 0 ? sentOf(exchange) : backOf(exchange);
  const isMailbox = mailboxType(told.bytes, told.at + DATAGRAM.data, told.end) > 0;
  return isMailbox ? told : null;
}

/** State of the application layer where that is the register, and the working counter. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const out: OperationValue[] = [];
  const command = commandOf(exchange);
  const { bytes, at } = datagramOf(exchange);
  const offset = word16le(bytes, at + DATAGRAM.offset);
  const registers = !isLogical(command) && command !== COMMAND.nop;
  if (registers && (offset === AL_CONTROL || offset === AL_STATUS)) {
    const sends = writes(command) && exchange.requestBytes > 0;
    const told = sends || exchange.responseFrame === 0 ? sentOf(exchange) : backOf(exchange);
    const known = sends || exchange.outcome === OUTCOME.ok;
    const data = told.at + DATAGRAM.data;
    if (known && data + 1 <= told.end) out.push(stateName(told.bytes[data]!));
  }
  if (exchange.responseFrame > 0) {
    out.push(workingCounter(exchange.response, exchange.responseEnd));
  }
  return out;
}

/** Nobody did what the datagram asks for. */
export function refusalOf(): Operation['refusal'] {
  return { code: 0, name: 'working_counter_zero' };
}

/** A change of state, a reset, and a file that is written to a device. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const command = commandOf(exchange);
  if (!writes(command) || isLogical(command)) return [];
  const { bytes, at, end } = datagramOf(exchange);
  const offset = word16le(bytes, at + DATAGRAM.offset);
  if (offset === AL_CONTROL) return ['T0858'];
  if (offset === RESET) return ['T0816'];
  if (offset < MEMORY_FIRST) return [];
  return writesFile(bytes, at + DATAGRAM.data, end) ? ['T0857'] : [];
}
