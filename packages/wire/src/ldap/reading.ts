import type { OperationValue } from '@bulkhead/model';
import { berInteger, berText, Tlv } from '../osi/ber.ts';
import { filterText } from './filter.ts';
import { LdapMessage, OPERATION } from './message.ts';

/** The password itself, and the way of SASL, by their tags: RFC 4511 §4.2. */
const CREDENTIALS = { simple: 0x80, sasl: 0xa3 } as const;
const ENUMERATED = 0x0a;
const SCOPES = ['base', 'one', 'subtree', 'subordinate'];
/** Attributes named of one change. */
const ATTRIBUTES_MAX = 16;
/** Attributes that hold a password. */
const PASSWORDS = /^(?:unicodepwd|userpassword|dbcspwd)$/i;

/** Operations with a name beside a number, RFC 4511 §4.12 and §4.14, RFC 3062, RFC 4532. */
const START_TLS = '1.3.6.1.4.1.1466.20037';
const EXTENDED: ReadonlyMap<string, string> = new Map([
  [START_TLS, 'start_tls'],
  ['1.3.6.1.4.1.4203.1.11.1', 'modify_password'],
  ['1.3.6.1.4.1.4203.1.11.3', 'who_am_i'],
  ['1.3.6.1.1.8', 'cancel'],
]);

/** What a request is about. */
export interface Told {
  readonly object: string;
  readonly values: readonly OperationValue[];
  readonly isPassword: boolean;
}

const message = new LdapMessage();
const value = new Tlv();

/** Reads a request; an answer alone tells nothing. */
export function toldBy(bytes: Uint8Array, at: number, end: number): Told {
  const none: Told = { object: 'session', values: [], isPassword: false };
  if (!message.read(bytes, at, end)) return none;
  const { operation, at: from, end: last } = message;
  switch (operation) {
    case OPERATION.bind:
      return { ...none, ...bindOf(bytes, from, last) };
    case OPERATION.search:
      return { ...none, ...searchOf(bytes, from, last) };
    case OPERATION.remove:
      return { ...none, object: nameOf(berText(bytes, from, last)) };
    case OPERATION.modify:
    case OPERATION.add: {
      if (!value.take(bytes, from, last)) return none;
      const object = nameOf(berText(bytes, value.at, value.end));
      const names = attributes(bytes, value.next, last, operation === OPERATION.modify);
      return { object, values: names, isPassword: names.some((name) => PASSWORDS.test(name)) };
    }
    case OPERATION.rename:
    case OPERATION.compare: {
      if (!value.take(bytes, from, last)) return none;
      const object = nameOf(berText(bytes, value.at, value.end));
      const named = operation === OPERATION.rename && value.take(bytes, value.next, last);
      return { ...none, object, values: named ? [berText(bytes, value.at, value.end)] : [] };
    }
    case OPERATION.extended: {
      const name = extendedName(bytes, from, last);
      return { ...none, object: `extension/${name}`, isPassword: name === 'modify_password' };
    }
    default:
      return none;
  }
}

function nameOf(dn: string): string {
  return dn === '' ? 'root' : `entry/${dn}`;
}

/** Name of an extended operation, by its object identifier in text. */
export function extendedName(bytes: Uint8Array, at: number, end: number): string {
  if (!value.take(bytes, at, end)) return 'unknown';
  const identifier = berText(bytes, value.at, value.end);
  return EXTENDED.get(identifier) ?? identifier;
}

/** Version, name, and how it is proved; never the proof. */
function bindOf(bytes: Uint8Array, at: number, end: number): Pick<Told, 'object' | 'values'> {
  if (!value.take(bytes, at, end) || !value.take(bytes, value.next, end)) return bare('user');
  const name = berText(bytes, value.at, value.end);
  const object = name === '' ? 'user' : `user/${name}`;
  if (!value.take(bytes, value.next, end)) return bare(object);
  if (value.lead === CREDENTIALS.simple) {
    const isAnonymous = name === '' && value.at === value.end;
    return { object, values: [isAnonymous ? 'anonymous' : 'simple'] };
  }
  if (value.lead !== CREDENTIALS.sasl || !value.takeIn(bytes, value)) return bare(object);
  return { object, values: ['sasl', berText(bytes, value.at, value.end)] };
}

function bare(object: string): Pick<Told, 'object' | 'values'> {
  return { object, values: [] };
}

/** The user of a bind that sends a name and a password. */
export function simpleUser(bytes: Uint8Array, at: number, end: number): string {
  if (!message.read(bytes, at, end) || message.operation !== OPERATION.bind) return '';
  const { object, values } = bindOf(bytes, message.at, message.end);
  return values[0] === 'simple' ? object.slice('user/'.length) : '';
}

/** Base, scope and filter. */
function searchOf(bytes: Uint8Array, at: number, end: number): Pick<Told, 'object' | 'values'> {
  if (!value.take(bytes, at, end)) return bare('session');
  const object = nameOf(berText(bytes, value.at, value.end));
  if (!value.take(bytes, value.next, end)) return bare(object);
  const scope = berInteger(bytes, value.at, value.end);
  const values: OperationValue[] = [SCOPES[scope] ?? scope];
  // Aliases, two limits, and whether types alone are wanted come before the filter.
  for (let i = 0; i < 4; i++) if (!value.take(bytes, value.next, end)) return { object, values };
  const filter = filterText(bytes, value.next, end);
  return { object, values: filter === '' ? values : [...values, filter] };
}

/** Attributes that are changed, or those of an entry that is added. */
function attributes(bytes: Uint8Array, at: number, end: number, changes: boolean): string[] {
  const out: string[] = [];
  if (!value.take(bytes, at, end)) return out;
  const last = value.end;
  let next = value.at;
  while (next < last && out.length < ATTRIBUTES_MAX && value.take(bytes, next, last)) {
    next = value.next;
    // A change has what it does in front of the attribute.
    const isThere =
      value.takeIn(bytes, value) &&
      (!changes || (value.take(bytes, value.next, next) && value.takeIn(bytes, value)));
    if (isThere) out.push(berText(bytes, value.at, value.end));
  }
  return out;
}

/** The result of an answer; -1 where it has none. */
export function resultOf(bytes: Uint8Array, at: number, end: number): number {
  if (!value.take(bytes, at, end) || value.lead !== ENUMERATED) return -1;
  return berInteger(bytes, value.at, Math.min(value.end, value.at + 4));
}
