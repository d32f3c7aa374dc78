import type { Operation } from '@bulkhead/model';
import { join } from 'node:path';
import { type Cells, type Claims, defineOracle } from './oracle.ts';

const FIELDS = [
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
  'mms.vmd_specific',
  'mms.failure',
  'mms.AccessResult',
  'mms.Write_Response_item',
  'mms.errorClass',
  'mms.integer',
  'mms.unsigned',
  'mms.boolean',
  'mms.data.visible-string',
  'mms.floating_point',
  'mms.Identifier',
  'mms.vendorName',
  'mms.modelName',
  'mms.revision',
] as const;
type Field = (typeof FIELDS)[number];

/** PDUs that are no confirmed service, by the field that shows them. */
const PDUS: readonly (readonly [Field, string])[] = [
  ['mms.initiate_RequestPDU_element', 'initiate request'],
  ['mms.initiate_ResponsePDU_element', 'initiate response'],
  ['mms.conclude_RequestPDU_element', 'conclude request'],
  ['mms.conclude_ResponsePDU_element', 'conclude response'],
  ['mms.cancel_RequestPDU', 'cancel request'],
];
const PDU_NAMES = new Map([
  [0x205, 'cancel'],
  [0x208, 'initiate'],
  [0x20b, 'conclude'],
]);
const [GET_NAME_LIST, IDENTIFY, READ, WRITE, GET_LIST] = [1, 2, 4, 5, 12];
/** Services whose requests name variables, and those whose messages hold Data. */
const NAMES = new Set([READ, WRITE, 6, GET_LIST]);
const VALUES_MAX = 256;
/** Claims that say what a message is. */
const KIND = /^(request|response|report|error|initiate|conclude|cancel) /;

/**
 * PDU and service of each MMS message; names of variables and lists; values, also of reports;
 * failures and classes of errors; what devices say of themselves.
 */
export const mms = defineOracle({
  protocols: ['mms'],
  filter: 'mms',
  options: [
    // Without the start of an association tshark has to be told what context 3 is.
    '-o',
    'uat:pres_context_list:"3","1.0.9506.2.1"',
    '-X',
    `lua_script:${join(import.meta.dirname, 'bare_mms.lua')}`,
  ],
  decodeAs: [['tcp.port', 'tpkt']],
  fields: FIELDS,

  theirs(cells) {
    const of = (field: Field): readonly string[] => cellsOf(cells, field);
    const requests = of('mms.confirmedServiceRequest').map(Number);
    const responses = of('mms.confirmedServiceResponse').map(Number);
    const reports = of('mms.unconfirmedService');
    const claims = [
      ...requests.map((code) => `request ${code}`),
      ...responses.map((code) => `response ${code}`),
      ...reports.map((code) => `report ${code}`),
      ...of('mms.errorClass').map((code) => `error ${code}`),
      ...PDUS.filter(([field]) => of(field).length > 0).map(([, name]) => name),
    ];
    const kinds = new Set(claims);
    // Which of several messages a name or value belongs to is not told.
    if (kinds.size !== 1) return claims;
    const asks = requests.length > 0;
    const code = requests[0] ?? responses[0] ?? -1;
    if (asks ? NAMES.has(code) : code === GET_LIST || reports[0] === '0') {
      const whole = of('mms.vmd_specific').filter((name) => name !== 'RPT');
      claims.push(...of('mms.itemId').map((name) => `item ${name}`));
      claims.push(...whole.map((name) => `item ${name}`));
    }
    if (asks ? code === WRITE : code === READ || reports[0] === '0') claims.push(...values(of));
    if (!asks) claims.push(...answers(code, of));
    return claims;
  },

  ours(operation) {
    const { service, outcome, refusal, anomalies } = operation;
    const { code } = service;
    const request: string[] = [];
    const response: string[] = [];
    const has = (anomaly: string): boolean => anomalies.some((one) => one.code === anomaly);
    if (code < 0x100) {
      request.push(`request ${code}`);
      if (NAMES.has(code)) request.push(...namesOf(operation));
      if (code === WRITE) request.push(...shownIn(operation));
      if (refusal !== null && refusal.code > 255) response.push(`error ${refusal.code >> 8}`);
      else response.push(`response ${code}`, ...ourAnswers(operation));
      if (code === READ && outcome === 'ok') response.push(...shownIn(operation));
    } else if (code < 0x200) {
      response.push(`report ${code - 0x100}`);
      if (code === 0x100) response.push(...namesOf(operation), ...shownIn(operation));
    } else if (code === 0x202) {
      response.push(`error ${(refusal?.code ?? 0) >> 8}`);
    } else if (code < 0x300) {
      const name = PDU_NAMES.get(code);
      if (name !== undefined) request.push(`${name} request`);
      // An accept in which no response could be found is not one of MMS.
      const answered = outcome === 'ok' && name !== 'cancel' && !has('accept_without_association');
      if (name !== undefined && answered) response.push(`${name} response`);
    }
    // tshark does not name the service of an answer whose contents are not those of the service.
    return { request, response: has('response_service_differs') ? [] : response };
  },

  explain(ours, theirs) {
    const kindsOf = (claims: Claims): string =>
      claims
        .filter((claim) => KIND.test(claim))
        .toSorted()
        .join();
    const kinds = new Set(theirs.filter((claim) => KIND.test(claim)));
    const several = kinds.size > 1 && kindsOf(ours) === kindsOf(theirs);
    return several ? 'messages of several kinds in one frame; their kinds agree' : null;
  },
});

