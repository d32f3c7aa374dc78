import { type Operation, OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import type { Exchange } from '../flow/flow.ts';
import { flattenData, utcTime } from '../mms/data.ts';
import { berText } from '../osi/ber.ts';
import { isSimulated } from './header.ts';
import { APDU, FIELD, GooseMessage } from './message.ts';

type Items = NonNullable<Operation['items']>;

/** The frame of an exchange, opened. */
export function messageOf({ response, responseAt, responseEnd }: Exchange): GooseMessage {
  const message = new GooseMessage();
  message.take(response, responseAt, responseEnd);
  return message;
}

function textOf(exchange: Exchange, message: GooseMessage, field: number): string {
  if (!message.has(field)) return '';
  return berText(exchange.response, message.at[field]!, message.end[field]!);
}

export function objectOf(exchange: Exchange): string {
  const message = messageOf(exchange);
  if (message.kind !== APDU.goose) return 'gse_management';
  return textOf(exchange, message, FIELD.reference) || 'goose';
}

export function countOf(exchange: Exchange): number {
  const message = messageOf(exchange);
  return message.kind === APDU.goose ? message.dataEntries(exchange.response) : 1;
}

/** A state that changed is sent with sequence number 0, then again and again (§18.1.2.6). */
export function causeOf(exchange: Exchange): string | undefined {
  const message = messageOf(exchange);
  if (message.kind !== APDU.goose || !message.has(FIELD.sequence)) return undefined;
  return message.number(exchange.response, FIELD.sequence) === 0
    ? 'state_change'
    : 'retransmission';
}

/** The values of the data set, those of structures one after another. */
export function valuesOf(exchange: Exchange): readonly OperationValue[] {
  const message = messageOf(exchange);
  const out: OperationValue[] = [];
  if (message.has(FIELD.data)) {
    flattenData(exchange.response, message.at[FIELD.data]!, message.end[FIELD.data]!, out);
  }
  return out.slice(0, OPERATION_VALUES_MAX);
}

/** The data set, then what the publisher says of the message, each under its name. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const message = messageOf(exchange);
  if (message.kind !== APDU.goose) return undefined;
  const { response: bytes, responseAt } = exchange;
  const one = (object: string, value: OperationValue): Items[number] => ({
    object,
    count: 1,
    values: [value],
  });
  const dataSet = textOf(exchange, message, FIELD.dataSet) || 'data_set';
  const flag = (field: number): boolean => message.number(bytes, field) !== 0;
  const number = (field: number): number => message.number(bytes, field);
  const items = [
    { object: dataSet, count: countOf(exchange), values: valuesOf(exchange) },
    one('goID', textOf(exchange, message, FIELD.id)),
    one('stNum', number(FIELD.state)),
    one('sqNum', number(FIELD.sequence)),
    one('timeAllowedtoLive', number(FIELD.timeAllowedToLive)),
    one('confRev', number(FIELD.configuration)),
    one('simulation', flag(FIELD.simulation) || isSimulated(bytes, responseAt)),
    one('ndsCom', flag(FIELD.needsCommissioning)),
  ];
  if (message.has(FIELD.time)) {
    items.push(one('t', utcTime(bytes, message.at[FIELD.time]!, message.end[FIELD.time]!)));
  }
  return items;
}
