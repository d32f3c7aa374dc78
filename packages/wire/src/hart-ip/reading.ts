import { toHex } from '@bulkhead/kernel';
import {
  type Operation,
  OPERATION_ITEMS_MAX,
  OPERATION_TECHNIQUES_MAX,
  type OperationValue,
} from '@bulkhead/model';
import { unsigned32 } from '../bytes.ts';
import { type Part, requestPart, responsePart, tellingPart } from '../described/described.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import { SESSION_CODE, serviceNamed, techniquesOf } from './commands.ts';
import { dataValues } from './layouts.ts';
import { commandsOf, type HartCommand } from './message.ts';
import * as pdu from './pdu.ts';
import {
  codeName,
  deviceStatusNames,
  errorName,
  refuses,
  sessionRefuses,
  sessionStatusName,
} from './status.ts';

type Items = NonNullable<Operation['items']>;
const { AT, HEADER_BYTES, ID, TYPE } = pdu;

function commandsIn({ bytes, at, end }: Part): HartCommand[] {
  return commandsOf(bytes, at, end);
}

/** The command; a direct PDU with several is a service of its own. */
export function serviceOf(exchange: Exchange): Operation['service'] {
  const from = tellingPart(exchange);
  const commands = commandsIn(from);
  if (commands.length === 1) return serviceNamed(commands[0]!.code);
  return serviceNamed(SESSION_CODE | (from.bytes[from.at + AT.id] ?? 0));
}

/** Polling address of a device that is asked by it; null for the others. */
export function unitOf(exchange: Exchange): number | null {
  const { bytes, delimiter, end } = tokenFrame(tellingPart(exchange));
  const isShort = delimiter + 1 < end && bytes[delimiter]! < 0x80;
  return isShort ? bytes[delimiter + 1]! & 0x3f : null;
}

/** `delimiter` is at the end where there is no token-passing frame. */
function tokenFrame({ bytes, at, end }: Part): {
  bytes: Uint8Array;
  delimiter: number;
  end: number;
} {
  const isToken = at + HEADER_BYTES < end && bytes[at + AT.id] === ID.tokenPassing;
  return { bytes, delimiter: isToken ? pdu.delimiterAt(bytes, at, end) : end, end };
}

/** The device by its unique or polling address. Master and burst bits are no part of it. */
export function objectOf(exchange: Exchange): string {
  const from = tellingPart(exchange);
  const { bytes, delimiter, end } = tokenFrame(from);
  if (delimiter + 6 <= end && bytes[delimiter]! >= 0x80) {
    const address = bytes.slice(delimiter + 1, delimiter + 6);
    address[0] = bytes[delimiter + 1]! & 0x3f;
    return `device/${toHex(address)}`;
  }
  if (delimiter + 1 < end) return `device/${bytes[delimiter + 1]! & 0x3f}`;
  const id = from.bytes[from.at + AT.id];
  return id === ID.direct || id === ID.tokenPassing ? 'device' : 'session';
}

/** Commands of a direct PDU; 1 for everything else. */
export function countOf(exchange: Exchange): number {
  return Math.max(1, commandsIn(tellingPart(exchange)).length);
}

/** The message with the values: the answer where it has data and does not refuse. */
function valued(exchange: Exchange): Part {
  const answer = responsePart(exchange);
  if (exchange.requestBytes === 0) return answer;
  const answered = exchange.responseFrame > 0 && exchange.outcome === OUTCOME.ok;
  return answered && commandsIn(answer).some(({ at, end }) => at < end)
    ? answer
    : requestPart(exchange);
}

/** Fields of the command's data, then what the device says of itself. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const from = valued(exchange);
  const commands = commandsIn(from);
  if (commands.length === 0) return sessionValues(exchange);
  return [...valuesIn(from, commands[0]!), ...statusOf(exchange)];
}

function valuesIn({ bytes }: Part, { code, responseCode, at, end }: HartCommand): OperationValue[] {
  return dataValues(code, responseCode >= 0, bytes, at, end);
}

function statusOf(exchange: Exchange): readonly string[] {
  if (exchange.responseFrame === 0) return [];
  const first = commandsIn(responsePart(exchange))[0];
  // With a communication error the second byte says nothing.
  return first === undefined || first.responseCode >= 0x80
    ? []
    : deviceStatusNames(first.deviceStatus);
}

/** Kind of host and inactivity timer in milliseconds; records asked of an audit log. */
function sessionValues(exchange: Exchange): OperationValue[] {
  const { bytes, at, end } = tellingPart(exchange);
  const body = at + HEADER_BYTES;
  const id = bytes[at + AT.id];
  if (id === ID.initiate && body + 5 <= end) {
    return [bytes[body] === 1 ? 'primary' : 'secondary', unsigned32(bytes, body + 1)];
  }
  return id === ID.auditLog && body + 2 <= end ? [bytes[body]!, bytes[body + 1]!] : [];
}

/** Each command of a direct PDU; undefined for one. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const from = valued(exchange);
  const commands = commandsIn(from);
  if (commands.length < 2) return undefined;
  const answers = exchange.responseFrame > 0 ? commandsIn(responsePart(exchange)) : [];
  return commands.slice(0, OPERATION_ITEMS_MAX).map((command, i) => {
    const code = answers[i]?.code === command.code ? answers[i].responseCode : 0;
    return {
      object: serviceNamed(command.code).name,
      count: 1,
      values: valuesIn(from, command),
      ...(refuses(Math.max(0, code)) ? { refusal: { code, name: codeName(code) } } : {}),
    };
  });
}

/** Status of the message, or the response code of the first command that was refused. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  if (exchange.outcome !== OUTCOME.refused) return null;
  const { bytes, at, end } = responsePart(exchange);
  const status = bytes[at + AT.status] ?? 0;
  if (pdu.typeOf(bytes, at) !== TYPE.response) {
    const code = at + HEADER_BYTES < end ? bytes[at + HEADER_BYTES]! : status;
    return { code, name: errorName(code) };
  }
  if (sessionRefuses(status)) return { code: status, name: sessionStatusName(status) };
  const refused = commandsOf(bytes, at, end).find(({ responseCode }) =>
    refuses(Math.max(0, responseCode)),
  );
  const code = refused?.responseCode ?? 0;
  return { code, name: codeName(code) };
}

/** Of all commands of the message; what a device publishes implies none. */
export function techniquesIn(exchange: Exchange): readonly string[] {
  if (exchange.verb === VERB.report) return [];
  const found = commandsIn(tellingPart(exchange)).flatMap(({ code }) => techniquesOf(code));
  return [...new Set(found)].slice(0, OPERATION_TECHNIQUES_MAX);
}
