import type { Operation } from '@bulkhead/model';
import { unsigned32le, word16le } from '../bytes.ts';
import { nameOf, type PduBytes, requestOf, responseOf, subjectOf } from '../crossing/reading.ts';
import type { Exchange } from '../flow/flow.ts';
import { SESSION_CODES, SMB1_COMMAND, SMB2_CODES, SMB2_COMMAND, smbService } from './commands.ts';
import { calledName, callingNames } from './session.ts';
import { userOf } from './setup.ts';
import { DIALECT_FAMILY, SESSION, SMB1, SMB1_NT_STATUS, SMB2 } from './shape.ts';
import { dialectsOf, sharePath } from './smb1.ts';
import { chosenDialect, command2, offeredDialects, sharePath2 } from './smb2.ts';
import { SESSION_ERRORS, STATUS_NAMES } from './status.ts';

/** Code of the service that a PDU belongs to, as `SMB_SERVICES` has it. */
function codeOf({ bytes, at, end }: PduBytes): number {
  if (at >= end) return SESSION_CODES;
  if (bytes[at] === DIALECT_FAMILY.smb1) return bytes[at + SMB1.command]!;
  if (bytes[at] === DIALECT_FAMILY.smb2) return SMB2_CODES + command2(bytes, at);
  return SESSION_CODES + SESSION.request;
}

export function smbServiceOf(exchange: Exchange): Operation['service'] {
  const code = codeOf(subjectOf(exchange));
  return { code, name: smbService(code)?.name ?? `unknown_service_${code}` };
}

/** Share, file, pipe or user that the exchange is about; empty where the request tells none. */
export function smbObject(exchange: Exchange): string {
  return namedObject(exchange) || 'session';
}

function namedObject(exchange: Exchange): string {
  const pdu = requestOf(exchange);
  if (exchange.note !== '' || pdu === null) return exchange.note;
  const { bytes, at, end } = pdu;
  switch (codeOf(pdu)) {
    case SESSION_CODES + SESSION.request:
      return calledName(bytes, at, end);
    case SMB1_COMMAND.treeConnect:
      return sharePath(bytes, at, end);
    case SMB2_CODES + SMB2_COMMAND.treeConnect:
      return sharePath2(bytes, at, end);
    case SMB1_COMMAND.sessionSetup:
    case SMB2_CODES + SMB2_COMMAND.sessionSetup:
      return userText(userOf(bytes, at, end));
    default:
      return '';
  }
}

function userText({ user, domain }: { readonly user: string; readonly domain: string }): string {
  if (user === '') return '';
  return domain === '' ? `user/${user}` : `user/${domain}\\${user}`;
}

/** The dialect chosen, or those offered; who calls a NetBIOS session; the machine of a log-on. */
export function smbValues(exchange: Exchange): string[] {
  const request = requestOf(exchange);
  const response = responseOf(exchange);
  if (response !== null && response.bytes[response.at] === DIALECT_FAMILY.smb2) {
    const chosen = chosenDialect(response.bytes, response.at, response.end);
    if (command2(response.bytes, response.at) === SMB2_COMMAND.negotiate) return [chosen];
  }
  if (request === null) return [];
  const { bytes, at, end } = request;
  switch (codeOf(request)) {
    case SESSION_CODES + SESSION.request:
      return callingNames(bytes, at, end);
    case SMB2_CODES + SMB2_COMMAND.negotiate:
      return offeredDialects(bytes, at, end);
    case SMB1_COMMAND.negotiate:
      return smb1Dialects(dialectsOf(bytes, at, end), response);
    case SMB1_COMMAND.sessionSetup:
    case SMB2_CODES + SMB2_COMMAND.sessionSetup: {
      const { machine } = userOf(bytes, at, end);
      return machine === '' ? [] : [machine];
    }
    default:
      return [];
  }
}

/** The first word of the answer is the place of the dialect in the list, MS-CIFS §2.2.4.52.2. */
function smb1Dialects(offered: string[], response: PduBytes | null): string[] {
  if (response === null || response.at + SMB1.words + 3 > response.end) return offered;
  const chosen = offered[word16le(response.bytes, response.at + SMB1.words + 1)];
  return chosen === undefined ? offered : [chosen];
}

export function smbRefusal(exchange: Exchange): Operation['refusal'] {
  const { bytes, at, end } = responseOf(exchange) ?? subjectOf(exchange);
  if (bytes[at] === DIALECT_FAMILY.smb2) return statusOf(unsigned32le(bytes, at + SMB2.status));
  if (bytes[at] !== DIALECT_FAMILY.smb1) {
    const code = at + 4 < end ? bytes[at + 4]! : 0;
    return { code, name: nameOf(SESSION_ERRORS, code, 'session_error') };
  }
  if ((word16le(bytes, at + SMB1.flags2) & SMB1_NT_STATUS) !== 0) {
    return statusOf(unsigned32le(bytes, at + SMB1.status));
  }
  // Class and code of the older kind, MS-CIFS §2.2.2.4.
  const [errorClass, code] = [bytes[at + SMB1.status]!, word16le(bytes, at + SMB1.status + 2)];
  return { code: errorClass * 0x10000 + code, name: `dos_error_${errorClass}_${code}` };
}

function statusOf(status: number): Operation['refusal'] {
  const hex = status.toString(16).padStart(8, '0');
  return { code: status, name: STATUS_NAMES.get(status) ?? `status_0x${hex}` };
}
