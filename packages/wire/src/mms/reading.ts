import type { Operation, OperationValue } from '@bulkhead/model';
import { type Exchange, VERB } from '../flow/flow.ts';
import { ACSE, AcseUnit, diagnosticName } from '../osi/acse.ts';
import { berUnsigned, Tlv } from '../osi/ber.ts';
import { refuseName, SessionUnit, SPDU } from '../osi/session.ts';
import { isEmptySelect, resultsOf } from './access.ts';
import { accessResults } from './data.ts';
import { accessErrorName, rejectName, serviceErrorName } from './errors.ts';
import { eventObject, objectOfRequest } from './objects.ts';
import { MmsPdu, PDU } from './pdu.ts';
import {
  mmsService,
  SERVICE,
  SERVICE_SPACE,
  stopsReports,
  variableTechniques,
} from './services.ts';
import { sessionOfExchange } from './session.ts';
import { answerValues, initiateValues, requestValues, statusValues } from './told.ts';
import { accessTold, reportTold, type VariablesTold } from './variables.ts';

const INFORMATION_REPORT = SERVICE_SPACE.unconfirmed | 0;
const UNSOLICITED_STATUS = SERVICE_SPACE.unconfirmed | 1;
const EVENT_NOTIFICATION = SERVICE_SPACE.unconfirmed | 2;

/** The request opened, or null where it was not seen or is of another layer. */
function requestOf(exchange: Exchange): MmsPdu | null {
  if (exchange.requestBytes === 0) return null;
  const pdu = new MmsPdu();
  return pdu.take(exchange.request, 0, exchange.requestBytes) ? pdu : null;
}

/** The answer opened, or null where there is none or it is of another layer. */
function responseOf(exchange: Exchange): MmsPdu | null {
  const { response, responseAt, responseEnd } = exchange;
  if (responseEnd <= responseAt) return null;
  const pdu = new MmsPdu();
  return pdu.take(response, responseAt, responseEnd) ? pdu : null;
}

/** Code of the service: of the request, or of the answer where that was not seen. */
function codeOf(exchange: Exchange): number {
  const asked = requestOf(exchange);
  if (asked !== null) return codeOfPdu(asked);
  if (exchange.requestBytes > 0) return codeOfLayer(exchange.request[0]!);
  const told = responseOf(exchange);
  if (told !== null) return codeOfPdu(told);
  return codeOfLayer(exchange.response[exchange.responseAt] ?? 0);
}

function codeOfPdu(pdu: MmsPdu): number {
  switch (pdu.kind) {
    case PDU.confirmedRequest:
    case PDU.confirmedResponse:
      return pdu.service < 0 ? SERVICE_SPACE.pdu | PDU.confirmedRequest : pdu.service;
    case PDU.unconfirmed:
      return SERVICE_SPACE.unconfirmed | Math.max(0, pdu.service);
    case PDU.cancelRequest:
    case PDU.cancelResponse:
    case PDU.cancelError:
      return SERVICE_SPACE.pdu | PDU.cancelRequest;
    case PDU.initiateRequest:
    case PDU.initiateResponse:
    case PDU.initiateError:
      return SERVICE_SPACE.pdu | PDU.initiateRequest;
    case PDU.concludeRequest:
    case PDU.concludeResponse:
    case PDU.concludeError:
      return SERVICE_SPACE.pdu | PDU.concludeRequest;
    default:
      return SERVICE_SPACE.pdu | pdu.kind;
  }
}

/** What stands alone of session and ACSE: a refused association, a release, an abort. */
function codeOfLayer(lead: number): number {
  switch (lead) {
    case ACSE.releaseRequest:
    case ACSE.releaseResponse:
    case SPDU.finish:
    case SPDU.disconnect:
      return SERVICE_SPACE.association | ACSE.releaseRequest;
    case ACSE.abort:
    case SPDU.abort:
      return SERVICE_SPACE.association | ACSE.abort;
    default:
      return SERVICE_SPACE.pdu | PDU.initiateRequest;
  }
}

export function serviceOf(exchange: Exchange): Operation['service'] {
  const code = codeOf(exchange);
  // An error or a rejection does not say what it answers.
  if (code === (SERVICE_SPACE.pdu | PDU.confirmedError)) return { code, name: 'confirmed_error' };
  if (code === (SERVICE_SPACE.pdu | PDU.reject)) return { code, name: 'reject' };
  return { code, name: mmsService(code).name };
}

function isAccess(code: number): boolean {
  return code === SERVICE.read || code === SERVICE.write;
}

/** What a read, a write or an information report says of variables; null for other services. */
function variablesOf(exchange: Exchange): VariablesTold | null {
  const code = codeOf(exchange);
  const told = responseOf(exchange);
  if (code === INFORMATION_REPORT) return told === null ? null : reportTold(exchange, told);
  return isAccess(code) ? accessTold(exchange, code, requestOf(exchange), told) : null;
}

export function itemsOf(exchange: Exchange): VariablesTold['items'] {
  return variablesOf(exchange)?.items;
}

