import type { Operation } from '@bulkhead/model';
import { type Cells, type Claims, defineOracle } from './oracle.ts';

/** Services of the connection: this, and the first byte of the U frame that asks. */
const CONNECTION = 0x1000;
/** Asks for one object, whose answer is of the object's own type. */
const READ = 102;
/** Objects compared of one ASDU; an operation keeps so many. */
const OBJECTS_MAX = 64;

/** Type, cause, station, objects with their values, and what U frames ask. */
export const iec104 = defineOracle({
  protocols: ['iec104'],
  filter: 'iec60870_104',
  decodeAs: [['tcp.port', 'iec60870_104']],
  fields: [
    'iec60870_104.utype',
    'iec60870_asdu.typeid',
    'iec60870_asdu.causetx',
    'iec60870_asdu.addr',
    'iec60870_asdu.ioa',
    'iec60870_asdu.numix',
    'iec60870_asdu.siq.spi',
    'iec60870_asdu.diq.dpi',
    'iec60870_asdu.vti.v',
    'iec60870_asdu.float',
    'iec60870_asdu.normval',
    'iec60870_asdu.scalval',
    'iec60870_asdu.bcr.count',
    'iec60870_asdu.sco.on',
    'iec60870_asdu.dco.on',
    'iec60870_asdu.rco.up',
    '_ws.col.Info',
    '_ws.malformed',
  ],

  theirs(cells) {
    if (isNone(cells)) return [];
    const [functions = [], types = [], causes = [], stations = [], objects = [], counts = []] =
      cells;
    const claims = functions.map((code) => `function ${Number(code)}`);
    claims.push(...types.filter((_, i) => !isReading(types[i], causes[i])).map(typeClaim));
    claims.push(...causes.map((code) => `cause ${Number(code)}`));
    claims.push(...stations.map((address) => `station ${Number(address)}`));
    if (counts.some((count) => Number(count) > OBJECTS_MAX)) return claims;
    claims.push(...objects.map((address) => `object ${Number(address)}`));
    for (const value of [...(cells[6] ?? []), ...(cells[13] ?? [])]) {
      claims.push(`value ${value === '1' || value === 'True'}`);
    }
    const numbers = [8, 9, 10, 11, 12].flatMap((at) => cells[at] ?? []);
    claims.push(...numbers.map((value) => `value ${rounded(Number(value))}`));
    for (const value of cells[7] ?? []) claims.push(`value ${DOUBLE[Number(value)]}`);
    for (const value of cells[14] ?? []) claims.push(`value ${COMMANDED[Number(value)]}`);
    for (const value of cells[15] ?? []) claims.push(`value ${STEPS[Number(value)]}`);
    return claims;
  },

  ours(operation) {
    const { service, frames, outcome, refusal, unit } = operation;
    if (service.code >= CONNECTION) {
      // tshark leaves out the two bits that say it is a U frame; a confirmation has the next bit.
      const asked = (service.code & 0xff) >> 2;
      return { request: [`function ${asked}`], response: [`function ${asked * 2}`] };
    }
    const type = service.code & 0xff;
    const variant = service.code >> 8;
    const station = `station ${unit}`;
    const objects = objectClaims(operation);
    const asked = objects.filter((claim) => claim.startsWith('object '));
    if (frames.request === null && type < 45) {
      const own = operation.cause === 'request' ? [] : [typeClaim(type)];
      return { request: [], response: [...own, causeClaim(operation), station, ...objects] };
    }
    const answered = refusal?.code ?? (variant === 2 ? 9 : 7);
    const own = frames.request === null ? causeClaim(operation) : `cause ${answered}`;
    const confirmed = answerClaim(operation, 'confirmed/', 'value');
    const isRead = type === READ && outcome === 'ok';
    return {
      request: [typeClaim(type), causeClaim(operation), station, ...(isRead ? asked : objects)],
      response: [
        ...(isRead ? ['cause 5'] : [typeClaim(type), own]),
        answerClaim(operation, 'answered_by/', 'station') ?? station,
        ...(confirmed === null ? objects : [...asked, confirmed]),
      ],
    };
  },

  unshown(claim, cells) {
    const [, types = [], causes = []] = cells;
    const read = types.filter((type, i) => isReading(type, causes[i]));
    const isOther = read.some((type) => !VALUED.has(Number(type)));
    return isOther && claim.startsWith('value ') ? 'what is read of this type' : null;
  },
});

