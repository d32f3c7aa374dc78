import { BER, berObjectIdentifier, berUnsigned, Tlv } from './ber.ts';

/** Tags of the APDUs of ISO 8650-1 §9.1 (X.227). */
export const ACSE = {
  associateRequest: 0x60,
  associateResponse: 0x61,
  releaseRequest: 0x62,
  releaseResponse: 0x63,
  abort: 0x64,
} as const;

/** Fields of AARQ and AARE. */
const FIELD = {
  contextName: 0xa1,
  calledTitleOrResult: 0xa2,
  calledQualifierOrDiagnostic: 0xa3,
  mechanism: 0x8b,
  userInformation: 0xbe,
} as const;
const FIELDS_MAX = 24;

/** One APDU of the association control service, and the user information in it. */
export class AcseUnit {
  /** One of `ACSE`. */
  kind = 0;
  /** User information, that is the PDU of the application; empty where there is none. */
  at = 0;
  end = 0;
  /** Result of an AARE: 0 accepted, 1 rejected for good, 2 rejected for now. */
  result = 0;
  /** Diagnostic of an AARE, and whether the provider gave it rather than the user. */
  diagnostic = 0;
  diagnosticByProvider = false;
  readonly #field = new Tlv();
  readonly #inner = new Tlv();
  readonly #external = new Tlv();

  static is(bytes: Uint8Array, at: number, end: number): boolean {
    return at < end && bytes[at]! >= ACSE.associateRequest && bytes[at]! <= ACSE.abort;
  }

  take(bytes: Uint8Array, at: number, end: number): boolean {
    const field = this.#field;
    this.at = 0;
    this.end = 0;
    this.result = 0;
    this.diagnostic = 0;
    this.diagnosticByProvider = false;
    if (!AcseUnit.is(bytes, at, end) || !field.take(bytes, at, end)) return false;
    this.kind = field.lead;
    const last = field.end;
    at = field.at;
    const answers = this.kind === ACSE.associateResponse;
    for (let i = 0; i < FIELDS_MAX && field.take(bytes, at, last); i++, at = field.next) {
      if (field.lead === FIELD.userInformation) this.#takeUser(bytes);
      else if (answers && field.lead === FIELD.calledTitleOrResult) {
        if (this.#inner.takeIn(bytes, field)) this.result = this.#number(bytes);
      } else if (answers && field.lead === FIELD.calledQualifierOrDiagnostic) {
        this.#takeDiagnostic(bytes);
      }
    }
    return true;
  }

  #takeDiagnostic(bytes: Uint8Array): void {
    const inner = this.#inner;
    if (!inner.takeIn(bytes, this.#field)) return;
    this.diagnosticByProvider = inner.number === 2;
    if (inner.takeIn(bytes, inner)) this.diagnostic = this.#number(bytes);
  }

  /** An EXTERNAL (X.690 §8.18) whose single type is the PDU. */
  #takeUser(bytes: Uint8Array): void {
    const external = this.#external;
    const inner = this.#inner;
    if (!external.takeIn(bytes, this.#field) || external.lead !== BER.external) return;
    for (let at = external.at; inner.take(bytes, at, external.end); at = inner.next) {
      if (inner.lead !== 0xa0 && inner.lead !== 0x81) continue;
      this.at = inner.at;
      this.end = inner.end;
      return;
    }
  }

  #number(bytes: Uint8Array): number {
    return berUnsigned(bytes, this.#inner.at, Math.min(this.#inner.end, this.#inner.at + 4));
  }
}

/**
 * `ap/1.3.9999.2/ae/23` of the called end in an AARQ, with `/auth/OID` where it names a mechanism
 * of authentication; empty where it names nothing.
 */
export function calledApplication(bytes: Uint8Array, at: number, end: number): string {
  const field = new Tlv();
  const inner = new Tlv();
  const parts: string[] = [];
  if (!field.take(bytes, at, end)) return '';
  const last = field.end;
  at = field.at;
  for (let i = 0; i < FIELDS_MAX && field.take(bytes, at, last); i++, at = field.next) {
    if (field.lead === FIELD.mechanism) {
      parts.push(`auth/${berObjectIdentifier(bytes, field.at, field.end)}`);
    }
    if (!inner.takeIn(bytes, field)) continue;
    if (field.lead === FIELD.calledTitleOrResult && inner.lead === BER.objectIdentifier) {
      parts.push(`ap/${berObjectIdentifier(bytes, inner.at, inner.end)}`);
    } else if (field.lead === FIELD.calledQualifierOrDiagnostic && inner.lead === BER.integer) {
      parts.push(`ae/${berUnsigned(bytes, inner.at, inner.end)}`);
    }
  }
  return parts.join('/');
}

const DIAGNOSTICS = [
  'null',
  'no_reason_given',
  'application_context_not_supported',
  'calling_ap_title_not_recognized',
  'calling_ap_invocation_not_recognized',
  'calling_ae_qualifier_not_recognized',
  'calling_ae_invocation_not_recognized',
  'called_ap_title_not_recognized',
  'called_ap_invocation_not_recognized',
  'called_ae_qualifier_not_recognized',
  'called_ae_invocation_not_recognized',
  'authentication_mechanism_not_recognized',
  'authentication_mechanism_required',
  'authentication_failure',
  'authentication_required',
];
const PROVIDER_DIAGNOSTICS = ['null', 'no_reason_given', 'no_common_acse_version'];

/** Name of an AARE's diagnostic, X.227 §9.1. */
export function diagnosticName(code: number, byProvider: boolean): string {
  const names = byProvider ? PROVIDER_DIAGNOSTICS : DIAGNOSTICS;
  return `association_rejected_${names[code] ?? code}`;
}
