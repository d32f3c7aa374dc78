import type { Operation } from '@bulkhead/model';
import { type Cells, type Claims, defineOracle } from './oracle.ts';

/** Codes from here on are services of the link layer. */
const LINK = 0x100;
/** Points compared of one message; tshark shows them all. */
const POINTS_MAX = 64;

/** Function, outstation, first object, control and its status, refusing indications. */
export const dnp3 = defineOracle({
  protocols: ['dnp3'],
  filter: 'dnp3 && !icmp',
  decodeAs: [
    ['tcp.port', 'dnp3'],
    ['udp.port', 'dnp3'],
  ],
  fields: [
    'dnp3.al.func',
    'dnp3.ctl.prifunc',
    'dnp3.ctl.secfunc',
    'dnp3.src',
    'dnp3.dst',
    'dnp3.al.obj',
    'dnp3.al.iin',
    'dnp3.tr.ctl',
    'dnp3.ctl.op',
    'dnp3.ctl.trip',
    'dnp3.al.on_time',
    'dnp3.al.off_time',
    'dnp3.al.file_name',
    '_ws.malformed',
    'dnp3.ctl.dir',
  ],

  theirs(cells) {
    const [functions = [], primaries = [], secondaries = []] = cells;
    const links = primaries.map(Number).filter((code) => code !== 3 && code !== 4);
    const claims = links.map((code) => `link ${code}`);
    for (const code of secondaries) if (Number(code) === 11) claims.push('link status');
    // Only functions 3 and 4 of the link carry user data; tshark reads on behind any of them.
    if (links.length > 0 && links.length === primaries.length) return claims;
    claims.push(...functions.map((code) => `function ${Number(code)}`));
    if (passes63(cells)) return [...claims, `outstation ${Number(outstationOf(cells))}`];
    if (functions.length !== 1) return [...claims, ...outstationsOf(cells)];
    const code = Number(functions[0]);
    const outstation = (code < 129 ? cells[4] : cells[3])?.[0];
    claims.push(`outstation ${Number(outstation)}`);
    const object = cells[5]?.[0];
    if (object !== undefined && SHOWN.has(code) && !isGuarded(cells)) {
      claims.push(`group${Number(object) >> 8}var${Number(object) & 255}`);
    }
    // What cannot be right is shown as far as each goes; whom it asks for what is compared.
    if ((cells[13] ?? []).length > 0) return claims;
    const refusals = Number(cells[6]?.[0] ?? 0) & 0x17;
    if (code === 129 && refusals !== 0) claims.push(`refusal ${refusals & -refusals}`);
    const operations = cells[8] ?? [];
    if (operations.length <= POINTS_MAX && refusals === 0) {
      claims.push(...operations.map((code) => `operation ${Number(code) & 15}`));
      claims.push(...(cells[9] ?? []).map((code) => `trip ${Number(code)}`));
      claims.push(...(cells[10] ?? []).map((time) => `on ${Number(time)}`));
      claims.push(...(cells[11] ?? []).map((time) => `off ${Number(time)}`));
    }
    claims.push(...(cells[12] ?? []).filter((name) => name !== '').map((name) => `file ${name}`));
    return claims;
  },

  ours(operation) {
    const { service, unit, frames, outcome, refusal } = operation;
    if (service.code >= LINK) {
      const answers = service.code === (LINK | 9) && outcome === 'ok';
      const request = [`link ${service.code & 15}`];
      return { request, response: answers ? ['link status'] : [] };
    }
    const station = `outstation ${unit}`;
    const asked = [`function ${service.code}`, station];
    const object = /^group\d+var\d+/.exec(operation.object)?.[0];
    if (object !== undefined && SHOWN.has(service.code)) asked.push(object);
    if (operation.anomalies.some(({ code }) => BROKEN.has(code))) {
      const answer = frames.request === null ? service.code : 129;
      return { request: asked, response: [`function ${answer}`, station] };
    }
    const controls = controlClaims(operation);
    asked.push(...controls);
    const file = /^group70var\d\/(.*)$/.exec(operation.object)?.[1];
    if (file !== undefined && !/^\d+$/.test(file)) asked.push(`file ${file}`);
    const alone = service.code >= 129 && frames.request === null;
    const answer = alone ? service.code : service.code === 32 ? 131 : 129;
    const response = [`function ${answer}`, station];
    if (refusal !== null && REFUSALS.has(refusal.name)) response.push(`refusal ${refusal.code}`);
    else response.push(...controls);
    return { request: asked, response };
  },

  unshown(claim, cells) {
    if (isGuarded(cells) && OBJECTS.test(claim)) {
      return 'objects behind those of authentication, where tshark stops';
    }
    const [functions = []] = cells;
    if (functions.length > 1 && isAmong(claim, cells)) {
      return 'which object or indication belongs to which of several messages';
    }
    const isOfMessage = OBJECTS.test(claim) || claim.startsWith('function ');
    return passes63(cells) && isOfMessage ? 'a message whose transport numbers pass 63' : null;
  },

  explain(_, theirs, cells) {
    // First and last at once is a whole message, IEEE 1815 §8.2.2.
    const [transport, more] = cells?.[7] ?? [];
    return theirs.length > 0 && more === undefined && Number(transport) === 0xc0
      ? 'tshark takes a frame with transport number 0 for the rest of an older message'
      : null;
  },
});

