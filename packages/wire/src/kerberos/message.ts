import { textOf } from '../bytes.ts';
import { BER, berInteger, Tlv } from '../osi/ber.ts';

/** Kinds of messages: the number of their application tag and of their field, RFC 4120 §5.10. */
export const KERBEROS = {
  asRequest: 10,
  asReply: 11,
  tgsRequest: 12,
  tgsReply: 13,
  apRequest: 14,
  apReply: 15,
  error: 30,
} as const;

const KINDS: readonly number[] = Object.values(KERBEROS);
const APPLICATION = 0x60;
const CONTEXT = 0xa0;
/** Class of a tag, and whether it holds other values. */
const CLASS_MASK = 0xe0;
const VERSION = 5;
const PARTS_MAX = 8;
const ENCRYPTION_TYPES_MAX = 32;
/** Numbers are of 32 bits; those without a sign may have an octet of zeros in front. */
const NUMBER_BYTES_MAX = 5;
const ADDRESSES_MAX = 8;
/** A NetBIOS name among the addresses, RFC 4120 §7.5.3. */
const NETBIOS_ADDRESS = 20;

/** Numbers of the fields of each kind of message. */
const FIELDS = {
  request: { body: 4, client: 1, realm: 2, service: 3, encryption: 8, addresses: 9 },
  reply: { realm: 3, client: 4, ticket: 5, encrypted: 6 },
  ticket: { realm: 1, service: 2 },
  error: { code: 6, clientRealm: 7, client: 8, realm: 9, service: 10, text: 11 },
} as const;

/** What the fields in the clear say; empty texts where they are not there. */
export interface KerberosFacts {
  readonly type: number;
  /** Of the service, or of who is asked. */
  realm: string;
  client: string;
  service: string;
  /** Offered by a request, or used for the client's part of a reply. */
  encryption: number[];
  errorCode: number;
  errorText: string;
  /** NetBIOS name of the client's machine. */
  machine: string;
  /** The message says that it is longer than it is. */
  beyond: boolean;
}

/**
 * Kind of the message at `at`; 0 where it is none: its application tag, its sequence, version 5
 * and a kind that is that of the tag.
 */
export function kerberosType(bytes: Uint8Array, at: number, end: number): number {
  const outer = new Tlv();
  if (!outer.take(bytes, at, end) || (outer.lead & CLASS_MASK) !== APPLICATION) return 0;
  const type = outer.number;
  if (!KINDS.includes(type)) return 0;
  const sequence = sequenceIn(bytes, outer);
  if (sequence === null) return 0;
  const isRequest = type === KERBEROS.asRequest || type === KERBEROS.tgsRequest;
  const first = isRequest ? 1 : 0;
  if (numberField(bytes, sequence, first) !== VERSION) return 0;
  return numberField(bytes, sequence, first + 1) === type ? type : 0;
}

/** What the message at `at` says. */
export function readKerberos(bytes: Uint8Array, at: number, end: number): KerberosFacts {
  const type = kerberosType(bytes, at, end);
  const facts = {
    type,
    realm: '',
    client: '',
    service: '',
    encryption: [],
    errorCode: 0,
    errorText: '',
    machine: '',
    beyond: false,
  };
  const outer = new Tlv();
  if (type === 0 || !outer.take(bytes, at, end)) return facts;
  facts.beyond = outer.beyond;
  const sequence = sequenceIn(bytes, outer);
  if (sequence === null) return facts;
  if (type === KERBEROS.asRequest || type === KERBEROS.tgsRequest)
    readRequest(facts, bytes, sequence);
  else if (type === KERBEROS.asReply || type === KERBEROS.tgsReply)
    readReply(facts, bytes, sequence);
  else if (type === KERBEROS.error) readError(facts, bytes, sequence);
  return facts;
}

function readRequest(facts: KerberosFacts, bytes: Uint8Array, sequence: Tlv): void {
  const { request } = FIELDS;
  const field = fieldOf(bytes, sequence, request.body);
  if (field === null) return;
  facts.realm = textField(bytes, field, request.realm);
  facts.client = nameField(bytes, field, request.client);
  facts.service = nameField(bytes, field, request.service);
  facts.encryption = numbersOf(bytes, fieldOf(bytes, field, request.encryption));
  facts.machine = machineOf(bytes, fieldOf(bytes, field, request.addresses));
}

