import { BER, berUnsigned, Tlv } from '../osi/ber.ts';

/** Tags of the MMS PDUs, ISO 9506-2 §7.2. */
export const PDU = {
  confirmedRequest: 0,
  confirmedResponse: 1,
  confirmedError: 2,
  unconfirmed: 3,
  reject: 4,
  cancelRequest: 5,
  cancelResponse: 6,
  cancelError: 7,
  initiateRequest: 8,
  initiateResponse: 9,
  initiateError: 10,
  concludeRequest: 11,
  concludeResponse: 12,
  concludeError: 13,
} as const;

const CONTEXT_PRIMITIVE = 0x80;
const CONTEXT_CONSTRUCTED = 0xa0;
/** PDUs that are a single number or nothing, and so are not constructed. */
const PRIMITIVE_PDUS =
  (1 << PDU.cancelRequest) |
  (1 << PDU.cancelResponse) |
  (1 << PDU.concludeRequest) |
  (1 << PDU.concludeResponse);

/** One MMS PDU, opened as far as its service. Used again for the next. */
export class MmsPdu {
  /** One of `PDU`. */
  kind = -1;
  /** The invoke identifier, as a signed 32-bit number; 0 where the PDU has none. */
  invoke = 0;
  hasInvoke = false;
  /** Tag of the service, or of the error or reason; -1 where there is none. */
  service = -1;
  /** First byte of that tag, and the contents behind it. */
  lead = 0;
  at = 0;
  end = 0;
  /** Whether a length goes beyond the bytes that there are. */
  beyond = false;
  readonly #one = new Tlv();

  /** Takes the PDU at `at`; false where its tag is that of none. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    const one = this.#one;
    this.invoke = 0;
    this.hasInvoke = false;
    this.service = -1;
    this.at = end;
    this.end = end;
    if (!isMmsTag(bytes, at, end) || !one.take(bytes, at, end)) return false;
    this.kind = one.number;
    this.beyond = one.beyond;
    if (one.lead < CONTEXT_CONSTRUCTED) {
      this.#takeInvoke(bytes);
      return true;
    }
    const last = one.end;
    at = one.at;
    if (this.kind >= PDU.initiateRequest) {
      this.at = at;
      this.end = last;
      return true;
    }
    const numbered = this.kind !== PDU.unconfirmed;
    const confirmed = this.kind <= PDU.confirmedResponse;
    const invokeTag = confirmed ? BER.integer : CONTEXT_PRIMITIVE;
    for (; one.take(bytes, at, last); at = one.next) {
      if (one.beyond) this.beyond = true;
      if (numbered && !this.hasInvoke && one.lead === invokeTag) {
        this.#takeInvoke(bytes);
        continue;
      }
      // Modifiers of a request, and their place in an error, come before what matters.
      if (one.lead === BER.sequence) continue;
      if (this.kind === PDU.confirmedError && one.lead === (CONTEXT_PRIMITIVE | 1)) continue;
      this.service = one.number;
      this.lead = one.lead;
      this.at = one.at;
      this.end = one.end;
      return true;
    }
    return true;
  }

  #takeInvoke(bytes: Uint8Array): void {
    const { at, end } = this.#one;
    this.invoke = berUnsigned(bytes, at, Math.min(end, at + 5)) | 0;
    this.hasInvoke = end > at;
  }
}

/** Whether a PDU of MMS starts here, by its tag and the tag within it. */
export function isMmsTag(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 2 > end) return false;
  const lead = bytes[at]!;
  const kind = lead & 31;
  if (kind > PDU.concludeError) return false;
  const primitive = ((PRIMITIVE_PDUS >> kind) & 1) === 1;
  return (lead & 0xe0) === (primitive ? CONTEXT_PRIMITIVE : CONTEXT_CONSTRUCTED);
}

const one = new Tlv();
const inner = new Tlv();

/** Whether these bytes are one whole PDU of MMS whose parts have the tags that they must. */
export function isMmsPdu(bytes: Uint8Array, at: number, end: number, whole: boolean): boolean {
  if (!isMmsTag(bytes, at, end) || !one.take(bytes, at, end)) return false;
  if (whole && one.next !== end) return false;
  switch (one.number) {
    case PDU.confirmedRequest:
    case PDU.confirmedResponse:
      return inner.takeIn(bytes, one) && inner.lead === BER.integer && inner.end - inner.at <= 5;
    case PDU.confirmedError:
    case PDU.reject:
    case PDU.cancelError:
      return inner.takeIn(bytes, one) && (inner.lead & 0xc0) === CONTEXT_PRIMITIVE;
    case PDU.unconfirmed:
      return inner.takeIn(bytes, one) && inner.number <= 3 && (inner.lead & 0xc0) === 0x80;
    case PDU.cancelRequest:
    case PDU.cancelResponse:
      return one.end - one.at <= 5 && one.end > one.at;
    case PDU.concludeRequest:
    case PDU.concludeResponse:
      return one.end === one.at;
    default:
      return inner.takeIn(bytes, one) && (inner.lead & 0xc0) === CONTEXT_PRIMITIVE;
  }
}
