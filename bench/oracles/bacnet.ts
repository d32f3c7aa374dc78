import type { Operation } from '@bulkhead/model';
import { type Cells, type Claims, defineOracle } from './oracle.ts';

const FIELDS = [
  'bacapp.type',
  'bacapp.confirmed_service',
  'bacapp.unconfirmed_service',
  'bacapp.more_segments',
  'bacapp.error_class',
  'bacapp.error_code',
  'bacapp.reject_reason',
  'bacapp.abort_reason',
  'bacapp.instance_number',
  'bacapp.property_identifier',
  'bacapp.who_is.low_limit',
  'bvlc.function',
  'bvlc.type',
  'bvlc.result',
  'bacnet.mesgtyp',
  'bvlc.reg_ttl',
  'bacnet.control',
] as const;
const VALUES = ['boolean', 'uint', 'int', 'real', 'double', 'enum_index'].map(
  (name) => `bacapp.present_value.${name}`,
);

const [CONFIRMED, UNCONFIRMED, SIMPLE_ACK, COMPLEX_ACK, SEGMENT_ACK, ERROR, REJECT] = [
  0, 1, 2, 3, 4, 5, 6,
];
const [UNCONFIRMED_CODES, NETWORK_CODES, LINK_CODES, LINK6_CODES] = [0x100, 0x200, 0x300, 0x400];
const [READ, READ_MULTIPLE, WRITE, WRITE_MULTIPLE] = [12, 14, 15, 16];
const PRESENT_VALUE = 85;
const WHO_IS = UNCONFIRMED_CODES + 8;
const I_AM = UNCONFIRMED_CODES;
/** Functions of the link layer that carry an NPDU: 4, 9, 10 and 11, over IPv6 1, 2, 8 and 12. */
const CARRIES: Readonly<Record<string, readonly number[]>> = {
  '0x81': [4, 9, 10, 11],
  '0x82': [1, 2, 8, 12],
};
const PROPERTIES_MAX = 64;

/** Service, object instance, number of properties, present value, and how it was refused. */
export const bacnet = defineOracle({
  protocols: ['bacnet'],
  filter: 'bacnet || bvlc',
  decodeAs: [['udp.port', 'bvlc']],
  fields: [...FIELDS, ...VALUES],

  theirs(cells) {
    const type = numberOf(cells, 'bacapp.type');
    if (type === null) return linkClaims(cells);
    const more = cellsOf(cells, 'bacapp.more_segments')[0];
    if (type === SEGMENT_ACK || more === '1' || more === 'True') return [];
    const service = numberOf(cells, 'bacapp.confirmed_service') ?? 0;
    switch (type) {
      case CONFIRMED:
        return [`service ${service}`, ...objectClaims(cells, service, true)];
      case UNCONFIRMED:
        return unconfirmedClaims(cells);
      case SIMPLE_ACK:
        return [`ack ${service}`];
      case COMPLEX_ACK:
        return [`ack ${service}`, ...objectClaims(cells, service, false)];
      case ERROR: {
        const codes = cellsOf(cells, 'bacapp.error_code').map(Number);
        return [`refused ${codes[0]}`];
      }
      default: {
        const field = type === REJECT ? 'bacapp.reject_reason' : 'bacapp.abort_reason';
        return [`refused ${numberOf(cells, field)}`];
      }
    }
  },

  ours(operation) {
    const { service, refusal, address } = operation;
    const { code } = service;
    if (code >= UNCONFIRMED_CODES && code < NETWORK_CODES) {
      const claims = [`unconfirmed ${code - UNCONFIRMED_CODES}`];
      if ((code === WHO_IS && address !== null) || code === I_AM) {
        claims.push(`instance ${address}`);
      }
      return { request: claims, response: claims };
    }
    if (code >= NETWORK_CODES) {
      const request = [otherClaim(code)];
      if (refusal !== null) return { request, response: [`refused ${refusal.code}`] };
      return { request, response: operation.frames.request === null ? request : ['answered'] };
    }
    const request = [`service ${code}`, ...requestObjects(operation)];
    if (refusal !== null) return { request, response: [`refused ${refusal.code}`] };
    return { request, response: [`ack ${code}`, ...responseObjects(operation)] };
  },

  explain(ours, theirs) {
    if (ours.length === 0 && theirs.every((claim) => claim.startsWith('service'))) return null;
    const left = (claims: Claims): string =>
      claims.filter((claim) => !claim.startsWith('properties')).join();
    return left(ours) === left(theirs) && ours.length > PROPERTIES_MAX
      ? 'more properties than are kept'
      : null;
  },
});

