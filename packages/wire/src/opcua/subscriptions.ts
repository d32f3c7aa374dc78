import { OPERATION_OBJECT_CHARACTERS_MAX } from '@bulkhead/model';
import { readAttributeObject, readStatuses } from './attributes.ts';
import { Decoder, type ExtensionObject } from './decoder.ts';
import { readSelected } from './filter.ts';
import { isBad, statusName } from './status-codes.ts';
import type { Reader, Told } from './told.ts';
import { readDataValue, readVariant } from './variant.ts';

const MONITORING_MODES = ['Disabled', 'Sampling', 'Reporting'];
/** Encoding of an EventFilter, OPC 10000-6 annex A. */
const EVENT_FILTER = 'i=727';
/** Notifications of a Publish response by the node id of their encoding, OPC 10000-6 annex A. */
const CAUSES: Readonly<Record<string, string>> = {
  'i=811': 'data_change',
  'i=916': 'event',
  'i=820': 'status_change',
};
const NOTIFICATION = { dataChange: 'i=811', events: 'i=916', statusChange: 'i=820' };

/** Handle, sampling interval, filter, queue size, discard oldest: OPC 10000-4 §7.21. */
export function readMonitoringParameters(decoder: Decoder): {
  readonly handle: number;
  readonly filter: ExtensionObject;
} {
  const handle = decoder.uint32();
  decoder.take(8);
  const filter = decoder.extensionObject();
  decoder.take(5);
  return { handle, filter };
}

/** One item of CreateMonitoredItems, OPC 10000-4 §5.13.2. */
export function readMonitoredItem(request: Decoder): {
  readonly object: string;
  readonly mode: number;
  readonly handle: number;
  readonly filter: ExtensionObject;
} {
  const object = readAttributeObject(request, true).slice(0, OPERATION_OBJECT_CHARACTERS_MAX);
  const mode = request.uint32();
  return { object, mode, ...readMonitoringParameters(request) };
}

/** `select/Severity` and so on: the fields of each event, in the order in which it tells them. */
function selectedBy({ bytes }: Decoder, filter: ExtensionObject): string[] {
  if (filter.type !== EVENT_FILTER) return [];
  const fields = readSelected(new Decoder(bytes, filter.at, filter.end));
  return fields.map((field) => `select/${field}`);
}

/** What follows the status, and the number of a new item: intervals, and the filter's result. */
export function skipItemResult(response: Decoder): void {
  response.take(12);
  response.skipExtensionObject();
}

/** The monitored item services, OPC 10000-4 §5.13. */
export const readCreateItems: Reader = (request, response, told) => {
  if (request !== null) {
    told.address = request.uint32();
    request.take(4);
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      const { object, mode, filter } = readMonitoredItem(request);
      told.add(object, [MONITORING_MODES[mode] ?? mode, ...selectedBy(request, filter)]);
    }
  }
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) {
    const status = response!.uint32();
    const item = response!.uint32();
    skipItemResult(response!);
    told.status(i, status);
    if (!isBad(status)) told.put(i, `item/${item}`);
  }
};

export const readModifyItems: Reader = (request, response, told) => {
  if (request !== null) {
    const subscription = request.uint32();
    told.address = subscription;
    request.take(4);
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      addItem(told, subscription, request.uint32());
      readMonitoringParameters(request);
    }
  }
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) {
    told.status(i, response!.uint32());
    skipItemResult(response!);
  }
};

export const readSetMonitoringMode: Reader = (request, response, told) => {
  if (request !== null) {
    const subscription = request.uint32();
    told.address = subscription;
    const mode = request.uint32();
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      addItem(told, subscription, request.uint32(), MONITORING_MODES[mode] ?? mode);
    }
  }
  readStatuses(response, told);
};

export const readSetTriggering: Reader = (request, _, told) => {
  if (request === null) return;
  const subscription = request.uint32();
  told.address = subscription;
  const trigger = request.uint32();
  told.object = told.channel?.monitored.ofItem(subscription, trigger) ?? '';
  if (told.object === '') told.object = itemObject(subscription, trigger);
  for (const word of ['add', 'remove']) {
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      told.values.push(`${word}/item/${request.uint32()}`);
    }
  }
};