export function objectOf(exchange: Exchange): string {
  const variables = variablesOf(exchange);
  if (variables !== null) return variables.object || 'variable';
  if (exchange.note !== '') return exchange.note;
  const asked = requestOf(exchange);
  const code = codeOf(exchange);
  const told = responseOf(exchange);
  if (code === EVENT_NOTIFICATION && told !== null) return eventObject(exchange.response, told);
  if (asked === null || asked.kind !== PDU.confirmedRequest) return objectOfLayer(code);
  return objectOfRequest(exchange.request, asked);
}

function objectOfLayer(code: number): string {
  if (code === (SERVICE_SPACE.pdu | PDU.cancelRequest)) return 'request';
  if (code >= SERVICE_SPACE.pdu) return 'association';
  return code === UNSOLICITED_STATUS ? 'vmd' : 'object';
}

export function countOf(exchange: Exchange): number {
  return Math.max(1, variablesOf(exchange)?.count ?? 1);
}

export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const variables = variablesOf(exchange);
  if (variables !== null) return variables.values;
  const code = codeOf(exchange);
  const asked = requestOf(exchange);
  const told = responseOf(exchange);
  if (code === (SERVICE_SPACE.pdu | PDU.initiateRequest)) {
    if (told?.kind === PDU.initiateResponse) return initiateValues(exchange.response, told);
    return asked === null ? [] : initiateValues(exchange.request, asked);
  }
  if (code === (SERVICE_SPACE.pdu | PDU.cancelRequest)) {
    const one = asked ?? told;
    return one === null ? [] : [one.invoke >>> 0];
  }
  if (code === UNSOLICITED_STATUS && told !== null) {
    return statusValues(exchange.response, told.at, told.end);
  }
  if (told?.kind === PDU.confirmedResponse) {
    const said = answerValues(exchange.response, told);
    if (said.length > 0) return said;
  }
  return asked === null ? [] : requestValues(exchange.request, asked);
}

/** The error, rejection or access error that refused. */
export function refusalOf(exchange: Exchange): Operation['refusal'] {
  const { response, responseAt: at, responseEnd: end } = exchange;
  const told = responseOf(exchange);
  if (told === null) return layerRefusal(response, at, end);
  if (told.kind === PDU.confirmedResponse) return accessRefusal(exchange, told);
  const inner = new Tlv();
  if (told.kind === PDU.reject) {
    const code = berUnsigned(response, told.at, Math.min(told.end, told.at + 4));
    return { code: told.service * 256 + code, name: rejectName(told.service, code) };
  }
  // ServiceError starts with its class, whose only field has the class as tag, §7.4.7.
  const wraps = told.kind === PDU.initiateError || told.kind === PDU.concludeError;
  const from = wraps || told.service >= 0 ? told.at : end;
  if (!inner.take(response, from, told.end) || !inner.takeIn(response, inner)) {
    return { code: -1, name: 'unknown_error' };
  }
  const code = berUnsigned(response, inner.at, Math.min(inner.end, inner.at + 4));
  return { code: inner.number * 256 + code, name: serviceErrorName(inner.number, code) };
}

function accessRefusal(exchange: Exchange, told: MmsPdu): Operation['refusal'] {
  const { response } = exchange;
  const { at, end } = resultsOf(response, told);
  if (at >= 0 && isEmptySelect(exchange, response, told, at, end)) {
    return { code: -1, name: 'select_not_granted' };
  }
  const results = at < 0 ? [] : accessResults(response, at, end, 1);
  const code = results[0]?.failure ?? -1;
  // What was said of the command right before stands behind the error.
  const cause = sessionOfExchange(exchange).causeOf(objectOf(exchange));
  return { code, name: accessErrorName(code) + (cause === '' ? '' : `/${cause}`) };
}

function layerRefusal(bytes: Uint8Array, at: number, end: number): Operation['refusal'] {
  const acse = new AcseUnit();
  if (acse.take(bytes, at, end)) {
    const name = diagnosticName(acse.diagnostic, acse.diagnosticByProvider);
    return { code: acse.diagnostic, name };
  }
  const session = new SessionUnit();
  session.take(bytes, at, end);
  return { code: session.reason, name: refuseName(session.reason) };
}

/** Why a report includes what it does. */
export function causeOf(exchange: Exchange): string | undefined {
  return codeOf(exchange) === INFORMATION_REPORT ? variablesOf(exchange)?.cause : undefined;
}

/** Those of the service; of a write or select, those of the first variable that implies some. */
export function techniquesOf(exchange: Exchange): readonly string[] {
  const code = codeOf(exchange);
  if (!isAccess(code)) return mmsService(code).techniques ?? [];
  if (exchange.verb === VERB.read) return [];
  const told = variablesOf(exchange);
  for (const { object, values } of told?.items ?? (told === null ? [] : [told])) {
    if (stopsReports(object, values[0])) return ['T0804'];
    const techniques = variableTechniques(object);
    if (techniques.length > 0) return techniques;
  }
  return [];
}
