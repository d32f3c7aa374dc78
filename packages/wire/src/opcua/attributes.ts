import type { OperationValue } from '@bulkhead/model';
import { Decoder, type ExtensionObject } from './decoder.ts';
import type { Reader, Told } from './told.ts';
import { readDataValue, readVariant } from './variant.ts';

/** OPC 10000-6 annex A.1. 13 Value is meant where none is named. */
const ATTRIBUTES = [
  '',
  'NodeId',
  'NodeClass',
  'BrowseName',
  'DisplayName',
  'Description',
  'WriteMask',
  'UserWriteMask',
  'IsAbstract',
  'Symmetric',
  'InverseName',
  'ContainsNoLoops',
  'EventNotifier',
  'Value',
  'DataType',
  'ValueRank',
  'ArrayDimensions',
  'AccessLevel',
  'UserAccessLevel',
  'MinimumSamplingInterval',
  'Historizing',
  'Executable',
  'UserExecutable',
  'DataTypeDefinition',
  'RolePermissions',
  'UserRolePermissions',
  'AccessRestrictions',
  'AccessLevelEx',
];
const VALUE = 13;

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

/** `ns=2;s=Pump1`, `i=2253/BrowseName`, `i=2255[0:3]`: node, attribute, index range. */
export function readAttributeObject(decoder: Decoder, withEncoding: boolean): string {
  const node = decoder.nodeId();
  const attribute = decoder.uint32();
  const range = decoder.string();
  if (withEncoding) decoder.qualifiedName();
  const name = ATTRIBUTES[attribute] ?? `attribute_${attribute}`;
  return node + (attribute === VALUE ? '' : `/${name}`) + (range === '' ? '' : `[${range}]`);
}

/** Reads the requests and responses of the attribute services, OPC 10000-4 §5.11. */
export const readRead: Reader = (request, response, told) => {
  if (request !== null) {
    request.take(12);
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      told.add(readAttributeObject(request, true));
    }
  }
  if (response === null) return;
  const results = response.count();
  for (let i = 0; i < results && !response.broken; i++) {
    told.statuses.push(readDataValue(response, told.valuesOf(i)));
  }
};

export const readWrite: Reader = (request, response, told) => {
  if (request !== null) {
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      const object = readAttributeObject(request, false);
      const values: OperationValue[] = [];
      readDataValue(request, values);
      told.add(object, values);
    }
  }
  readStatuses(response, told);
};

/** An array of status codes, one for each object of the request. */
export function readStatuses(response: Decoder | null, told: Told): void {
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) told.status(i, response!.uint32());
}

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
    readHistoryData(response, data, told, i);
  }
};

/** Start and end of ReadRawModifiedDetails and ReadProcessedDetails, OPC 10000-11 §6.5. */
function periodOf(request: Decoder, details: ExtensionObject): OperationValue[] {
  const decoder = new Decoder(request.bytes, details.at, details.end);
  if (details.type === 'i=649') decoder.boolean();
  else if (details.type !== 'i=652') return [];
  return [decoder.dateTime(), decoder.dateTime()];
}

/** HistoryData (encoding 658): its DataValues. */
function readHistoryData(response: Decoder, data: ExtensionObject, told: Told, i: number): void {
  if (data.type !== 'i=658') return;
  const decoder = new Decoder(response.bytes, data.at, data.end);
  const into = told.valuesOf(i);
  for (let left = decoder.count(); left > 0 && !decoder.broken; left--) {
    readDataValue(decoder, into);
  }
}

export const readHistoryUpdate: Reader = (request, response, told) => {
  if (request !== null) {
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      const details = request.extensionObject();
      const decoder = new Decoder(request.bytes, details.at, details.end);
      const node = decoder.nodeId();
      const values: OperationValue[] = [HISTORY[details.type] ?? details.type];
      if (details.type === 'i=682') {
        decoder.take(4);
        for (let data = decoder.count(); data > 0 && !decoder.broken; data--) {
          readDataValue(decoder, values);
        }
      } else if (details.type === 'i=688') {
        decoder.boolean();
        values.push(decoder.dateTime(), decoder.dateTime());
      }
      told.add(node, values);
    }
  }
  if (response === null) return;
  const results = response.count();
  for (let i = 0; i < results && !response.broken; i++) {
    told.status(i, response.uint32());
    for (let left = response.count(); left > 0 && !response.broken; left--) response.take(4);
    response.diagnosticInfos();
  }
};

/** Object and method as `ns=2;i=7/ns=2;i=9`, arguments in and out; OPC 10000-4 §5.12. */
export const readCall: Reader = (request, response, told) => {
  if (request !== null) {
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      const object = `${request.nodeId()}/${request.nodeId()}`;
      const values: OperationValue[] = [];
      for (let args = request.count(); args > 0 && !request.broken; args--) {
        readVariant(request, values);
      }
      told.add(object, values);
    }
  }
  if (response === null) return;
  const results = response.count();
  for (let i = 0; i < results && !response.broken; i++) {
    told.status(i, response.uint32());
    for (let left = response.count(); left > 0 && !response.broken; left--) response.take(4);
    response.diagnosticInfos();
    const into = told.valuesOf(i);
    for (let left = response.count(); left > 0 && !response.broken; left--) {
      readVariant(response, into);
    }
  }
};
