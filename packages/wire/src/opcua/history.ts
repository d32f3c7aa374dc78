import type { OperationValue } from '@bulkhead/model';
import { Decoder, type ExtensionObject, shown } from './decoder.ts';
import { readSelected, skipContentFilter } from './filter.ts';
import type { Reader, Told } from './told.ts';
import { readDataValue, readVariant } from './variant.ts';

/** Encodings of the parameters of HistoryRead and HistoryUpdate, OPC 10000-6 annex A. */
const HISTORY: Readonly<Record<string, string>> = {
  'i=646': 'read_event_details',
  'i=649': 'read_raw_modified_details',
  'i=652': 'read_processed_details',
  'i=655': 'read_at_time_details',
  'i=682': 'update_data_details',
  'i=685': 'update_event_details',
  'i=688': 'delete_raw_modified_details',
  'i=691': 'delete_at_time_details',
  'i=694': 'delete_event_details',
  'i=11300': 'update_structure_data_details',
};

/** PerformUpdateType, OPC 10000-11 §6.9.2. */
const PERFORM = ['', 'insert', 'replace', 'update', 'remove'];

/** HistoryRead, OPC 10000-4 §5.11.3: kind and period asked for, then what was read. */
export const readHistoryRead: Reader = (request, response, told) => {
  if (request !== null) {
    const details = request.extensionObject();
    request.take(5);
    const kind = HISTORY[details.type] ?? details.type;
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      const node = request.nodeId();
      const range = request.string();
      request.qualifiedName();
      request.byteString();
      told.add(range === '' ? node : `${node}[${range}]`, [kind, ...periodOf(request, details)]);
    }
  }
  if (response === null) return;
  const results = response.count();
  for (let i = 0; i < results && !response.broken; i++) {
    const status = response.uint32();
    response.byteString();
    const data = response.extensionObject();
    told.status(i, status);
    readHistoryData(response, data, told.valuesOf(i));
  }
};

/** Start and end of the events, raw or processed values asked for, OPC 10000-11 §6.5. */
function periodOf(request: Decoder, details: ExtensionObject): OperationValue[] {
  const decoder = new Decoder(request.bytes, details.at, details.end);
  if (details.type === 'i=646') decoder.take(4);
  else if (details.type === 'i=649') decoder.boolean();
  else if (details.type !== 'i=652') return [];
  return [decoder.dateTime(), decoder.dateTime()];
}

/** HistoryData and HistoryModifiedData: DataValues; HistoryEvent: fields of events. §6.6. */
function readHistoryData(response: Decoder, data: ExtensionObject, into: OperationValue[]): void {
  const decoder = new Decoder(response.bytes, data.at, data.end);
  if (data.type === 'i=658' || data.type === 'i=11227') readDataValues(decoder, into);
  else if (data.type === 'i=661') readEvents(decoder, into);
}

function readDataValues(decoder: Decoder, into: OperationValue[]): void {
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    readDataValue(decoder, into);
  }
}

/** HistoryEventFieldList: the fields of each event, one after another. */
function readEvents(decoder: Decoder, into: OperationValue[]): void {
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    for (let fields = decoder.count(); fields > 0 && !decoder.broken; fields--) {
      readVariant(decoder, into);
    }
  }
}

/** HistoryUpdate, OPC 10000-4 §5.11.5: kind, what is done, and to which values or times. */
export const readHistoryUpdate: Reader = (request, response, told) => {
  for (let left = request?.count() ?? 0; left > 0 && !request!.broken; left--) {
    const details = request!.extensionObject();
    const decoder = new Decoder(request!.bytes, details.at, details.end);
    const node = decoder.nodeId();
    const values: OperationValue[] = [HISTORY[details.type] ?? details.type];
    readUpdate(decoder, details.type, values);
    told.add(node, values);
  }
  readUpdateResults(response, told);
};

/** The details behind the node, OPC 10000-11 §6.9. */
function readUpdate(decoder: Decoder, type: string, into: OperationValue[]): void {
  switch (type) {
    case 'i=682':
    case 'i=11300':
      into.push(performed(decoder));
      return readDataValues(decoder, into);
    case 'i=685':
      into.push(performed(decoder));
      readSelected(decoder);
      skipContentFilter(decoder);
      return readEvents(decoder, into);
    case 'i=688':
      decoder.boolean();
      into.push(decoder.dateTime(), decoder.dateTime());
      return;
    case 'i=691':
    case 'i=694':
      for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
        into.push(type === 'i=691' ? decoder.dateTime() : shown(decoder.byteString()));
      }
      return;
    default:
  }
}

function performed(decoder: Decoder): OperationValue {
  const type = decoder.uint32();
  return PERFORM[type] ?? type;
}

function readUpdateResults(response: Decoder | null, told: Told): void {
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) {
    told.status(i, response!.uint32());
    for (let left = response!.count(); left > 0 && !response!.broken; left--) response!.take(4);
    response!.diagnosticInfos();
  }
}
