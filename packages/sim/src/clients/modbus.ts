import { u16 } from '../bytes.ts';

/** One request of a Modbus client: what follows the MBAP header's unit. */
export type ModbusPdu = readonly number[];

/** The requests that people and tools of this plant make, V1.1b3 §6. */
export const modbus = {
  readCoils: (from: number, count: number): ModbusPdu => [1, ...u16(from), ...u16(count)],
  readDiscreteInputs: (from: number, count: number): ModbusPdu => [2, ...u16(from), ...u16(count)],
  readHolding: (from: number, count: number): ModbusPdu => [3, ...u16(from), ...u16(count)],
  readInput: (from: number, count: number): ModbusPdu => [4, ...u16(from), ...u16(count)],
  writeCoil: (at: number, on: boolean): ModbusPdu => [5, ...u16(at), on ? 0xff : 0, 0],
  writeRegister: (at: number, value: number): ModbusPdu => [6, ...u16(at), ...u16(value)],
  forceListenOnly: (): ModbusPdu => [8, 0, 4, 0, 0],
  reportServerId: (): ModbusPdu => [17],
  identifyDevice: (): ModbusPdu => [43, 0x0e, 1, 0],
} as const;

/** A whole request on TCP: MBAP header and PDU. */
export function modbusFrame(transaction: number, unit: number, pdu: ModbusPdu): Uint8Array {
  return Uint8Array.from([...u16(transaction), 0, 0, ...u16(1 + pdu.length), unit, ...pdu]);
}
