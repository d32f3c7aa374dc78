import type { OperationValue } from '@bulkhead/model';
import { Decoder, type ExtensionObject, shown } from './decoder.ts';

/** Node ids of the binary encodings of structures read here, OPC 10000-6 annex A. */
const STRUCTURE = { range: 'i=886', euInformation: 'i=889', buildInfo: 'i=340', status: 'i=864' };

/** Identity of a server's software, OPC 10000-5 §12.4. */
export interface BuildInfo {
  readonly productUri: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly version: string;
  readonly build: string;
}

/** Names of the states of a server, OPC 10000-5 §12.6. */
const SERVER_STATES = [
  'Running',
  'Failed',
  'NoConfiguration',
  'Suspended',
  'Shutdown',
  'Test',
  'CommunicationFault',
  'Unknown',
];

/** Values of a structure known by its node id; its type and bytes where it is not known. */
export function structureValues(bytes: Uint8Array, object: ExtensionObject): OperationValue[] {
  const decoder = new Decoder(bytes, object.at, object.end);
  switch (object.type) {
    case STRUCTURE.range:
      return [decoder.double(), decoder.double()];
    case STRUCTURE.euInformation: {
      const values = [decoder.string(), decoder.int32()];
      return [...values, decoder.localizedText(), decoder.localizedText()];
    }
    case STRUCTURE.buildInfo:
    case STRUCTURE.status: {
      const state = object.type === STRUCTURE.status ? readServerState(decoder) : [];
      const { productUri, manufacturer, product, version, build } = readBuildInfo(decoder);
      return [...state, productUri, manufacturer, product, version, build];
    }
    default:
      return object.end > object.at
        ? [object.type, shown(bytes.subarray(object.at, object.end))]
        : [object.type];
  }
}

/** The BuildInfo of a structure that has one; null for others. */
export function buildInfoOf(bytes: Uint8Array, object: ExtensionObject): BuildInfo | null {
  const decoder = new Decoder(bytes, object.at, object.end);
  if (object.type === STRUCTURE.status) readServerState(decoder);
  else if (object.type !== STRUCTURE.buildInfo) return null;
  return readBuildInfo(decoder);
}

/** Start time, current time and state: the fields of ServerStatusDataType before its BuildInfo. */
function readServerState(decoder: Decoder): OperationValue[] {
  const times = [decoder.dateTime(), decoder.dateTime()];
  const state = decoder.uint32();
  return [...times, SERVER_STATES[state] ?? `state_${state}`];
}

function readBuildInfo(decoder: Decoder): BuildInfo {
  return {
    productUri: decoder.string(),
    manufacturer: decoder.string(),
    product: decoder.string(),
    version: decoder.string(),
    build: decoder.string(),
  };
}
