import { textOf } from '../bytes.ts';

/** Names that a certificate bears. */
export interface CertificateNames {
  subject: string;
  issuer: string;
  /** Its common name alone. */
  commonName: string;
  /** Names of the subject alternative name, at most `ALTERNATIVES_MAX`. */
  readonly hosts: string[];
}

const ALTERNATIVES_MAX = 8;
const EXTENSIONS_MAX = 32;
const ATTRIBUTES_MAX = 16;
const TAG = { sequence: 0x30, set: 0x31, oid: 0x06, octets: 0x04, bool: 0x01 } as const;
/** The parts of a certificate behind its names: `[0]` version, `[3]` extensions; RFC 5280 §4.1. */
const CONTEXT = { version: 0xa0, extensions: 0xa3, dnsName: 0x82 } as const;
/** Attribute types of X.520 under 2.5.4, by their last number. */
const ATTRIBUTES: Readonly<Record<number, string>> = {
  3: 'CN',
  5: 'serialNumber',
  6: 'C',
  7: 'L',
  8: 'ST',
  10: 'O',
  11: 'OU',
};

/** One element of DER: its tag and where its content lies. */
interface Element {
  readonly tag: number;
  readonly at: number;
  readonly end: number;
}

/** Names of the X.509 certificate at `bytes[at..end)`; null where it is none. Total. */
export function certificateNames(
  bytes: Uint8Array,
  at: number,
  end: number,
): CertificateNames | null {
  const outer = element(bytes, at, end);
  const inner = outer?.tag === TAG.sequence ? element(bytes, outer.at, outer.end) : null;
  if (inner?.tag !== TAG.sequence) return null;
  const parts: Element[] = [];
  for (let next = inner.at; next < inner.end && parts.length < 12;) {
    const part = element(bytes, next, inner.end);
    if (part === null) break;
    next = part.end;
    if (part.tag !== CONTEXT.version) parts.push(part);
  }
  // Serial number, signature algorithm, issuer, validity, subject, key; then what is optional.
  const [, , issuer, , subject] = parts;
  if (issuer?.tag !== TAG.sequence || subject?.tag !== TAG.sequence) return null;
  const names: CertificateNames = { subject: '', issuer: '', commonName: '', hosts: [] };
  names.issuer = distinguishedName(bytes, issuer, () => {});
  names.subject = distinguishedName(bytes, subject, (name) => (names.commonName = name));
  const extensions = parts.find((part) => part.tag === CONTEXT.extensions);
  if (extensions !== undefined) alternativeNames(bytes, extensions, names.hosts);
  return names;
}

function distinguishedName(
  bytes: Uint8Array,
  name: Element,
  onCommonName: (name: string) => void,
): string {
  const out: string[] = [];
  for (let at = name.at; at < name.end && out.length < ATTRIBUTES_MAX;) {
    const set = element(bytes, at, name.end);
    if (set?.tag !== TAG.set) break;
    at = set.end;
    const pair = element(bytes, set.at, set.end);
    const type = pair === null ? null : element(bytes, pair.at, pair.end);
    const value = type === null ? null : element(bytes, type.end, pair!.end);
    if (type?.tag !== TAG.oid || value === null) continue;
    const known = type.end - type.at === 3 && bytes[type.at] === 0x55 && bytes[type.at + 1] === 4;
    const key = known ? ATTRIBUTES[bytes[type.at + 2]!] : undefined;
    if (key === undefined) continue;
    const text = textOf(bytes, value.at, value.end);
    if (key === 'CN') onCommonName(text);
    out.push(`${key}=${text}`);
  }
  return out.join(', ');
}

/** Host names of the subject alternative name, 2.5.29.17. */
function alternativeNames(bytes: Uint8Array, wrapper: Element, out: string[]): void {
  const list = element(bytes, wrapper.at, wrapper.end);
  if (list === null) return;
  let at = list.at;
  for (let i = 0; i < EXTENSIONS_MAX && at < list.end; i++) {
    const extension = element(bytes, at, list.end);
    if (extension === null) return;
    at = extension.end;
    const type = element(bytes, extension.at, extension.end);
    if (type?.tag !== TAG.oid || type.end - type.at !== 3) continue;
    if (bytes[type.at] !== 0x55 || bytes[type.at + 1] !== 29 || bytes[type.at + 2] !== 17) continue;
    let value = element(bytes, type.end, extension.end);
    if (value?.tag === TAG.bool) value = element(bytes, value.end, extension.end);
    const names = value?.tag === TAG.octets ? element(bytes, value.at, value.end) : null;
    if (names === null) return;
    for (let next = names.at; next < names.end && out.length < ALTERNATIVES_MAX;) {
      const name = element(bytes, next, names.end);
      if (name === null) return;
      next = name.end;
      if (name.tag === CONTEXT.dnsName) out.push(textOf(bytes, name.at, name.end));
    }
    return;
  }
}

/** The element at `at`: a tag byte, a definite length of up to three bytes (X.690 §8.1, §10.1). */
function element(bytes: Uint8Array, at: number, end: number): Element | null {
  if (at + 2 > end) return null;
  const first = bytes[at + 1]!;
  let from = at + 2;
  let length = first;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 3 || from + size > end) return null;
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + bytes[from + i]!;
    from += size;
  }
  return from + length > end ? null : { tag: bytes[at]!, at: from, end: from + length };
}
