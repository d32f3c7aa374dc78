import { BER, Tlv } from './ber.ts';

/** Tags of the PPDUs of ISO 8823-1 §8.2 (X.226). */
const TAG = {
  fullyEncodedData: 0x61,
  normalMode: 0xa2,
  contextList: 0xa4,
  singleType: 0xa0,
  octetAligned: 0x81,
} as const;

const CONTEXTS_MAX = 16;

/**
 * What presentation carries: the first data value of fully encoded data, and where a connect lists
 * its contexts. Used again for the next.
 */
export class PresentationUnit {
  /** Presentation context of the data; 0 where there is none. */
  context = 0;
  at = 0;
  end = 0;
  /** The context definition list of a connect; empty for other PPDUs. */
  contextsAt = 0;
  contextsEnd = 0;
  readonly #one = new Tlv();
  readonly #two = new Tlv();
  readonly #list = new Tlv();

  /** Takes user data of the session layer; false where no data value can be found in it. */
  take(bytes: Uint8Array, at: number, end: number): boolean {
    this.context = 0;
    this.contextsAt = 0;
    this.contextsEnd = 0;
    const one = this.#one;
    if (!one.take(bytes, at, end)) return false;
    if (one.lead === TAG.fullyEncodedData) return this.#takeData(bytes, one.at, one.end);
    // CP and CPA are sets of a mode and of parameters; CPR, ARU and ARP hold parameters or data.
    if (one.lead === BER.set) {
      const two = this.#two;
      for (at = one.at; two.take(bytes, at, one.end); at = two.next) {
        if (two.lead === TAG.normalMode) return this.#takeParameters(bytes, two.at, two.end);
      }
      return false;
    }
    if (one.lead !== BER.sequence && one.lead !== TAG.singleType) return false;
    return this.#takeParameters(bytes, one.at, one.end);
  }

  #takeParameters(bytes: Uint8Array, at: number, end: number): boolean {
    const one = this.#one;
    for (; one.take(bytes, at, end); at = one.next) {
      if (one.lead === TAG.contextList) {
        this.contextsAt = one.at;
        this.contextsEnd = one.end;
      } else if (one.lead === TAG.fullyEncodedData) {
        return this.#takeData(bytes, one.at, one.end);
      }
    }
    return false;
  }

  /** The first PDV list: context, then the value, X.226 §8.4.2. */
  #takeData(bytes: Uint8Array, at: number, end: number): boolean {
    const list = this.#list;
    const two = this.#two;
    if (!list.take(bytes, at, end) || list.lead !== BER.sequence) return false;
    for (at = list.at; two.take(bytes, at, list.end); at = two.next) {
      if (two.lead === BER.integer && two.end > two.at) this.context = bytes[two.end - 1]!;
      else if (two.lead === TAG.singleType || two.lead === TAG.octetAligned) {
        this.at = two.at;
        this.end = two.end;
        return true;
      }
    }
    return false;
  }
}

/** Whether the contexts that a connect defines hold the abstract syntax of these octets. */
export function definesSyntax(
  bytes: Uint8Array,
  at: number,
  end: number,
  syntax: readonly number[],
): boolean {
  const context = new Tlv();
  const part = new Tlv();
  for (let i = 0; i < CONTEXTS_MAX && context.take(bytes, at, end); i++, at = context.next) {
    for (let from = context.at; part.take(bytes, from, context.end); from = part.next) {
      if (part.lead !== BER.objectIdentifier) continue;
      if (part.end - part.at !== syntax.length) continue;
      if (syntax.every((octet, offset) => bytes[part.at + offset] === octet)) return true;
    }
  }
  return false;
}