function numbersOf(bytes: Uint8Array, list: Tlv | null): number[] {
  if (list === null) return [];
  const out: number[] = [];
  const value = new Tlv();
  let { at } = list;
  while (out.length < ENCRYPTION_TYPES_MAX && value.take(bytes, at, list.end)) {
    out.push(berInteger(bytes, value.at, Math.min(value.end, value.at + NUMBER_BYTES_MAX)));
    at = value.next;
  }
  return out;
}

/** The NetBIOS name among the addresses of a request (RFC 4120 §5.2.5), without its padding. */
function machineOf(bytes: Uint8Array, addresses: Tlv | null): string {
  if (addresses === null) return '';
  const address = new Tlv();
  let { at } = addresses;
  for (let i = 0; i < ADDRESSES_MAX && address.take(bytes, at, addresses.end); i++) {
    if (numberField(bytes, address, 0) === NETBIOS_ADDRESS) {
      // The sixteenth character says what has the name.
      return textField(bytes, address, 1).slice(0, 15).trim();
    }
    at = address.next;
  }
  return '';
}

function readReply(facts: KerberosFacts, bytes: Uint8Array, sequence: Tlv): void {
  const { reply, ticket } = FIELDS;
  facts.realm = textField(bytes, sequence, reply.realm);
  facts.client = nameField(bytes, sequence, reply.client);
  const granted = fieldOf(bytes, sequence, reply.ticket);
  // The ticket has an application tag of its own around its sequence.
  const inner = granted === null ? null : sequenceIn(bytes, granted);
  if (inner !== null) {
    facts.realm = textField(bytes, inner, ticket.realm);
    facts.service = nameField(bytes, inner, ticket.service);
  }
  const encrypted = fieldOf(bytes, sequence, reply.encrypted);
  if (encrypted !== null) facts.encryption.push(numberField(bytes, encrypted, 0));
}

function readError(facts: KerberosFacts, bytes: Uint8Array, sequence: Tlv): void {
  const { error } = FIELDS;
  facts.errorCode = numberField(bytes, sequence, error.code);
  facts.realm = textField(bytes, sequence, error.realm);
  facts.client = nameField(bytes, sequence, error.client);
  facts.service = nameField(bytes, sequence, error.service);
  facts.errorText = textField(bytes, sequence, error.text);
}

function sequenceIn(bytes: Uint8Array, outer: Tlv): Tlv | null {
  const inner = new Tlv();
  return inner.takeIn(bytes, outer) && inner.lead === BER.sequence ? inner : null;
}

/** The value in the field with this context tag; null where there is none. */
function fieldOf(bytes: Uint8Array, sequence: Tlv, number: number): Tlv | null {
  const field = new Tlv();
  let { at } = sequence;
  while (field.take(bytes, at, sequence.end)) {
    if (field.lead === CONTEXT + number) {
      const value = new Tlv();
      return value.takeIn(bytes, field) ? value : null;
    }
    at = field.next;
  }
  return null;
}

/** -1 where there is none. */
function numberField(bytes: Uint8Array, sequence: Tlv, number: number): number {
  const value = fieldOf(bytes, sequence, number);
  if (value === null || value.lead !== BER.integer) return -1;
  return berInteger(bytes, value.at, Math.min(value.end, value.at + NUMBER_BYTES_MAX));
}

function textField(bytes: Uint8Array, sequence: Tlv, number: number): string {
  const value = fieldOf(bytes, sequence, number);
  return value === null ? '' : textOf(bytes, value.at, value.end);
}

/** Parts of a principal's name with slashes between them, RFC 4120 §5.2.2. */
function nameField(bytes: Uint8Array, sequence: Tlv, number: number): string {
  const name = fieldOf(bytes, sequence, number);
  const parts = name === null ? null : fieldOf(bytes, name, 1);
  if (parts === null) return '';
  const out: string[] = [];
  const part = new Tlv();
  let { at } = parts;
  while (out.length < PARTS_MAX && part.take(bytes, at, parts.end)) {
    out.push(textOf(bytes, part.at, part.end));
    at = part.next;
  }
  return out.join('/');
}
