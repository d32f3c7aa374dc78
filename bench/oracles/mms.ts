import { defineOracle } from './oracle.ts';

/** PDU and service of each MMS message, names of variables, errors, and the numbers in values. */
export const mms = defineOracle({
  protocols: ['mms'],
  filter: 'mms',
  // Without the start of an association tshark has to be told what context 3 is.
  options: ['-o', 'uat:pres_context_list:"3","1.0.9506.2.1"'],
  decodeAs: [['tcp.port', 'tpkt']],
  fields: [
    'mms.confirmedServiceRequest',
    'mms.confirmedServiceResponse',
    'mms.unconfirmedService',
    'mms.confirmed_ErrorPDU_element',
    'mms.initiate_RequestPDU_element',
    'mms.initiate_ResponsePDU_element',
    'mms.conclude_RequestPDU_element',
    'mms.conclude_ResponsePDU_element',
    'mms.cancel_RequestPDU',
    'mms.itemId',
    'mms.failure',
    'mms.integer',
    'mms.unsigned',
    'mms.data.visible-string',
    'mms.floating_point',
  ],

  theirs(cells) {
    const [requests = [], responses = [], reports = [], errors = []] = cells;
    const claims = [
      ...requests.map((code) => `request ${code}`),
      ...responses.map((code) => `response ${code}`),
      ...reports.map((code) => `report ${code}`),
      ...errors.map(() => 'error'),
    ];
    PDUS.forEach((name, i) => {
      if ((cells[4 + i]?.length ?? 0) > 0) claims.push(name);
    });
    const services = [...requests, ...responses].map(Number);
    // Answers about lists name variables too; those of one service are compared.
    if (requests.length > 0 && services.every((code) => NAMES.has(code))) {
      claims.push(...(cells[9] ?? []).map((name) => `item ${name}`));
    }
    if (services.every((code) => code <= 5)) {
      const whole = [...(cells[11] ?? []), ...(cells[12] ?? [])].map(Number);
      const numbers = [...whole, ...(cells[14] ?? []).map((octets) => floatOf(octets))];
      claims.push(...numbers.map((number) => `number ${number}`));
      claims.push(...(cells[13] ?? []).map((text) => `text ${text}`));
    }
    return claims.toSorted();
  },

  ours({ service, object, items, values, outcome, refusal, anomalies }) {
    const { code } = service;
    const request: string[] = [];
    const response: string[] = [];
    const told = items === undefined ? values : items.flatMap((item) => item.values);
    const shown = told.flatMap((value) => shownValue(value));
    const names = items === undefined ? [object] : items.map((item) => item.object);
    if (code < 0x100) {
      request.push(`request ${code}`);
      if (NAMES.has(code)) request.push(...names.flatMap((name) => itemOf(name)));
      if (code === 5) request.push(...shown);
      response.push(refusal !== null && refusal.code > 255 ? 'error' : `response ${code}`);
      if (code === 4 && outcome === 'ok') response.push(...shown);
    } else if (code < 0x200) {
      response.push(`report ${code - 0x100}`, ...shown);
    } else if (code === 0x202) {
      response.push('error');
    } else if (code < 0x300) {
      const name = PDU_NAMES.get(code);
      if (name !== undefined) {
        request.push(`${name} request`);
        if (outcome === 'ok' && name !== 'cancel') response.push(`${name} response`);
      }
    }
    // tshark does not name the service of an answer whose contents are not those of the service.
    const differs = anomalies.some((anomaly) => anomaly.code === 'response_service_differs');
    return { request: request.toSorted(), response: differs ? [] : response.toSorted() };
  },

  explain(ours, theirs) {
    const conclude = ours.length === 1 && ours[0] === 'conclude request' && theirs.length === 0;
    return conclude ? 'tshark does not take two bare octets for a conclude' : null;
  },
});

const PDUS = [
  'initiate request',
  'initiate response',
  'conclude request',
  'conclude response',
  'cancel request',
];
const PDU_NAMES = new Map([
  [0x205, 'cancel'],
  [0x208, 'initiate'],
  [0x20b, 'conclude'],
]);
/** Services whose requests name variables within domains. */
const NAMES = new Set([4, 5, 6]);

/** The part behind the domain, without what selects within it; nothing for names of the device. */
function itemOf(name: string): string[] {
  const slash = name.indexOf('/');
  if (slash < 0 || name.startsWith('address/')) return [];
  return [`item ${name.slice(slash + 1).replace(/[.[].*$/, '')}`];
}

/** The octets of a floating-point value: width of the exponent, then four or eight more. */
function floatOf(octets: string): number {
  const bytes = Buffer.from(octets.replaceAll(':', ''), 'hex');
  return bytes.length === 5 ? bytes.readFloatBE(1) : bytes.length === 9 ? bytes.readDoubleBE(1) : 0;
}

/** Numbers, and texts that are no bits and no times. */
function shownValue(value: number | string | boolean): string[] {
  if (typeof value === 'number') return [`number ${value}`];
  if (typeof value !== 'string' || /^[01]*$/.test(value)) return [];
  return /^\d{4}-\d\d-\d\dT|^[0-9a-f]*$/.test(value) ? [] : [`text ${value}`];
}
