import { berUnsigned, Tlv } from '../osi/ber.ts';
import { frameEnd, HEADER } from './header.ts';

/** Tags of the APDU choice, IEC 61850-8-1 Annex A. */
export const APDU = { management: 0x60, goose: 0x61 } as const;

/** Fields of a goosePdu by the number of their tag. */
export const FIELD = {
  reference: 0,
  timeAllowedToLive: 1,
  dataSet: 2,
  id: 3,
  time: 4,
  state: 5,
  sequence: 6,
  simulation: 7,
  configuration: 8,
  needsCommissioning: 9,
  entries: 10,
  data: 11,
} as const;

const FIELDS = 12;
/** All but the identifier and the simulation bit are mandatory. */
const MANDATORY = 0b1111_0111_0111;
const FIELDS_MAX = 32;

/** One GOOSE frame with the places of its fields. Used again for the next. */
export class GooseMessage {
  /** One of `APDU`, or another tag. */
  kind = 0;
  /** Bit n is set where field n is there. */
  present = 0;
  /** Whether a length goes beyond what holds it. */
  beyond = false;
  /** Whether the APDU ends where the header says. */
  fits = false;
  readonly at = new Int32Array(FIELDS);
  readonly end = new Int32Array(FIELDS);
  readonly #apdu = new Tlv();
  readonly #field = new Tlv();

  /** Takes the frame whose header is at `at`; false where it has no APDU that can be read. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    const apdu = this.#apdu;
    const field = this.#field;
    this.present = 0;
    const last = frameEnd(bytes, at, end);
    if (!apdu.take(bytes, at + HEADER.apdu, last)) return false;
    this.kind = apdu.lead;
    this.beyond = apdu.beyond;
    this.fits = apdu.next === last;
    if (this.kind !== APDU.goose) return true;
    let from = apdu.at;
    for (let i = 0; i < FIELDS_MAX && field.take(bytes, from, apdu.end); i++, from = field.next) {
      if (field.beyond) this.beyond = true;
      if ((field.lead & 0xc0) !== 0x80 || field.number >= FIELDS) continue;
      this.present |= 1 << field.number;
      this.at[field.number] = field.at;
      this.end[field.number] = field.end;
    }
    return true;
  }

  get isComplete(): boolean {
    return (this.present & MANDATORY) === MANDATORY;
  }

  has(field: number): boolean {
    return ((this.present >> field) & 1) === 1;
  }

  /** A number of up to five octets; 0 where it is not there. */
  number(bytes: Uint8Array, field: number): number {
    if (!this.has(field)) return 0;
    const at = this.at[field]!;
    return berUnsigned(bytes, at, Math.min(this.end[field]!, at + 5));
  }

  /** Values in the data set, counted as they are. */
  dataEntries(bytes: Uint8Array): number {
    if (!this.has(FIELD.data)) return 0;
    const field = this.#field;
    let count = 0;
    const end = this.end[FIELD.data]!;
    for (let at = this.at[FIELD.data]!; field.take(bytes, at, end); at = field.next) count++;
    return count;
  }
}
