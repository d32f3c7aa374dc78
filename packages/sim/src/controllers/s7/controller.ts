import { readU16, u16 } from '../../bytes.ts';
import type { Controller, ControllerSession } from '../controller.ts';
import type { S7Cpu } from './cpu.ts';
import {
  COTP_CONNECT_REQUEST,
  cotpType,
  parseS7,
  S7_KINDS,
  s7Answer,
  s7Frame,
  tpkt,
  tpktBytes,
  type S7Pdu,
} from './frame.ts';
import { Upload } from './transfer.ts';
import { answerUserdata } from './userdata.ts';
import { readVariables, writeVariables } from './variables.ts';

/** Largest S7 PDU that this CPU grants. */
const PDU_BYTES_MAX = 240;
/** "The function is not permitted in the current protection level." */
const ERROR_PROTECTION_LEVEL = 0xd241;
/** "Service not implemented on the module." */
const ERROR_NOT_IMPLEMENTED = 0x8104;

/** An S7 CPU on port 102: S7comm in COTP in TPKT. */
export class S7Controller implements Controller {
  readonly port = 102;
  readonly #cpu: S7Cpu;

  constructor(cpu: S7Cpu) {
    this.#cpu = cpu;
  }

  open(): ControllerSession {
    const upload = new Upload(this.#cpu);
    return { answer: (frame) => this.#answer(frame, upload) };
  }

  frameBytes(buffer: Uint8Array): number | undefined {
    return tpktBytes(buffer);
  }

  #answer(frame: Uint8Array, upload: Upload): Uint8Array[] {
    if (cotpType(frame) === COTP_CONNECT_REQUEST) return confirm(frame);
    const pdu = parseS7(frame);
    if (pdu === undefined) return [];
    if (pdu.kind === S7_KINDS.userdata) {
      const said = answerUserdata(this.#cpu, pdu.parameter, pdu.data);
      if (said === undefined) return [];
      return [s7Frame(S7_KINDS.userdata, pdu.reference, said.parameter, said.data)];
    }
    return pdu.kind === S7_KINDS.job ? [this.#perform(pdu, upload)] : [];
  }

  #perform(pdu: S7Pdu, upload: Upload): Uint8Array {
    const { reference, parameter, data } = pdu;
    const code = parameter[0] ?? 0;
    switch (code) {
      case 0xf0: {
        const size = Math.min(readU16(parameter, 6), PDU_BYTES_MAX);
        return s7Answer(reference, [0xf0, 0, 0, 1, 0, 1, ...u16(size)]);
      }
      case 0x04:
        return s7Answer(reference, [4, parameter[1] ?? 0], readVariables(this.#cpu, parameter));
      case 0x05: {
        const codes = writeVariables(this.#cpu, parameter, data);
        return s7Answer(reference, [5, codes.length], codes);
      }
      case 0x1d:
        if (this.#cpu.isProtected) return refuse(reference, code);
        return upload.start(reference, parameter);
      case 0x1e:
        return upload.next(reference);
      case 0x1f:
        return upload.end(reference);
      case 0x29:
        if (this.#cpu.isProtected) return refuse(reference, code);
        this.#cpu.isRunning = false;
        return s7Answer(reference, [0x29]);
      default:
        return s7Answer(reference, [code], [], ERROR_NOT_IMPLEMENTED);
    }
  }
}

function refuse(reference: number, code: number): Uint8Array {
  return s7Answer(reference, [code], [], ERROR_PROTECTION_LEVEL);
}

/** COTP connect confirm, ISO 8073 §13.4: the parameters of the request, taken as they are. */
function confirm(frame: Uint8Array): Uint8Array[] {
  const length = frame[4] ?? 0;
  if (length < 6 || frame.length < 5 + length) return [];
  const parameters = [...frame.subarray(11, 5 + length)];
  return [tpkt([length, 0xd0, frame[8]!, frame[9]!, 0, 6, 0, ...parameters])];
}