export const readDeleteItems: Reader = (request, response, told) => {
  if (request !== null) {
    const subscription = request.uint32();
    told.address = subscription;
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      addItem(told, subscription, request.uint32());
    }
  }
  readStatuses(response, told);
};

/** The subscription services, OPC 10000-4 §5.14. Values: the publishing interval in ms. */
export const readCreateSubscription: Reader = (request, response, told) => {
  if (request !== null) told.values = [request.double()];
  told.address = response === null ? null : response.uint32();
  told.object = told.address === null ? 'subscription' : `subscription/${told.address}`;
};

export const readModifySubscription: Reader = (request, _, told) => {
  if (request === null) return;
  told.address = request.uint32();
  told.object = `subscription/${told.address}`;
  told.values = [request.double()];
};

export const readSetPublishingMode: Reader = (request, response, told) => {
  if (request !== null) {
    const enabled = request.boolean();
    readSubscriptionIds(request, told, [enabled]);
  }
  readStatuses(response, told);
};

export const readDeleteSubscriptions: Reader = (request, response, told) => {
  if (request !== null) readSubscriptionIds(request, told, []);
  readStatuses(response, told);
};

export const readTransfer: Reader = (request, response, told) => {
  if (request !== null) readSubscriptionIds(request, told, []);
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) {
    told.status(i, response!.uint32());
    for (let left = response!.count(); left > 0 && !response!.broken; left--) response!.take(4);
  }
};

/**
 * The object is the subscription that reports, its items the nodes that changed: their values, or
 * the fields of an event in the order in which the client selected them.
 */
export const readPublish: Reader = (_, response, told) => {
  told.object = 'subscription';
  if (response === null) return;
  told.address = response.uint32();
  told.object = `subscription/${told.address}`;
  for (let left = response.count(); left > 0 && !response.broken; left--) response.take(4);
  response.boolean();
  readNotificationMessage(response, told);
};

export const readRepublish: Reader = (request, response, told) => {
  if (request !== null) {
    told.address = request.uint32();
    told.object = `subscription/${told.address}`;
  }
  if (response !== null) readNotificationMessage(response, told);
};

/** OPC 10000-4 §7.26: number, time, then the notifications. */
function readNotificationMessage(decoder: Decoder, told: Told): void {
  decoder.take(12);
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    readNotification(decoder, decoder.extensionObject(), told);
  }
}

function readNotification(message: Decoder, data: ExtensionObject, told: Told): void {
  const decoder = new Decoder(message.bytes, data.at, data.end);
  const { dataChange, events, statusChange } = NOTIFICATION;
  told.addCause(CAUSES[data.type] ?? 'other');
  if (data.type === statusChange) return told.add('status', [statusName(decoder.uint32())]);
  if (data.type !== dataChange && data.type !== events) return;
  const subscription = told.address ?? 0;
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    const handle = decoder.uint32();
    const object = told.channel?.monitored.ofHandle(subscription, handle) ?? '';
    const values = readNotified(decoder, data.type === dataChange);
    told.add(object === '' ? `client_handle/${handle}` : object, values);
  }
}

function readNotified(decoder: Decoder, isDataValue: boolean): Told['values'] {
  const values: Told['values'] = [];
  if (isDataValue) readDataValue(decoder, values);
  else {
    for (let fields = decoder.count(); fields > 0 && !decoder.broken; fields--) {
      readVariant(decoder, values);
    }
  }
  return values;
}

function readSubscriptionIds(request: Decoder, told: Told, values: Told['values']): void {
  for (let left = request.count(); left > 0 && !request.broken; left--) {
    const subscription = request.uint32();
    told.address ??= subscription;
    told.add(`subscription/${subscription}`, [...values]);
  }
}

/** The node of a monitored item, then its number; by that alone where its creation was not seen. */
function addItem(told: Told, subscription: number, item: number, ...values: Told['values']): void {
  const object = told.channel?.monitored.ofItem(subscription, item) ?? '';
  if (object === '') told.add(itemObject(subscription, item), values);
  else told.add(object, [...values, `item/${item}`]);
}

function itemObject(subscription: number, item: number): string {
  return `subscription/${subscription}/item/${item}`;
}
