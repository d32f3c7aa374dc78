import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { textOf } from '../bytes.ts';
import { keepVariables } from './dictionary.ts';
import { isKnownUmas, UMAS_CODE, umasService } from './functions.ts';
import { ANSWER_ERROR, ANSWER_OK, EXCEPTION, functionOf, UMAS } from './message.ts';
import { CARD_NAME_AT, COMM_NAME_AT, ID_NAME_AT, nameAt, PROJECT_NAME_AT } from './reading.ts';

/** One Modbus PDU of function 0x5A; it is paired by what Modbus pairs by. */
export function parseUmas(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const { exchanges, carrierKey: key, side, flow, whole } = context;
  const told = at + UMAS.function < end ? bytes[at + UMAS.function]! : 0;
  if (side === flow.clientSide) {
    const exchange = exchanges.request(key, umasService(told).verb, bytes, at, end);
    if (!whole) exchange.anomaly('cut_by_snaplen', end - at);
    if (!isKnownUmas(told)) exchange.anomaly('unknown_function', UMAS.function);
    return;
  }
  let exchange = exchanges.asked(key);
  if (exchange === null) {
    exchange = exchanges.alone(VERB.connect);
    exchange.anomaly('response_without_request', 0);
  }
  const excepts = bytes[at]! >= EXCEPTION;
  if (!excepts && told !== ANSWER_OK && told !== ANSWER_ERROR) {
    exchange.anomaly('answer_unknown', UMAS.function);
  }
  const ok = !excepts && told === ANSWER_OK;
  if (ok) tellAnswer(context, exchange, bytes, at + UMAS.data, end);
  exchanges.answer(exchange, bytes, at, end, ok ? OUTCOME.ok : OUTCOME.refused);
}

/** Tells what an answer says of the controller; `at` is where its data starts. */
function tellAnswer(
  context: PduContext,
  exchange: Exchange,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  switch (functionOf(exchange)) {
    case UMAS_CODE.initComm:
      return context.sighting('name', nameAt(bytes, at + COMM_NAME_AT, end));
    case UMAS_CODE.readId: {
      const model = nameAt(bytes, at + ID_NAME_AT, end);
      if (model === '') return;
      context.sighting('vendor', 'Schneider Electric');
      context.sighting('model', model);
      context.sighting('role', 'plc');
      return;
    }
    case UMAS_CODE.readCardInfo: {
      const card = nameAt(bytes, at + CARD_NAME_AT, end);
      if (card !== '') context.sighting('description', `memory card ${card}`);
      return;
    }
    case UMAS_CODE.readProjectInfo: {
      const project = textOf(bytes, Math.min(end, at + PROJECT_NAME_AT), end);
      if (project !== '') context.sighting('description', `project ${project}`);
      return;
    }
    case UMAS_CODE.readDictionary:
      return keepVariables(context, exchange, bytes, at, end);
    case UMAS_CODE.takeReservation: {
      const { request, requestBytes } = exchange;
      const name = nameAt(request, UMAS.data + 4, requestBytes);
      context.sighting('name', name, exchange.side);
      return;
    }
    default:
  }
}