function typeClaim(code: string | number): string {
  return `type ${Number(code)}`;
}

/** What answers a reading has a type of its own, which the operation leaves to its values. */
function isReading(type: string | undefined, cause: string | undefined): boolean {
  return Number(type) < 45 && Number(cause) === 5;
}

/** What the answer says that the request did not: who answers, and what is confirmed. */
function answerClaim({ values }: Operation, prefix: string, word: string): string | null {
  const said = values
    .map(String)
    .find((value) => value.startsWith(prefix))
    ?.slice(prefix.length);
  if (said === undefined) return null;
  const number = Number(said);
  return `${word} ${Number.isNaN(number) ? said : rounded(number)}`;
}

/**
 * Behind bytes that are no APDU tshark looks for a start byte and reads on from there. Where it
 * says of what it finds too that it cannot be right, that is none.
 */
function isNone(cells: Cells): boolean {
  const [functions = []] = cells;
  const [info = '', malformed] = [cells[16]?.[0], cells[17]?.[0]];
  const isWrong = functions.some((code) => !FUNCTIONS.has(Number(code)));
  return info.includes('<ERR prefix') && (isWrong || malformed !== undefined);
}

/** U functions of which one alone is asked or confirmed. */
const FUNCTIONS: ReadonlySet<number> = new Set([1, 2, 4, 8, 16, 32]);
const DOUBLE = ['intermediate', 'off', 'on', 'indeterminate'];
const COMMANDED = ['not_permitted', 'off', 'on', 'not_permitted'];
const STEPS = ['not_permitted', 'lower', 'higher', 'not_permitted'];
/** Causes by number, IEC 60870-5-101 Table 14; '' is reserved. */
const CAUSES = [
  '',
  'periodic',
  'background_scan',
  'spontaneous',
  'initialized',
  'request',
  'activation',
  'activation_confirmation',
  'deactivation',
  'deactivation_confirmation',
  'activation_termination',
  'return_information_remote',
  'return_information_local',
  'file_transfer',
  'authentication',
  'session_key_maintenance',
  'user_role_and_update_key_maintenance',
  '',
  '',
  '',
  'interrogated_by_station',
  ...Array.from({ length: 16 }, (_, i) => `interrogated_by_group_${i + 1}`),
  'requested_by_general_counter',
  ...Array.from({ length: 4 }, (_, i) => `requested_by_group_${i + 1}_counter`),
  '',
  '',
  'unknown_type_identification',
  'unknown_cause_of_transmission',
  'unknown_common_address',
  'unknown_object_address',
];
/** Types whose value tshark shows in one of the fields that are asked for. */
const VALUED: ReadonlySet<number> = new Set([
  1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 21, 30, 31, 32, 34, 35, 36, 37, 45, 46, 47, 48,
  49, 50, 58, 59, 60, 61, 62, 63, 110, 111, 112,
]);

function causeClaim({ cause = '' }: Operation): string {
  const known = cause === '' ? -1 : CAUSES.indexOf(cause);
  return `cause ${known < 0 ? /^unknown_cause_(\d+)$/.exec(cause)?.[1] : known}`;
}

function objectClaims(operation: Operation): Claims {
  const { service, object, values, items, count, address } = operation;
  if (count > OBJECTS_MAX || address === null) return [];
  const valued = service.code === READ || VALUED.has(service.code & 0xff);
  return (items ?? [{ object, values }]).flatMap((item) => {
    const claims = [`object ${item.object.slice('ioa/'.length)}`];
    if (valued && item.values.length > 0) claims.push(`value ${textOf(item.values[0])}`);
    return claims;
  });
}

function textOf(value: Operation['values'][number] | undefined): string {
  return typeof value === 'number' ? rounded(value) : String(value);
}

/** tshark prints six digits of a number of 32 bits; what lies amid two goes to the even one. */
function rounded(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits = '', exponent] = value.toExponential(20).split('e');
  const amid = /^(?<even>-?\d\.\d{4}[02468])50*$/.exec(digits)?.groups?.['even'];
  return String(amid === undefined ? Number(value.toPrecision(6)) : Number(`${amid}e${exponent}`));
}
