import type { OperationValue } from '@bulkhead/model';
import { nameIn } from './codes.ts';
import { addTyped, elementsByName } from './constructed.ts';
import { addItem, propertyObject, type Reader } from './gather.ts';
import { objectName } from './names.ts';
import { addPropertyValues } from './properties.ts';
import { addValues, partsOf } from './tags.ts';

/** SubscribeCOV and SubscribeCOVProperty, clauses 13.14 and 13.15: object, property, seconds. */
export const readSubscribe: Reader = (request, _, into) => {
  if (request === null) return;
  const property = request.tagged(4);
  const [name, index] =
    property === undefined ? [] : partsOf(request.bytes, property.at, property.end);
  const element = index === undefined ? null : request.number(index);
  into.object = propertyObject(
    request.objectOf(1),
    name === undefined ? null : request.number(name),
    element,
  );
  const seconds = request.numberOf(3);
  // Without a lifetime and a mode of notification it is a cancellation.
  into.values = seconds === null && request.numberOf(2) === null ? ['cancel'] : [seconds ?? 0];
};

/** COV notifications, clauses 13.6 and 13.7: the object that changed and its properties. */
export const readCov: Reader = (request, report, into) => {
  const from = request ?? report;
  if (from === null) return;
  const list = from.tagged(4);
  const object = from.objectOf(2);
  if (list === undefined) into.object = object;
  else addPropertyValues(from, object, partsOf(from.bytes, list.at, list.end), into);
};

/** Those of several objects at once, clause 13.18: each with its list of values. */
export const readCovMultiple: Reader = (request, report, into) => {
  const from = request ?? report;
  const list = from?.tagged(4);
  if (from === null || list === undefined) return;
  let object = '';
  for (const part of partsOf(from.bytes, list.at, list.end)) {
    if (part.tag === 0) object = from.value({ ...part, context: false, tag: 12 }).toString();
    else if (part.tag === 1) {
      addPropertyValues(from, object, partsOf(from.bytes, part.at, part.end), into);
    }
  }
};

/** Event notifications, clauses 13.8 and 13.9: what, from which state to which, why. */
export const readEvent: Reader = (request, report, into) => {
  const from = request ?? report;
  if (from === null) return;
  into.object = from.objectOf(2);
  const kind = from.numberOf(6);
  into.values = [nameIn('notifyType', from.numberOf(8) ?? 0)];
  if (kind !== null) into.values.push(nameIn('eventType', kind));
  for (const tag of [10, 11]) {
    const state = from.numberOf(tag);
    if (state !== null) into.values.push(nameIn('eventState', state));
  }
  const text = from.textOf(7);
  if (text !== '') into.values.push(text);
  const told = from.tagged(12);
  if (told === undefined) return;
  const { object } = into;
  const parameters = elementsByName(from.bytes, told.at, told.end, 'notification-parameters');
  for (const { name, values } of parameters) {
    into.items.push({ object: object + name, count: values.length, values });
  }
};

/** SubscribeCOVPropertyMultiple, clause 13.16: each property with the lifetime in seconds. */
export const readSubscribeMultiple: Reader = (request, _, into) => {
  const list = request?.tagged(4);
  if (request === null || list === undefined) return;
  const { bytes } = request;
  const seconds = request.numberOf(2);
  let object = '';
  for (const part of partsOf(bytes, list.at, list.end)) {
    if (part.tag === 0) object = objectName(request.number(part) ?? 0);
    else if (part.tag === 1) {
      for (const { tag, at, end } of partsOf(bytes, part.at, part.end)) {
        if (tag !== 0) continue;
        const [property] = addTyped(bytes, at, end, 'property-reference', []);
        addItem(into, `${object}/${property}`, [seconds ?? 'cancel']);
      }
    }
  }
};

/** Audit notifications, clauses 13.20 and 13.21: what was done to which object, and its value. */
export const readAudit: Reader = (request, report, into) => {
  const from = request ?? report;
  const list = from?.tagged(0);
  if (from === null || list === undefined) return;
  const { bytes } = from;
  let values: OperationValue[] = [];
  let target = '';
  const parts = partsOf(bytes, list.at, list.end);
  parts.forEach((part, i) => {
    const { tag, at, end } = part;
    if (tag === 4) values.push(`operation/${from.number(part)}`);
    else if (tag === 10) target = addTyped(bytes, at, end, 'recipient', []).join('');
    else if (tag === 11) target = objectName(from.number(part) ?? 0);
    else if (tag === 12) {
      target += `/${addTyped(bytes, at, end, 'property-reference', []).join('')}`;
    } else if (tag === 14) addValues(bytes, at, end, values);
    else if (tag === 16) values.push(...addTyped(bytes, at, end, 'error', []));
    const next = parts[i + 1];
    if (next !== undefined && next.tag > tag) return;
    addItem(into, target === '' ? 'target' : target, values);
    values = [];
    target = '';
  });
};

/** AcknowledgeAlarm, clause 13.5: the object, the state, and who acknowledges. */
export const readAcknowledge: Reader = (request, _, into) => {
  if (request === null) return;
  into.object = request.objectOf(1);
  into.values = [nameIn('eventState', request.numberOf(2) ?? 0), request.textOf(4)];
};

/** LifeSafetyOperation, clause 13.13. */
export const readLifeSafety: Reader = (request, _, into) => {
  if (request === null) return;
  const object = request.objectOf(3);
  const operation = nameIn('lifeSafety', request.numberOf(2) ?? 0);
  into.object = object === '' ? `life-safety/${operation}` : `${object}/${operation}`;
  into.values = [operation, request.textOf(1)];
};

/** GetAlarmSummary, clause 13.10: each object in alarm with its state. */
export const readAlarms: Reader = (_, answer, into) => {
  if (answer === null) return;
  answer.parts.forEach((part, i) => {
    if (part.tag !== 12) return;
    const state = answer.number(answer.parts[i + 1]) ?? 0;
    addItem(into, String(answer.value(part)), [nameIn('eventState', state)]);
  });
};

/** GetEnrollmentSummary, clause 13.11: each object with its type of event and its state. */
export const readEnrollments: Reader = (_, answer, into) => {
  if (answer === null) return;
  answer.parts.forEach((part, i) => {
    if (part.tag !== 12) return;
    const kind = answer.number(answer.parts[i + 1]) ?? 0;
    const state = answer.number(answer.parts[i + 2]) ?? 0;
    const values = [nameIn('eventType', kind), nameIn('eventState', state)];
    addItem(into, String(answer.value(part)), values);
  });
};

/** GetEventInformation, clause 13.12: each object with an event and its state. */
export const readEventInformation: Reader = (request, answer, into) => {
  if (request !== null) into.object = request.objectOf(0);
  const list = answer?.tagged(0);
  if (answer === null || list === undefined) return;
  into.object = '';
  let values: OperationValue[] = [];
  for (const part of partsOf(answer.bytes, list.at, list.end)) {
    if (part.tag === 0 && !part.constructed) {
      values = [];
      addItem(into, String(answer.value({ ...part, context: false, tag: 12 })), values);
    } else if (part.tag === 1 && !part.constructed) {
      values.push(nameIn('eventState', answer.number(part) ?? 0));
    }
  }
};
