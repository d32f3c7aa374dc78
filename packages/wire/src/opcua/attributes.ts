import type { OperationValue } from '@bulkhead/model';
import type { Decoder } from './decoder.ts';
import { isBad } from './status-codes.ts';
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
    const hasValue = (response.bytes[response.at]! & 1) !== 0;
    const into = told.valuesOf(i);
    const status = readDataValue(response, into);
    if (hasValue || !isBad(status)) told.statuses.push(status);
    else {
      into.length = 0;
      told.status(i, status);
    }
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

/**
 * Arguments in front of those that are passwords: ChangePassword, AddUser and ModifyUser of
 * OPC 10000-18 §5.2. What is secret is not told.
 */
const OPEN_ARGUMENTS: Readonly<Record<string, number>> = {
  'i=24275': 0,
  'i=24310': 0,
  'i=24269': 1,
  'i=24304': 1,
  'i=24271': 1,
  'i=24306': 1,
};

/** Object and method as `ns=2;i=7/ns=2;i=9`, arguments in and out; OPC 10000-4 §5.12. */
export const readCall: Reader = (request, response, told) => {
  if (request !== null) {
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      const object = request.nodeId();
      const method = request.nodeId();
      const values: OperationValue[] = [];
      for (let args = request.count(); args > 0 && !request.broken; args--) {
        readVariant(request, values);
      }
      told.add(`${object}/${method}`, values.slice(0, OPEN_ARGUMENTS[method]));
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