/** Messages of the network and the link layer that carry no APDU. */
function linkClaims(cells: Cells): string[] {
  const message = numberOf(cells, 'bacnet.mesgtyp');
  if (message !== null) return [message === 7 ? 'answered' : otherClaim(NETWORK_CODES + message)];
  const link = cellsOf(cells, 'bvlc.type')[0] ?? '';
  const code = numberOf(cells, 'bvlc.function');
  if (code === null) return [];
  if (code === 0) {
    const result = numberOf(cells, 'bvlc.result') ?? 0;
    return [result === 0 ? 'answered' : `refused ${result}`];
  }
  if (CARRIES[link]?.includes(code) === true) return [];
  if (link === '0x81' && (code === 3 || code === 7)) return ['answered'];
  if (link === '0x82' && (code === 5 || code === 7)) return ['answered'];
  return [otherClaim((link === '0x82' ? LINK6_CODES : LINK_CODES) + code)];
}

function otherClaim(code: number): string {
  return `other ${code}`;
}

function unconfirmedClaims(cells: Cells): string[] {
  const service = numberOf(cells, 'bacapp.unconfirmed_service') ?? 0;
  const claims = [`unconfirmed ${service}`];
  const low = numberOf(cells, 'bacapp.who_is.low_limit');
  const instance = numberOf(cells, 'bacapp.instance_number');
  if (service === 8 && low !== null) claims.push(`instance ${low}`);
  if (service === 0) claims.push(`instance ${instance}`);
  return claims;
}

function objectClaims(cells: Cells, service: number, asks: boolean): string[] {
  const properties = cellsOf(cells, 'bacapp.property_identifier').map(Number);
  if (service === READ || (service === WRITE && asks)) {
    const claims = [`instance ${numberOf(cells, 'bacapp.instance_number')}`];
    const tells = asks ? service === WRITE : service === READ;
    if (tells && properties[0] === PRESENT_VALUE) claims.push(...valueClaims(cells));
    return claims;
  }
  if (service === READ_MULTIPLE || (service === WRITE_MULTIPLE && asks)) {
    const first = `instance ${numberOf(cells, 'bacapp.instance_number')}`;
    return asks ? [first, `properties ${properties.length}`] : [first];
  }
  return [];
}

function valueClaims(cells: Cells): string[] {
  return VALUES.flatMap((field) => cellsOf(cells, field)).map(claimOf);
}

function requestObjects(operation: Operation): string[] {
  const { service, address, count, object } = operation;
  if (service.code === READ) return [`instance ${address}`];
  if (service.code === WRITE) {
    return [`instance ${address}`, ...(isPresentValue(object) ? numbers(operation.values) : [])];
  }
  if (service.code === WRITE_MULTIPLE) return [`instance ${address}`, `properties ${count}`];
  if (service.code !== READ_MULTIPLE) return [];
  return [`instance ${address}`, `properties ${count}`];
}

function responseObjects(operation: Operation): string[] {
  const { service, address, object, values } = operation;
  if (service.code === READ_MULTIPLE) return [`instance ${address}`];
  if (service.code !== READ) return [];
  return [`instance ${address}`, ...(isPresentValue(object) ? numbers(values) : [])];
}

function isPresentValue(object: string): boolean {
  return /\/present-value(?:$|[/@])/.test(object);
}

function numbers(values: Operation['values']): string[] {
  return values.filter((value) => typeof value !== 'string').map(claimOf);
}

/** One text for a number, as far as tshark prints it. */
function claimOf(value: unknown): string {
  const text = String(value).toLowerCase();
  const number = text === 'true' ? 1 : text === 'false' ? 0 : Number(text);
  return `value ${Number(number.toPrecision(5))}`;
}

function numberOf(cells: Cells, field: string): number | null {
  const cell = cellsOf(cells, field)[0];
  return cell === undefined ? null : Number(cell);
}

function cellsOf(cells: Cells, field: string): readonly string[] {
  const index = [...FIELDS, ...VALUES].indexOf(field);
  return (cells[index] ?? []).filter((cell) => cell !== '');
}
