import type { Operation } from '@bulkhead/model';
import { type Claims, defineOracle } from './oracle.ts';

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
  ],

  theirs(cells) {
    const [functions = [], primaries = [], secondaries = []] = cells;
    const claims = functions.map((code) => `function ${Number(code)}`);
    for (const code of primaries) {
      if (Number(code) !== 3 && Number(code) !== 4) claims.push(`link ${Number(code)}`);
    }
    for (const code of secondaries) if (Number(code) === 11) claims.push('link status');
    if (functions.length !== 1) return claims;
    const code = Number(functions[0]);
    const outstation = (code < 129 ? cells[4] : cells[3])?.[0];
    claims.push(`outstation ${Number(outstation)}`);
    // What cannot be right is shown as far as each goes; only who was asked what is compared.
    if ((cells[13] ?? []).length > 0) return claims;
    const object = cells[5]?.[0];
    if (object !== undefined && SHOWN.has(code)) {
      claims.push(`group${Number(object) >> 8}var${Number(object) & 255}`);
    }
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
    if (operation.anomalies.some(({ code }) => BROKEN.has(code))) {
      const answer = frames.request === null ? service.code : 129;
      return {
        request: [`function ${service.code}`, station],
        response: [`function ${answer}`, station],
      };
    }
    const controls = controlClaims(operation);
    const asked = [`function ${service.code}`, station, ...controls];
    const object = /^group\d+var\d+/.exec(operation.object)?.[0];
    if (object !== undefined && SHOWN.has(service.code)) asked.push(object);
    const file = /^group70var\d\/(.*)$/.exec(operation.object)?.[1];
    if (file !== undefined && !/^\d+$/.test(file)) asked.push(`file ${file}`);
    const alone = service.code >= 129 && frames.request === null;
    const answer = alone ? service.code : service.code === 32 ? 131 : 129;
    const response = [`function ${answer}`, station];
    if (refusal !== null && REFUSALS.has(refusal.name)) response.push(`refusal ${refusal.code}`);
    else response.push(...controls);
    return { request: asked, response };
  },

  explain(ours, theirs, cells) {
    const link = ours.find((claim) => claim.startsWith('link '));
    if (link !== undefined && theirs.includes(link) && theirs.length > ours.length) {
      return 'user data behind a link function that carries none; receivers drop it';
    }
    if (theirs.some((claim) => claim.startsWith('group120'))) {
      return 'tshark does not know how long authentication objects are, and stops there';
    }
    const transport = Number(cells?.[7]?.[0] ?? 0xc0) & 0xc0;
    if (theirs.length === 0 && transport === 0x80) {
      return 'tshark does not put together a message whose transport numbers pass 63';
    }
    if (transport === 0xc0 && (Number(cells?.[7]?.[0]) & 0x3f) === 0 && theirs.length > 0) {
      return 'tshark takes a frame with transport number 0 for the rest of an older message';
    }
    const functions = ours.filter((claim) => claim.startsWith('function'));
    if (functions.length > 1 && sameClaims(functions, theirs)) {
      return 'several messages in one frame: tshark does not say which fields are of which';
    }
    const more = theirs.filter((claim) => !ours.includes(claim));
    if (ours.length === 2 && more.length > 0 && more.every((claim) => DETAIL.test(claim))) {
      return 'objects end before they should; then function and outstation alone are compared';
    }
    return null;
  },
});

/** Functions whose objects tshark reads. */
const SHOWN: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21, 25, 26, 27, 28]);
const DETAIL = /^(?:group|operation|trip|on|off)/;
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

function sameClaims(ours: Claims, theirs: Claims): boolean {
  return ours.toSorted().join() === theirs.toSorted().join();
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
