import type { Operation, OperationValue } from '@bulkhead/model';
import { unsigned32le, word16le } from '../bytes.ts';
import { nameOf, type PduBytes, responseOf, subjectOf } from '../crossing/reading.ts';
import type { Description } from '../described/described.ts';
import type { Exchange } from '../flow/flow.ts';
import { calledValues, stopsService } from './calls.ts';
import {
  callCode,
  interfaceName,
  PDU_SERVICE,
  REQUEST,
  serviceName,
  serviceTechniques,
} from './interfaces.ts';
import { resultIn, Stub } from './ndr.ts';
import { calledObjectOf, interfaceOf } from './notes.ts';
import { bindResults, contextsOf, PDU, TYPE } from './pdu.ts';
import { resultName } from './results.ts';

/** Status of a fault, MS-RPCE §2.2.2.8, C706 appendix E, MS-ERREF. */
const FAULTS: ReadonlyMap<number, string> = new Map([
  [0x00000005, 'access_denied'],
  [0x000006d1, 'procedure_number_out_of_range'],
  [0x000006f7, 'bad_stub_data'],
  [0x1c010002, 'operation_out_of_range'],
  [0x1c010003, 'unknown_interface'],
  [0x1c00001a, 'context_mismatch'],
  [0x80070005, 'access_denied'],
]);

/** Why a bind was refused, C706 §12.6.3.1 (reject reason) and MS-RPCE §2.2.2.5. */
const BIND_REASONS: ReadonlyMap<number, string> = new Map([
  [0, 'reason_not_specified'],
  [1, 'temporary_congestion'],
  [2, 'local_limit_exceeded'],
  [4, 'protocol_version_not_supported'],
  [8, 'authentication_type_not_recognised'],
  [9, 'invalid_checksum'],
]);

/** Why a context was refused, C706 §12.6.3.1 (provider reason). */
const CONTEXT_REASONS: ReadonlyMap<number, string> = new Map([
  [0, 'reason_not_specified'],
  [1, 'abstract_syntax_not_supported'],
  [2, 'transfer_syntaxes_not_supported'],
  [3, 'local_limit_exceeded'],
]);

function typeOf({ bytes, at, end }: PduBytes): number {
  return end - at > PDU.type ? bytes[at + PDU.type]! : TYPE.request;
}

/** Code of the call, or of the PDU that is none; of an answer seen alone, what it is to. */
export function codeOf(exchange: Exchange): number {
  const pdu = subjectOf(exchange);
  const type = typeOf(pdu);
  switch (type) {
    case TYPE.request:
      if (pdu.end - pdu.at < PDU.stub) return REQUEST.code;
      return callCode(interfaceOf(exchange), word16le(pdu.bytes, pdu.at + PDU.operation));
    case TYPE.response:
    case TYPE.fault:
      return REQUEST.code;
    case TYPE.bindAck:
    case TYPE.bindNak:
      return PDU_SERVICE + TYPE.bind;
    case TYPE.alterContextAnswer:
      return PDU_SERVICE + TYPE.alterContext;
    default:
      return PDU_SERVICE + type;
  }
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const code = codeOf(exchange);
  return { code, name: serviceName(code) };
}

/**
 * What a call is about, as `service/PSEXESVC`, or its interface and operation, as `svcctl/12`; the
 * interface that is bound.
 */
export function describeDcerpc(exchange: Exchange): Description {
  const pdu = subjectOf(exchange);
  const { bytes, at, end } = pdu;
  switch (typeOf(pdu)) {
    case TYPE.request: {
      if (end - at < PDU.stub) return {};
      const address = word16le(bytes, at + PDU.operation);
      const name = interfaceOf(exchange);
      const object = calledObjectOf(exchange) || `${name || 'interface'}/${address}`;
      return { object, address, values: valuesOf(exchange) };
    }
    case TYPE.bind:
    case TYPE.alterContext: {
      const names = [...new Set(contextsOf(bytes, at, end).map(({ uuid }) => interfaceName(uuid)))];
      if (names.length < 2) return { object: names[0] ?? '' };
      const items = names.map((object) => ({ object, count: 1, values: [] }));
      return { object: names[0]!, count: names.length, items };
    }
    default:
      return {};
  }
}

function valuesOf(exchange: Exchange): OperationValue[] {
  const { request, requestBytes } = exchange;
  if (requestBytes <= PDU.stub) return [];
  const stub = new Stub(request, PDU.stub, requestBytes);
  return calledValues(interfaceOf(exchange), word16le(request, PDU.operation), stub);
}

/** Hints of the service, and that a service is stopped, which its control says. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const { request, requestBytes } = exchange;
  const known = serviceTechniques(codeOf(exchange));
  if (requestBytes <= PDU.stub) return known;
  const number = word16le(request, PDU.operation);
  const stops = stopsService(interfaceOf(exchange), number, valuesOf(exchange));
  return stops ? [...known, 'T0881'] : known;
}

/** The status of a fault, why a bind was refused, or the result of a call. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const pdu = responseOf(exchange);
  if (pdu === null) return { code: 0, name: 'unknown' };
  const { bytes, at, end } = pdu;
  const type = typeOf(pdu);
  if (type === TYPE.fault) {
    const code = at + PDU.status + 4 <= end ? unsigned32le(bytes, at + PDU.status) : 0;
    return { code, name: FAULTS.get(code) ?? `fault_0x${code.toString(16).padStart(8, '0')}` };
  }
  if (type === TYPE.bindNak) {
    const code = at + PDU.refusal + 2 <= end ? word16le(bytes, at + PDU.refusal) : 0;
    return { code, name: nameOf(BIND_REASONS, code, 'reason') };
  }
  if (type === TYPE.response) {
    const code = Math.max(0, resultIn(bytes, at, end));
    return { code, name: resultName(interfaceOf(exchange), code) };
  }
  const { reason } = bindResults(bytes, at, end);
  return { code: reason, name: nameOf(CONTEXT_REASONS, reason, 'reason') };
}
