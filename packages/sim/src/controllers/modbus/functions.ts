import { ascii, readU16, u16 } from '../../bytes.ts';
import type { Bit, ModbusIdentity, ModbusMemory, Register } from './memory.ts';

/** Exception codes, Modbus Application Protocol V1.1b3 §7. */
export const EXCEPTIONS = {
  illegalFunction: 1,
  illegalDataAddress: 2,
  illegalDataValue: 3,
  gatewayTargetFailed: 11,
} as const;

/** Quantities of one request, V1.1b3 §6. */
const READ_BITS_MAX = 2_000;
const READ_REGISTERS_MAX = 125;
const WRITE_BITS_MAX = 1_968;
const WRITE_REGISTERS_MAX = 123;

/** The data behind the function code, or the code of an exception. */
export type Answer = readonly number[] | number;

/** §6.1, §6.2: function 1 or 2. */
export function readBits(table: readonly Bit[], data: Uint8Array): Answer {
  if (data.length !== 4) return EXCEPTIONS.illegalDataValue;
  const [from, count] = [readU16(data, 0), readU16(data, 2)];
  if (count < 1 || count > READ_BITS_MAX) return EXCEPTIONS.illegalDataValue;
  if (from + count > table.length) return EXCEPTIONS.illegalDataAddress;
  const packed = Array.from({ length: Math.ceil(count / 8) }, () => 0);
  for (let i = 0; i < count; i++) {
    if (table[from + i]!.read()) packed[i >> 3] = packed[i >> 3]! | (1 << (i & 7));
  }
  return [packed.length, ...packed];
}

/** §6.3, §6.4: function 3 or 4. */
export function readRegisters(table: readonly Register[], data: Uint8Array): Answer {
  if (data.length !== 4) return EXCEPTIONS.illegalDataValue;
  const [from, count] = [readU16(data, 0), readU16(data, 2)];
  if (count < 1 || count > READ_REGISTERS_MAX) return EXCEPTIONS.illegalDataValue;
  if (from + count > table.length) return EXCEPTIONS.illegalDataAddress;
  const values = table.slice(from, from + count).flatMap((register) => u16(register.read()));
  return [values.length, ...values];
}

/** §6.5: function 5; on is 0xFF00, off is 0, nothing else. */
export function writeCoil({ coils }: ModbusMemory, data: Uint8Array): Answer {
  if (data.length !== 4) return EXCEPTIONS.illegalDataValue;
  const value = readU16(data, 2);
  if (value !== 0 && value !== 0xff00) return EXCEPTIONS.illegalDataValue;
  const coil = coils[readU16(data, 0)];
  if (coil?.write === undefined) return EXCEPTIONS.illegalDataAddress;
  coil.write(value === 0xff00);
  return [...data];
}

/** §6.6: function 6. */
export function writeRegister({ holdingRegisters }: ModbusMemory, data: Uint8Array): Answer {
  if (data.length !== 4) return EXCEPTIONS.illegalDataValue;
  const register = holdingRegisters[readU16(data, 0)];
  if (register?.write === undefined) return EXCEPTIONS.illegalDataAddress;
  register.write(readU16(data, 2));
  return [...data];
}

/** §6.11: function 15. */
export function writeCoils({ coils }: ModbusMemory, data: Uint8Array): Answer {
  const [from, count] = [readU16(data, 0), readU16(data, 2)];
  const bytes = Math.ceil(count / 8);
  if (data.length < 5 || count < 1 || count > WRITE_BITS_MAX) return EXCEPTIONS.illegalDataValue;
  if (data[4] !== bytes || data.length !== 5 + bytes) return EXCEPTIONS.illegalDataValue;
  const touched = coils.slice(from, from + count);
  if (touched.length !== count || touched.some((coil) => coil.write === undefined)) {
    return EXCEPTIONS.illegalDataAddress;
  }
  touched.forEach((coil, i) => coil.write!(((data[5 + (i >> 3)]! >> (i & 7)) & 1) === 1));
  return [...data.subarray(0, 4)];
}

/** §6.12: function 16. */
export function writeRegisters({ holdingRegisters }: ModbusMemory, data: Uint8Array): Answer {
  const [from, count] = [readU16(data, 0), readU16(data, 2)];
  if (data.length < 5 || count < 1 || count > WRITE_REGISTERS_MAX) {
    return EXCEPTIONS.illegalDataValue;
  }
  if (data[4] !== 2 * count || data.length !== 5 + 2 * count) return EXCEPTIONS.illegalDataValue;
  const touched = holdingRegisters.slice(from, from + count);
  if (touched.length !== count || touched.some((register) => register.write === undefined)) {
    return EXCEPTIONS.illegalDataAddress;
  }
  touched.forEach((register, i) => register.write!(readU16(data, 5 + 2 * i)));
  return [...data.subarray(0, 4)];
}

/** §6.13: function 17; the run indicator is on. */
export function reportServerId(identity: ModbusIdentity): Answer {
  const text = ascii(`${identity.vendor} ${identity.product}`);
  return [2 + text.length, 0x01, 0xff, ...text];
}

/** §6.21: function 43 with MEI type 14, the three basic objects. */
export function identifyDevice(identity: ModbusIdentity, data: Uint8Array): Answer {
  if (data.length !== 3 || data[0] !== 0x0e) return EXCEPTIONS.illegalFunction;
  if (data[1] !== 1) return EXCEPTIONS.illegalDataValue;
  const first = data[2]!;
  const texts = [identity.vendor, identity.product, identity.revision];
  if (first >= texts.length) return EXCEPTIONS.illegalDataAddress;
  const objects = texts.slice(first).flatMap((text, i) => [first + i, text.length, ...ascii(text)]);
  return [0x0e, 1, 0x01, 0, 0, texts.length - first, ...objects];
}
