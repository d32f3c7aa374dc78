import { OPERATION_VALUES_MAX, type OperationValue } from '@bulkhead/model';
import { type Decoder, shown } from './decoder.ts';
import { isBad, statusName } from './status-codes.ts';
import { structureValues } from './structures.ts';

/** Values within values; OPC 10000-6 §5.1.5 lets decoders stop, and CVE-2018-12086 is why. */
const DEPTH_MAX = 16;

/**
 * Reads a Variant (OPC 10000-6 §5.2.2.16) and adds its values; arrays one by one, matrices in the
 * order of the wire.
 */
export function readVariant(decoder: Decoder, into: OperationValue[]): void {
  const encoding = decoder.byte();
  const type = encoding & 0x3f;
  if (type === 0) return;
  if (decoder.depth >= DEPTH_MAX) return tooDeep(decoder);
  decoder.depth++;
  const elements = (encoding & 0x80) === 0 ? 1 : decoder.count();
  for (let i = 0; i < elements && !decoder.broken; i++) readBuiltIn(decoder, type, into);
  if ((encoding & 0x40) !== 0) {
    for (let left = decoder.count(); left > 0 && !decoder.broken; left--) decoder.take(4);
  }
  decoder.depth--;
}

/**
 * Reads a DataValue (§5.2.2.17) and adds its value; a status that is not Good follows it by name.
 * Gives the status.
 */
export function readDataValue(decoder: Decoder, into: OperationValue[]): number {
  if (decoder.depth >= DEPTH_MAX) {
    tooDeep(decoder);
    return 0;
  }
  decoder.depth++;
  const mask = decoder.byte();
  if ((mask & 0x01) !== 0) readVariant(decoder, into);
  const status = (mask & 0x02) === 0 ? 0 : decoder.uint32();
  skipStamps(decoder, mask);
  if (isBad(status)) push(into, statusName(status));
  decoder.depth--;
  return status;
}

/** Steps over the times of a DataValue with this mask. */
export function skipStamps(decoder: Decoder, mask: number): void {
  if ((mask & 0x04) !== 0) decoder.take(8);
  if ((mask & 0x10) !== 0) decoder.take(2);
  if ((mask & 0x08) !== 0) decoder.take(8);
  if ((mask & 0x20) !== 0) decoder.take(2);
}

/** Steps over a Variant without making its values. */
export function skipVariant(decoder: Decoder): void {
  const encoding = decoder.byte();
  const type = encoding & 0x3f;
  if (type === 0) return;
  if (decoder.depth >= DEPTH_MAX) return tooDeep(decoder);
  decoder.depth++;
  const elements = (encoding & 0x80) === 0 ? 1 : decoder.count();
  const size = SIZES[type] ?? 0;
  if (size > 0) decoder.take(elements * size);
  else for (let i = 0; i < elements && !decoder.broken; i++) skipBuiltIn(decoder, type);
  if ((encoding & 0x40) !== 0) decoder.take(decoder.count() * 4);
  decoder.depth--;
}

/** Bytes of the built-in types that always have as many, §5.1.2 table 1; 0 for the others. */
const SIZES = [0, 1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 0, 8, 16, 0, 0, 0, 0, 4];

function skipBuiltIn(decoder: Decoder, type: number): void {
  switch (type) {
    case 17:
    case 18:
      return decoder.skipNodeId();
    case 20:
      decoder.take(2);
      return decoder.skipString();
    case 21: {
      const mask = decoder.byte();
      if ((mask & 1) !== 0) decoder.skipString();
      if ((mask & 2) !== 0) decoder.skipString();
      return;
    }
    case 22:
      return decoder.skipExtensionObject();
    case 23: {
      const mask = decoder.byte();
      if ((mask & 0x01) !== 0) skipVariant(decoder);
      if ((mask & 0x02) !== 0) decoder.take(4);
      return skipStamps(decoder, mask);
    }
    case 24:
      return skipVariant(decoder);
    case 25:
      return decoder.diagnosticInfo();
    default:
      return decoder.skipString();
  }
}

function tooDeep(decoder: Decoder): void {
  decoder.tooDeep = true;
  decoder.broken = true;
}

function push(into: OperationValue[], value: OperationValue): void {
  if (into.length < OPERATION_VALUES_MAX) into.push(value);
}

/** One value of a built-in type, §5.1.2 table 1. */
function readBuiltIn(decoder: Decoder, type: number, into: OperationValue[]): void {
  switch (type) {
    case 22: {
      const object = decoder.extensionObject();
      for (const value of structureValues(decoder.bytes, object)) push(into, value);
      return;
    }
    case 23:
      readDataValue(decoder, into);
      return;
    case 24:
      return readVariant(decoder, into);
    case 25:
      return decoder.diagnosticInfo();
    default:
      return push(into, readScalar(decoder, type));
  }
}

function readScalar(decoder: Decoder, type: number): OperationValue {
  switch (type) {
    case 1:
      return decoder.boolean();
    case 2:
      return (decoder.byte() << 24) >> 24;
    case 3:
      return decoder.byte();
    case 4:
      return (decoder.uint16() << 16) >> 16;
    case 5:
      return decoder.uint16();
    case 6:
      return decoder.int32();
    case 7:
      return decoder.uint32();
    case 8:
      return exact(decoder.int64());
    case 9:
      return exact(BigInt.asUintN(64, decoder.int64()));
    case 10:
      return decoder.float();
    case 11:
      return decoder.double();
    case 13:
      return decoder.dateTime();
    case 14:
      return decoder.guid();
    case 15:
      return shown(decoder.byteString());
    case 17:
      return decoder.nodeId();
    case 18:
      return decoder.expandedNodeId();
    case 19:
      return statusName(decoder.uint32());
    case 20:
      return decoder.qualifiedName();
    case 21:
      return decoder.localizedText();
    default:
      // 12 String and 16 XmlElement; 26 to 31 are to be read as ByteString.
      return type === 12 || type === 16 ? decoder.string() : shown(decoder.byteString());
  }
}

/** As a number where it is exact, as text beyond that. */
function exact(value: bigint): OperationValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
