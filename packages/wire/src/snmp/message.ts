import { servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';
import { BER, berInteger, berUnsigned, Tlv } from '../osi/ber.ts';

/** Context-specific constructed tags of the PDUs: RFC 1157 §4.1, RFC 3416 §3. */
const PDU_MIN = 0xa0;
const PDU_MAX = 0xa8;
export const PDU = {
  response: 2,
  trapV1: 4,
  inform: 6,
  trapV2: 7,
  report: 8,
  encrypted: 0x100,
} as const;
const OCTET_STRING = 0x04;
/** Versions on the wire: 0, 1 and 3. */
const VERSIONS: Readonly<Record<number, string>> = { 0: 'v1', 1: 'v2c', 3: 'v3' };
const PRIVACY = 0x02;
const NUMBER_BYTES_MAX = 4;

/** PDU types by their tag; a PDU that version 3 encrypts has none. */
export const SNMP_SERVICES = servicesOf([
  [0, 'get_request', VERB.read],
  [1, 'get_next_request', VERB.read],
  [2, 'response', VERB.read],
  [3, 'set_request', VERB.configure],
  [4, 'trap_v1', VERB.report],
  [5, 'get_bulk_request', VERB.read],
  [6, 'inform_request', VERB.report],
  [7, 'trap_v2', VERB.report],
  [8, 'report', VERB.report],
  [PDU.encrypted, 'encrypted_pdu', VERB.connect],
]);

/** Error status, RFC 3416 §3. */
const ERRORS = `no_error too_big no_such_name bad_value read_only gen_err no_access wrong_type \
wrong_length wrong_encoding wrong_value no_creation inconsistent_value resource_unavailable \
commit_failed undo_failed authorization_error not_writable inconsistent_name`.split(' ');

export function errorName(code: number): string {
  return ERRORS[code] ?? `error_status_${code}`;
}

const one = new Tlv();
const outer = new Tlv();

/** Takes the next value where it has this tag. */
function takes(bytes: Uint8Array, at: number, end: number, lead: number): boolean {
  return one.take(bytes, at, end) && one.lead === lead;
}

/** What the header of a message tells; filled anew by each `readMessage`, and read at once. */
export class SnmpMessage {
  version = 0;
  /** Length of the community, which itself is never kept; 0 for version 3. */
  communityBytes = 0;
  /** Type of the PDU, or `PDU.encrypted`. */
  pdu = 0;
  /** Request identifier, or the message identifier of version 3. */
  id = 0;
  error = 0;
  /** Number of the variable binding that is in error, from 1; 0 where none is named. */
  errorIndex = 0;
  /** Where the list of variable bindings lies. */
  bindingsAt = 0;
  bindingsEnd = 0;

  get versionName(): string {
    return VERSIONS[this.version] ?? `version_${this.version}`;
  }

  /** Takes a message; false where it is none. Allocates nothing. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    this.communityBytes = 0;
    this.error = 0;
    this.errorIndex = 0;
    this.bindingsAt = end;
    this.bindingsEnd = end;
    if (bytes[at] !== BER.sequence || !outer.take(bytes, at, end)) return false;
    const last = outer.end;
    if (!takes(bytes, outer.at, last, BER.integer)) return false;
    if (one.end - one.at !== 1) return false;
    this.version = bytes[one.at]!;
    if (VERSIONS[this.version] === undefined) return false;
    if (this.version === 3) return this.#readV3(bytes, one.next, last);
    if (!takes(bytes, one.next, last, OCTET_STRING)) return false;
    this.communityBytes = one.end - one.at;
    return this.#readPdu(bytes, one.next, last, true);
  }

  /** RFC 3412 §6: global data, security parameters, then the scoped PDU or its cipher text. */
  #readV3(bytes: Uint8Array, at: number, end: number): boolean {
    if (!takes(bytes, at, end, BER.sequence)) return false;
    const afterGlobal = one.next;
    const globalEnd = one.end;
    if (!takes(bytes, one.at, globalEnd, BER.integer)) return false;
    this.id = berInteger(bytes, one.at, one.end) | 0;
    if (!takes(bytes, one.next, globalEnd, BER.integer)) return false;
    if (!takes(bytes, one.next, globalEnd, OCTET_STRING)) return false;
    const encrypted = one.at < one.end && (bytes[one.at]! & PRIVACY) !== 0;
    if (!takes(bytes, afterGlobal, end, OCTET_STRING)) return false;
    if (!one.take(bytes, one.next, end)) return false;
    if (encrypted) {
      this.pdu = PDU.encrypted;
      return one.lead === OCTET_STRING;
    }
    if (one.lead !== BER.sequence) return false;
    const scopedEnd = one.end;
    if (!takes(bytes, one.at, scopedEnd, OCTET_STRING)) return false;
    if (!takes(bytes, one.next, scopedEnd, OCTET_STRING)) return false;
    return this.#readPdu(bytes, one.next, scopedEnd, false);
  }

  #readPdu(bytes: Uint8Array, at: number, end: number, takesId: boolean): boolean {
    if (!one.take(bytes, at, end) || one.lead < PDU_MIN || one.lead > PDU_MAX) return false;
    this.pdu = one.lead - PDU_MIN;
    const last = one.end;
    if (this.pdu === PDU.trapV1) return this.#readTrap(bytes, one.at, last);
    if (!takes(bytes, one.at, last, BER.integer)) return false;
    if (takesId) this.id = berInteger(bytes, one.at, one.end) | 0;
    if (!takes(bytes, one.next, last, BER.integer)) return false;
    // RFC 2578 §2: both are of 32 bits.
    const errorEnd = Math.min(one.end, one.at + NUMBER_BYTES_MAX);
    if (this.pdu === PDU.response) this.error = berUnsigned(bytes, one.at, errorEnd);
    if (!takes(bytes, one.next, last, BER.integer)) return false;
    const indexEnd = Math.min(one.end, one.at + NUMBER_BYTES_MAX);
    if (this.pdu === PDU.response) this.errorIndex = berUnsigned(bytes, one.at, indexEnd);
    return this.#readBindings(bytes, one.next, last);
  }

  /** Enterprise, address, generic and specific trap, time, bindings: RFC 1157 §4.1.6. */
  #readTrap(bytes: Uint8Array, at: number, end: number): boolean {
    this.id = 0;
    for (let i = 0; i < 5; i++) {
      if (!one.take(bytes, at, end)) return false;
      if (i === 0 && one.lead !== BER.objectIdentifier) return false;
      at = one.next;
    }
    return this.#readBindings(bytes, at, end);
  }

  #readBindings(bytes: Uint8Array, at: number, end: number): boolean {
    // What follows may be cut off; the header has told enough.
    if (!one.take(bytes, at, end)) return true;
    if (one.lead !== BER.sequence) return false;
    this.bindingsAt = one.at;
    this.bindingsEnd = one.end;
    return true;
  }
}
