import type { OperationValue } from '@bulkhead/model';
import { Decoder, type ExtensionObject, shown } from './decoder.ts';
import { readStatuses } from './attributes.ts';
import type { Reader, Told } from './told.ts';
import { readVariant } from './variant.ts';

/** Bit of `specifiedAttributes` for the value, OPC 10000-4 §7.24.1. */
const SPECIFIES_VALUE = 1 << 21;
const DIRECTIONS = ['forward', 'inverse', 'both'];
/** OPC 10000-3 §8.29. */
const NODE_CLASSES: Readonly<Record<number, string>> = {
  1: 'Object',
  2: 'Variable',
  4: 'Method',
  8: 'ObjectType',
  16: 'VariableType',
  32: 'ReferenceType',
  64: 'DataType',
  128: 'View',
};

/** Reads the requests and responses of the view services, OPC 10000-4 §5.9. */
export const readBrowse: Reader = (request, response, told) => {
  if (request !== null) {
    request.nodeId();
    request.take(16);
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      const node = request.nodeId();
      const direction = request.uint32();
      request.nodeId();
      request.take(9);
      told.add(node, [DIRECTIONS[direction] ?? direction]);
    }
  }
  readBrowseResults(response, told);
};

export const readBrowseNext: Reader = (request, response, told) => {
  if (request !== null) {
    const releases = request.boolean();
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      told.add(`continuation_point/${shown(request.byteString())}`, releases ? ['release'] : []);
    }
  }
  readBrowseResults(response, told);
};

/** The nodes found, by node id. */
function readBrowseResults(response: Decoder | null, told: Told): void {
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) {
    told.status(i, response!.uint32());
    response!.byteString();
    for (let left = response!.count(); left > 0 && !response!.broken; left--) {
      told.put(i, readReference(response!));
    }
  }
}

/** ReferenceDescription, OPC 10000-4 §7.30. */
function readReference(decoder: Decoder): string {
  decoder.nodeId();
  decoder.boolean();
  const node = decoder.expandedNodeId();
  decoder.qualifiedName();
  decoder.localizedText();
  decoder.take(4);
  decoder.expandedNodeId();
  return node;
}

export const readTranslate: Reader = (request, response, told) => {
  if (request !== null) {
    for (let left = request.count(); left > 0 && !request.broken; left--) {
      let path = request.nodeId();
      for (let steps = request.count(); steps > 0 && !request.broken; steps--) {
        request.nodeId();
        request.take(2);
        path += `/${request.qualifiedName()}`;
      }
      told.add(path);
    }
  }
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) {
    told.status(i, response!.uint32());
    for (let left = response!.count(); left > 0 && !response!.broken; left--) {
      told.put(i, response!.expandedNodeId());
      response!.take(4);
    }
  }
};

/** RegisterNodes and UnregisterNodes: node ids in, node ids out. */
export const readRegister: Reader = (request, response, told) => {
  for (let left = request?.count() ?? 0; left > 0 && !request!.broken; left--) {
    told.add(request!.nodeId());
  }
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) told.put(i, response!.nodeId());
};

/** The value that a new variable starts with: VariableAttributes, OPC 10000-4 §7.24.3. */
function valuesOf({ bytes }: Decoder, attributes: ExtensionObject): OperationValue[] {
  const values: OperationValue[] = [];
  if (attributes.type !== 'i=357') return values;
  const decoder = new Decoder(bytes, attributes.at, attributes.end);
  const specified = decoder.uint32();
  decoder.localizedText();
  decoder.localizedText();
  if ((specified & SPECIFIES_VALUE) !== 0) readVariant(decoder, values);
  return values;
}

/** NodeManagement, OPC 10000-4 §5.8. The object is the parent and the name of the new node. */
export const readAddNodes: Reader = (request, response, told) => {
  for (let left = request?.count() ?? 0; left > 0 && !request!.broken; left--) {
    const parent = request!.expandedNodeId();
    request!.nodeId();
    const wanted = request!.expandedNodeId();
    const name = request!.qualifiedName();
    const nodeClass = request!.uint32();
    const attributes = request!.extensionObject();
    const definition = request!.expandedNodeId();
    told.add(`${parent}/${name}`, [
      NODE_CLASSES[nodeClass] ?? nodeClass,
      ...(wanted.endsWith('i=0') ? [] : [wanted]),
      ...(definition.endsWith('i=0') ? [] : [`type/${definition}`]),
      ...valuesOf(request!, attributes),
    ]);
  }
  const results = response === null ? 0 : response.count();
  for (let i = 0; i < results && !response!.broken; i++) {
    const status = response!.uint32();
    const node = response!.nodeId();
    told.status(i, status);
    if (node !== 'i=0') told.put(i, node);
  }
};

export const readAddReferences: Reader = (request, response, told) => {
  for (let left = request?.count() ?? 0; left > 0 && !request!.broken; left--) {
    const source = request!.nodeId();
    const type = request!.nodeId();
    const forward = request!.boolean();
    request!.string();
    const target = request!.expandedNodeId();
    request!.take(4);
    told.add(source, [type, forward ? 'forward' : 'inverse', target]);
  }
  readStatuses(response, told);
};

export const readDeleteNodes: Reader = (request, response, told) => {
  for (let left = request?.count() ?? 0; left > 0 && !request!.broken; left--) {
    const node = request!.nodeId();
    told.add(node, request!.boolean() ? ['with_references'] : []);
  }
  readStatuses(response, told);
};

export const readDeleteReferences: Reader = (request, response, told) => {
  for (let left = request?.count() ?? 0; left > 0 && !request!.broken; left--) {
    const source = request!.nodeId();
    const type = request!.nodeId();
    const forward = request!.boolean();
    const target = request!.expandedNodeId();
    told.add(source, [type, forward ? 'forward' : 'inverse', target]);
    request!.boolean();
  }
  readStatuses(response, told);
};

/** QueryFirst: the types asked for. QueryNext: where to go on. OPC 10000-4 §5.10. */
export const readQueryFirst: Reader = (request, _, told) => {
  if (request === null) return;
  request.nodeId();
  request.take(12);
  // Each type has fields with paths after it; the first is what the query is about.
  const types = request.count();
  if (types > 0) told.object = `type/${request.expandedNodeId()}`;
};

export const readQueryNext: Reader = (request, _, told) => {
  if (request === null) return;
  request.boolean();
  told.object = `continuation_point/${shown(request.byteString())}`;
};
