import type { Operation } from '@bulkhead/model';
import { type Cells, defineReaders, roundedNumber } from './reader.ts';

/** Services from here on are unconfirmed, and from the next on messages of the network layer. */
const UNCONFIRMED = 256;
const I_AM = 256;
const I_HAVE = 257;
const WHO_HAS = 263;
const WHO_IS = 264;

/** Logs of the ICSNPP parser of BACnet. */
export const bacnet = defineReaders(
  {
    protocol: 'bacnet',
    log: /^bacnet\.log$/,
    from: ['bacnet'],
    theirs: pduRow,
    ours: pduClaims,
  },
  {
    protocol: 'bacnet',
    log: /^bacnet_discovery\.log$/,
    from: ['bacnet'],
    theirs: discoveryRow,
    ours: discoveryClaims,
  },
  {
    protocol: 'bacnet',
    log: /^bacnet_device_control\.log$/,
    from: ['bacnet'],
    theirs(cells) {
      const [, name, , state, , result, code] = cells.slice(11);
      if (state !== '-') return `asks ${name} ${state}`;
      return `answers ${name} ${result === 'ERROR' ? code : 'ok'}`;
    },
    ours({ service, object, frames, refusal }) {
      if (service.code !== 17 && service.code !== 20) return [];
      const state = object.split('/')[1]?.replace(/@.*$/, '');
      return [
        ...(frames.request === null ? [] : [`asks ${service.name} ${state}`]),
        ...(frames.response === null ? [] : [`answers ${service.name} ${errorOf(refusal)}`]),
      ];
    },
  },
  {
    protocol: 'bacnet',
    log: /^bacnet_property\.log$/,
    from: ['bacnet'],
    theirs: propertyRow,
    ours: propertyClaims,
    reasons: [
      {
        side: 'theirs',
        claim: /log-buffer\[0\]$/,
        why: 'the request names no index; the parser writes 0',
      },
      {
        side: 'ours',
        claim: /device-address-binding = $/,
        why: 'an empty list, for which the parser has no row',
      },
      { side: 'ours', claim: /^asks trend-log\/2\/log-buffer$/, why: 'see the row with index 0' },
      {
        side: 'theirs',
        claim: /^answers device\/254\/object-list = /,
        test: /segmented_data/,
        why: 'an operation keeps 256 values and counts the others',
      },
    ],
  },
);

/** Over IEEE 802.2 without IP, which Zeek does not read. */
function isBareEthernet({ client, server }: Operation): boolean {
  return client.ip === '' && server.ip === '';
}

function errorOf(refusal: Operation['refusal']): string {
  return refusal?.name.split('/')[1]?.replaceAll('_', '-') ?? 'ok';
}

/** Who sent what kind of PDU of which service, and why it says no. */
function pduRow(cells: Cells): string | null {
  const [kind = '', service, , result] = cells.slice(12);
  const from = cells[7];
  if (kind === 'SEGMENT_ACK') return null;
  if (kind.endsWith('REQUEST') || kind === 'NPDU') return `${from} asks ${service}`;
  return `${from} answers ${service} ${kind.endsWith('ACK') ? 'ok' : result}`;
}

function pduClaims(operation: Operation): string[] {
  if (isBareEthernet(operation)) return [];
  const { service, client, server, frames, refusal } = operation;
  const { code, name } = service;
  const unasked = code >= UNCONFIRMED;
  const kind = refusal?.name.split('/')[0] ?? '';
  const answered = kind === 'reject' || kind === 'abort' ? kind : name;
  const claims = frames.request === null ? [] : [`${client.ip} asks ${name}`];
  if (frames.response === null) return claims;
  if (unasked) claims.push(`${server.ip} asks ${name}`);
  else claims.push(`${server.ip} answers ${answered} ${errorOf(refusal)}`);
  return claims;
}

function discoveryRow(cells: Cells): string {
  const [name, , device, type, instance, , range = '', label] = cells.slice(11);
  // A range of one device is that device.
  if (name === 'who-is') return `who-is ${range.replace(/^(\d+)-\1$/, '$1')}`;
  if (name === 'i-am') return `i-am ${type}/${instance}`;
  if (name === 'i-have') return `i-have ${device} ${type}/${instance}`;
  return `who-has ${label === 'N/A' ? `${type}/${instance}` : `name/${label}`}`;
}

function discoveryClaims(operation: Operation): string[] {
  if (isBareEthernet(operation)) return [];
  const { service, object, values } = operation;
  const bare = object.replace(/@.*$/, '');
  if (service.code === WHO_IS) return [`who-is ${bare.split('/')[1] ?? 'All'}`];
  if (service.code === I_AM) return [`i-am ${bare}`];
  if (service.code === I_HAVE) return [`i-have ${bare.split('/')[1]} ${values[0]}`];
  return service.code === WHO_HAS ? [`who-has ${bare}`] : [];
}

function propertyRow(cells: Cells): string | null {
  const [name = '', type = '', instance, property = '', index, value = ''] = cells.slice(12);
  if (name.startsWith('ERROR')) return null;
  const told = property
    .toLowerCase()
    .replace(/^vendor specific \((\d+)\)$/, 'property-$1')
    // Clause 21 has Daylight_Savings_Status.
    .replace('daylights-', 'daylight-');
  const place = `${type}/${instance}/${told}${index === '-' ? '' : `[${index}]`}`;
  return name.endsWith('-ack') ? `answers ${place} = ${plain(told, value)}` : `asks ${place}`;
}

/** Properties whose values the parser and we write in different words. */
const OTHER_WORDS = new Set([
  'event-state',
  'file-access-method',
  'local-date',
  'local-time',
  'modification-date',
  'object-type',
  'polarity',
  'property-514',
  'property-515',
  'protocol-object-types-supported',
  'protocol-services-supported',
  'reliability',
  'segmentation-supported',
  'status-flags',
  'system-status',
  'units',
]);

/** A value in words that both sides have: numbers without zeros at their end. */
function plain(property: string, value: string): string {
  if (OTHER_WORDS.has(property)) return '';
  if (value === '-' || value === 'null') return '';
  const id = /^([a-z-]+): (\d+)$/.exec(value);
  if (id !== null) return `${id[1]}/${id[2]}`;
  // The logs mask what looks like a time, zero among it.
  const text = value.replace(/XXXXXXXXXX\.XXXXXX$/, '0.000000');
  return roundedNumber(text);
}

const PROPERTIES = new Set([12, 14, 15, 26]);

function propertyClaims(operation: Operation): string[] {
  const { service, object, values, count, items, frames, refusal } = operation;
  if (!PROPERTIES.has(service.code)) return [];
  const all: NonNullable<Operation['items']> = items ?? [{ object, values, count }];
  return all.flatMap((item) => {
    const place = item.object.replace(/@.*$/, '').replace(/\/priority\/\d+$/, '');
    const claims = frames.request === null ? [] : [`asks ${place}`];
    if (frames.response === null || refusal !== null || service.code > 14) return claims;
    if (item.refusal !== undefined) return [...claims, `answers ${place} = PropertyError`];
    const property = place.split('/')[2]?.replace(/\[.*$/, '') ?? '';
    // The parser writes a row for each element of an array.
    const length = Math.min(item.count, Math.max(item.values.length, 1));
    const answers = Array.from({ length }, (_, i) => {
      return `answers ${place} = ${plain(property, String(item.values[i] ?? ''))}`;
    });
    return [...claims, ...answers];
  });
}