const OBJECTS = /^(?:group|operation|trip|on|off|refusal|file)/;
const SECURITY_GROUP = 120;

function isGuarded(cells: Cells): boolean {
  return Number(cells[5]?.[0]) >> 8 === SECURITY_GROUP;
}

/** Whether the objects or the indications of some message of the frame are the claimed ones. */
function isAmong(claim: string, [, , , , , objects = [], indications = []]: Cells): boolean {
  const [, group, variation] = /^group(\d+)var(\d+)$/.exec(claim) ?? [];
  if (group !== undefined) {
    return objects.some((object) => Number(object) === Number(group) * 256 + Number(variation));
  }
  const [, bit] = /^refusal (\d+)$/.exec(claim) ?? [];
  return indications.some((bits) => (Number(bits) & Number(bit)) !== 0);
}

/**
 * The last frame of a message, with number 0: the one before it had number 63. tshark does not put
 * such a message together.
 */
function passes63(cells: Cells): boolean {
  const [functions = [], , , , , , , transports = []] = cells;
  return functions.length === 0 && transports.length === 1 && Number(transports[0]) === 0x80;
}

/** By the direction of the link frame. */
function outstationOf(cells: Cells): string | undefined {
  const fromMaster = /^(?:1|True)$/.test(cells[14]?.[0] ?? '');
  return (fromMaster ? cells[4] : cells[3])?.[0];
}

/** Functions whose objects tshark reads. */
const SHOWN: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21, 25, 26, 27, 28]);
/** Anomalies of a message whose objects cannot be read to the end. */
const BROKEN: ReadonlySet<string> = new Set([
  'objects_beyond_message',
  'object_header_cut',
  'objects_without_size',
  'qualifier_reserved',
  'range_reversed',
]);
const OPERATIONS = ['nul', 'pulse_on', 'pulse_off', 'latch_on', 'latch_off'];
const TRIPS = ['nul', 'close', 'trip', 'reserved'];
const REFUSALS: ReadonlySet<string> = new Set([
  'function_not_supported',
  'object_unknown',
  'parameter_error',
  'already_executing',
]);

/** Where each of several messages has a link frame of its own: whom they are from or for. */
function outstationsOf(cells: Cells): Claims {
  const [functions = [], , , sources = [], destinations = []] = cells;
  if (sources.length !== functions.length) return [];
  return functions.map((code, i) => {
    return `outstation ${Number((Number(code) < 129 ? destinations : sources)[i])}`;
  });
}

/** Of each control relay output block: operation, trip or close, times. */
function controlClaims({ object, values, items, count }: Operation): Claims {
  if (count > POINTS_MAX) return [];
  return (items ?? [{ object, values }]).flatMap((item) => {
    if (!/^group12var[12]\//.test(item.object) || item.values.length < 5) return [];
    const [operation, trip, , on, off] = item.values;
    return [
      `operation ${OPERATIONS.indexOf(String(operation).split(',')[0]!)}`,
      `trip ${TRIPS.indexOf(String(trip))}`,
      `on ${on}`,
      `off ${off}`,
    ];
  });
}
