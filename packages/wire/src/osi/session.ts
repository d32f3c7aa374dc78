/** SPDU identifiers, ISO 8327-1 §8.3 (X.225). */
export const SPDU = {
  giveTokens: 1,
  pleaseTokens: 2,
  dataTransfer: 1,
  refuse: 12,
  connect: 13,
  accept: 14,
  finish: 9,
  disconnect: 10,
  abort: 25,
  abortAccept: 26,
} as const;

/** Parameters that carry something for the layers above, X.225 §8.2 and annex of each SPDU. */
const PARAMETER = { reason: 50, userData: 193, extendedUserData: 194 } as const;
/** A length of this value is followed by one of two octets, X.225 §8.2.5. */
const LONG_LENGTH = 255;
const PARAMETERS_MAX = 32;
/** Groups and parameters that can stand first: X.225 tables 11 to 21. */
const FIRST_PARAMETERS = new Set([1, 5, 17, 20, 25, 26, 41, 49, 50, 51, 52, 55, 56, 193, 194]);

/** One session unit: what it is and where its user data lies. Used again for the next. */
export class SessionUnit {
  kind = 0;
  at = 0;
  end = 0;
  /** First octet of the reason code of a refusal; 0 where there is none. */
  reason = 0;
  /** Empty, or how the unit departs from X.225. */
  anomaly = '';

  /** Takes the unit that a TSDU holds; false where it is none. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    this.reason = 0;
    this.anomaly = '';
    this.kind = 0;
    if (at + 2 > end) return false;
    // Basic concatenation: a category 0 SPDU goes before a data transfer, X.225 §6.3.7.
    const tokens = bytes[at] === SPDU.giveTokens || bytes[at] === SPDU.pleaseTokens;
    if (tokens) {
      at += 2 + bytes[at + 1]!;
      if (at + 2 > end || bytes[at] !== SPDU.dataTransfer || bytes[at + 1] === LONG_LENGTH) {
        return false;
      }
      this.kind = SPDU.dataTransfer;
      this.at = at + 2 + bytes[at + 1]!;
      this.end = end;
      return this.at <= end;
    }
    return this.#takeWithParameters(bytes, at, end);
  }

  /** Whether the unit just taken starts with a parameter that such units have. */
  isStrict(bytes: Uint8Array, at: number, end: number): boolean {
    const from = at + (bytes[at + 1] === LONG_LENGTH ? 4 : 2);
    return from === end || (from < end && FIRST_PARAMETERS.has(bytes[from]!));
  }

  #takeWithParameters(bytes: Uint8Array, at: number, end: number): boolean {
    this.kind = bytes[at]!;
    if (!isKnownKind(this.kind)) return false;
    const long = bytes[at + 1] === LONG_LENGTH;
    if (long && at + 4 > end) return false;
    const length = long ? (bytes[at + 2]! << 8) | bytes[at + 3]! : bytes[at + 1]!;
    at += long ? 4 : 2;
    if (length !== end - at) this.anomaly = 'session_length_mismatch';
    this.at = end;
    this.end = end;
    const last = Math.min(end, at + length);
    for (let i = 0; i < PARAMETERS_MAX && at + 2 <= last; i++) {
      const code = bytes[at]!;
      const wide = bytes[at + 1] === LONG_LENGTH;
      if (wide && at + 4 > last) break;
      const size = wide ? (bytes[at + 2]! << 8) | bytes[at + 3]! : bytes[at + 1]!;
      const from = at + (wide ? 4 : 2);
      if (from + size > last) {
        this.anomaly = 'session_parameter_beyond_unit';
        return true;
      }
      if (code === PARAMETER.userData || code === PARAMETER.extendedUserData) {
        this.at = from;
        this.end = from + size;
      } else if (code === PARAMETER.reason && size > 0) {
        this.reason = bytes[from]!;
      }
      at = from + size;
    }
    return true;
  }
}

function isKnownKind(kind: number): boolean {
  switch (kind) {
    case SPDU.refuse:
    case SPDU.connect:
    case SPDU.accept:
    case SPDU.finish:
    case SPDU.disconnect:
    case SPDU.abort:
    case SPDU.abortAccept:
      return true;
    default:
      return false;
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  0: 'rejected_by_user',
  1: 'user_congested',
  2: 'rejected_by_user',
  129: 'session_selector_unknown',
  130: 'user_not_attached',
  131: 'provider_congested',
  132: 'protocol_version_not_supported',
  133: 'rejected_by_provider',
  134: 'rejected_by_implementation',
};

/** Name of the reason of a refusal, X.225 §8.3.5.10. */
export function refuseName(reason: number): string {
  return REFUSALS[reason] ?? `session_refused_${reason}`;
}