function cellsOf(cells: Cells, field: Field): readonly string[] {
  return cells[FIELDS.indexOf(field)] ?? [];
}

/** The Data of a message: numbers, flags and texts. */
function values(of: (field: Field) => readonly string[]): string[] {
  const whole = [...of('mms.integer'), ...of('mms.unsigned')].map(Number);
  const numbers = [...whole, ...of('mms.floating_point').map((octets) => floatOf(octets))];
  const flags = of('mms.boolean').map((flag) => `flag ${flag === '1' || flag === 'True'}`);
  const texts = of('mms.data.visible-string').map((text) => `text ${text}`);
  const count = numbers.length + flags.length + texts.length;
  return count >= VALUES_MAX
    ? []
    : [...numbers.map((number) => `number ${number}`), ...flags, ...texts.filter(isPlain)];
}

/** What an answer says beside its Data. */
function answers(code: number, of: (field: Field) => readonly string[]): string[] {
  switch (code) {
    case READ:
    case WRITE: {
      const results = of(code === READ ? 'mms.AccessResult' : 'mms.Write_Response_item');
      const none = results.length > 0 && results.every((result) => result === '0');
      return none ? [`failure ${of('mms.failure')[0]}`] : [];
    }
    case GET_NAME_LIST: {
      const names = of('mms.Identifier');
      return names.length >= VALUES_MAX ? [] : names.map((name) => `name ${name}`);
    }
    case IDENTIFY:
      return [...of('mms.vendorName'), ...of('mms.modelName'), ...of('mms.revision')].map(
        (text) => `name ${text}`,
      );
    default:
      return [];
  }
}

function ourAnswers({ service, refusal, values: said }: Operation): string[] {
  const { code } = service;
  if (refusal !== null) return refusal.code < 0 ? [] : [`failure ${refusal.code}`];
  if (code === GET_LIST) return said.map((name) => `item ${itemOf(String(name))}`);
  if (code !== GET_NAME_LIST && code !== IDENTIFY) return [];
  return said.length >= VALUES_MAX ? [] : said.map((name) => `name ${name}`);
}

/** Whether the items are members of a list that the message only names. */
function isList({ object, items }: Operation): boolean {
  return items === undefined || items[0]?.object !== object;
}

/** The variables of the message itself: without the components of one that stands before them. */
function variablesOf(operation: Operation): NonNullable<Operation['items']> {
  const { object, values: told, items = [] } = operation;
  if (isList(operation)) return [{ object, count: 1, values: told }];
  const named = new Set(items.map((item) => item.object));
  return items.filter((item) => {
    const at = /\$(Oper|SBOw|Cancel)\$|LastApplError\$/.exec(item.object);
    return at === null || !named.has(item.object.slice(0, at.index + at[0].length - 1));
  });
}

function namesOf(operation: Operation): string[] {
  return variablesOf(operation)
    .map((item) => item.object)
    .filter((name) => !/^(report|address)\/|^(variable|object|invalidated|@.*)$/.test(name))
    .map((name) => `item ${itemOf(name)}`);
}

/** The part behind the domain, without what selects within it. */
function itemOf(name: string): string {
  return name.slice(name.indexOf('/') + 1).replace(/[.[].*$/, '');
}

/** Numbers, flags, and texts that are no bits, no octets and no times. */
function shownIn(operation: Operation): string[] {
  const all = variablesOf(operation).flatMap((item) => item.values);
  const claims = all.flatMap((value) => {
    if (typeof value === 'number') return `number ${value}`;
    if (typeof value === 'boolean') return `flag ${value}`;
    return isPlain(`text ${value}`) ? `text ${value}` : [];
  });
  return claims.length >= VALUES_MAX ? [] : claims;
}

/** Whether a text is neither bits nor octets nor a time, which look like texts. */
function isPlain(claim: string): boolean {
  const text = claim.slice('text '.length);
  return !/^(\d{4}-\d\d-\d\dT.*|T\d\d:.*|[0-9a-f]*)$/.test(text);
}

/** The octets of a floating-point value: width of the exponent, then four or eight more. */
function floatOf(octets: string): number {
  const bytes = Buffer.from(octets.replaceAll(':', ''), 'hex');
  return bytes.length === 5 ? bytes.readFloatBE(1) : bytes.length === 9 ? bytes.readDoubleBE(1) : 0;
}
