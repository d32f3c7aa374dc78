import { readU16, u16 } from '../../bytes.ts';
import type { Controller, ControllerSession } from '../controller.ts';
import {
  EXCEPTIONS,
  identifyDevice,
  readBits,
  readRegisters,
  reportServerId,
  writeCoil,
  writeCoils,
  writeRegister,
  writeRegisters,
  type Answer,
} from './functions.ts';
import type { ModbusIdentity, ModbusMemory } from './memory.ts';

/** Modbus Messaging on TCP/IP V1.0b §3.1: MBAP header, then at most 253 bytes of PDU. */
const MBAP_BYTES = 7;
const LENGTH_MAX = 254;

/** A Modbus/TCP server on port 502 that answers for one unit. */
export class ModbusController implements Controller {
  readonly port = 502;
  readonly #memory: ModbusMemory;
  readonly #identity: ModbusIdentity;
  readonly #unit: number;
  /** Diagnostics 8/4: takes requests, acts on them, answers nobody. */
  listensOnly = false;

  constructor(memory: ModbusMemory, identity: ModbusIdentity, unit = 1) {
    this.#memory = memory;
    this.#identity = identity;
    this.#unit = unit;
  }

  open(): ControllerSession {
    return { answer: (frame) => this.#answer(frame) };
  }

  frameBytes(buffer: Uint8Array): number | undefined {
    if (buffer.length < MBAP_BYTES) return undefined;
    const length = readU16(buffer, 4);
    if (readU16(buffer, 2) !== 0 || length < 2 || length > LENGTH_MAX) return 0;
    return buffer.length >= 6 + length ? 6 + length : undefined;
  }

  #answer(frame: Uint8Array): Uint8Array[] {
    const whole = this.frameBytes(frame) === frame.length && frame.length > MBAP_BYTES;
    if (!whole) return [];
    const [unit, code] = [frame[6]!, frame[7]!];
    const silent = this.listensOnly;
    const said =
      unit === this.#unit ? this.#perform(code, frame.subarray(8)) : EXCEPTIONS.gatewayTargetFailed;
    // §6.8: in listen only mode nothing is answered, and the restart that ends it is not either.
    if (silent || this.listensOnly) return [];
    const pdu = typeof said === 'number' ? [code | 0x80, said] : [code, ...said];
    return [Uint8Array.from([...frame.subarray(0, 4), ...u16(1 + pdu.length), unit, ...pdu])];
  }

  #perform(code: number, data: Uint8Array): Answer {
    const memory = this.#memory;
    // §6.8.1, restart communications, is the only request that listen only mode heeds.
    if (this.listensOnly && code !== 8) return [];
    switch (code) {
      case 1:
        return readBits(memory.coils, data);
      case 2:
        return readBits(memory.discreteInputs, data);
      case 3:
        return readRegisters(memory.holdingRegisters, data);
      case 4:
        return readRegisters(memory.inputRegisters, data);
      case 5:
        return writeCoil(memory, data);
      case 6:
        return writeRegister(memory, data);
      case 8:
        return this.#diagnose(data);
      case 15:
        return writeCoils(memory, data);
      case 16:
        return writeRegisters(memory, data);
      case 17:
        return reportServerId(this.#identity);
      case 43:
        return identifyDevice(this.#identity, data);
      default:
        return EXCEPTIONS.illegalFunction;
    }
  }

  /** §6.8.1: 0 gives the data back, 1 restarts communications, 4 forces listen only mode. */
  #diagnose(data: Uint8Array): Answer {
    if (data.length < 4) return EXCEPTIONS.illegalDataValue;
    const kind = readU16(data, 0);
    if (kind === 1) this.listensOnly = false;
    if (kind === 4) this.listensOnly = true;
    return kind === 0 || kind === 1 || kind === 4 ? [...data] : EXCEPTIONS.illegalFunction;
  }
}
