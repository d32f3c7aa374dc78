import { frameEnd, HEADER } from '../goose/header.ts';
import { BER, berUnsigned, Tlv } from '../osi/ber.ts';

/** Tag of the APDU, IEC 61850-9-2 §8.5.2. */
export const SAV_PDU = 0x60;

/** Fields of a savPdu and of an ASDU. */
const TAG = {
  asduCount: 0x80,
  asdus: 0xa2,
  id: 0x80,
  sampleCount: 0x82,
  configuration: 0x83,
  synchronised: 0x85,
} as const;

/** ASDUs that are read of one message; 9-2LE has one or eight. */
export const ASDUS_MAX = 64;
const FIELDS_MAX = 16;

/** One application service data unit: whose samples, and which. Used again for the next. */
export class Asdu {
  idAt = 0;
  idEnd = 0;
  sampleCount = 0;
  configuration = 0;
  /** 0 not synchronised, 1 by a local clock, 2 by a global one, §8.5.2 table 14. */
  synchronised = 0;
  /** Where the next ASDU starts. */
  next = 0;
  readonly #asdu = new Tlv();
  readonly #field = new Tlv();

  take(bytes: Uint8Array, at: number, end: number): boolean {
    const asdu = this.#asdu;
    const field = this.#field;
    if (!asdu.take(bytes, at, end) || asdu.lead !== BER.sequence) return false;
    this.idAt = 0;
    this.idEnd = 0;
    this.sampleCount = -1;
    this.configuration = -1;
    this.synchronised = -1;
    this.next = asdu.next;
    let from = asdu.at;
    for (let i = 0; i < FIELDS_MAX && field.take(bytes, from, asdu.end); i++, from = field.next) {
      const number = berUnsigned(bytes, field.at, Math.min(field.end, field.at + 4));
      if (field.lead === TAG.id) {
        this.idAt = field.at;
        this.idEnd = field.end;
      } else if (field.lead === TAG.sampleCount) this.sampleCount = number;
      else if (field.lead === TAG.configuration) this.configuration = number;
      else if (field.lead === TAG.synchronised) this.synchronised = number;
    }
    return true;
  }

  /** Whether the fields that are mandatory are there. */
  get isComplete(): boolean {
    return this.sampleCount >= 0 && this.configuration >= 0 && this.synchronised >= 0;
  }
}

/** One sampled values frame. Used again for the next. */
export class SampledMessage {
  /** ASDUs that it says it has. */
  asduCount = 0;
  /** Where they lie. */
  at = 0;
  end = 0;
  beyond = false;
  fits = false;
  readonly #apdu = new Tlv();
  readonly #field = new Tlv();

  take(bytes: Uint8Array, at: number, end: number): boolean {
    const apdu = this.#apdu;
    const field = this.#field;
    const last = frameEnd(bytes, at, end);
    this.asduCount = 0;
    this.at = 0;
    this.end = 0;
    if (!apdu.take(bytes, at + HEADER.apdu, last) || apdu.lead !== SAV_PDU) return false;
    this.beyond = apdu.beyond;
    this.fits = apdu.next === last;
    let from = apdu.at;
    for (let i = 0; i < FIELDS_MAX && field.take(bytes, from, apdu.end); i++, from = field.next) {
      if (field.beyond) this.beyond = true;
      if (field.lead === TAG.asduCount) {
        this.asduCount = berUnsigned(bytes, field.at, Math.min(field.end, field.at + 4));
      } else if (field.lead === TAG.asdus) {
        this.at = field.at;
        this.end = field.end;
      }
    }
    return true;
  }
}
