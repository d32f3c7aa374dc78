import type { Operation } from '@bulkhead/model';
import { type Cells, type Claims, defineOracle } from './oracle.ts';

const FIELDS = [
  'opcua.transport.type',
  'opcua.servicenodeid.numeric',
  'opcua.ServiceResult',
  'opcua.Results',
  'opcua.StatusCode',
  'opcua.datavalue.mask',
  'opcua.nodeid.encodingmask',
  'opcua.nodeid.nsindex',
  'opcua.nodeid.numeric',
  'opcua.nodeid.string',
  'opcua.AttributeId',
  'opcua.UserName',
  'opcua.variant.has_value',
] as const;
/** Numbers and booleans of a Variant, one by one and in arrays. */
const NUMBERS = [
  'SByte',
  'Byte',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Float',
  'Double',
];
const VALUE_FIELDS = ['Boolean', ...NUMBERS]
  .flatMap((name) => [`opcua.${name}`, `opcua.${name}s`])
  .filter((name) => name !== 'opcua.Bytes');

const [OPEN, OPEN_ANSWER, CLOSE, FAULT] = [446, 449, 452, 397];
const [READ, READ_ANSWER, WRITE, ACTIVATE] = [631, 634, 673, 467];
const VALUE = 13;
/** Items and values that an operation keeps. */
const ITEMS_MAX = 64;
const VALUES_MAX = 256;
/** Nodes in front of the objects: session token and the type of the additional header. */
const HEADER_NODES = 2;

/** Service, nodes with attributes, numbers read and written, result of the service. */
export const opcua = defineOracle({
  protocols: ['opcua'],
  filter: 'opcua',
  decodeAs: [['tcp.port', 'opcua']],
  fields: [...FIELDS, ...VALUE_FIELDS],

  theirs(cells) {
    const claims: string[] = [];
    const types = cellsOf(cells, 'opcua.transport.type');
    const services = cellsOf(cells, 'opcua.servicenodeid.numeric').map(Number);
    for (const type of types) if (type !== 'MSG') claims.push(`type ${type}`);
    const read = services.filter((id) => id !== OPEN && id !== OPEN_ANSWER && id !== CLOSE);
    const secured = types.filter((type) => type === 'MSG').length - read.length;
    for (let i = 0; i < secured; i++) claims.push('secured');
    if (services.length !== 1) return [...claims, ...read.map((id) => `message ${requestOf(id)}`)];
    for (const id of read) claims.push(...messageClaims(cells, id));
    return claims;
  },

  ours(operation) {
    const { service, outcome, refusal } = operation;
    const { name } = service;
    if (name === 'hello') {
      return { request: ['type HEL'], response: [outcome === 'ok' ? 'type ACK' : 'type ERR'] };
    }
    if (name === 'secured_message') return { request: ['secured'], response: ['secured'] };
    if (name === 'open_secure_channel') return { request: ['type OPN'], response: ['type OPN'] };
    if (name === 'close_secure_channel') return { request: ['type CLO'], response: [] };
    if (name === 'reverse_hello') return { request: [], response: ['type RHE'] };
    if (name === 'error') return { request: [], response: ['type ERR'] };
    const request = [`message ${service.code}`, ...requestClaims(operation)];
    if (refusal !== null) return { request, response: [`refused ${refusal.code}`] };
    const response = [`message ${service.code}`];
    if (service.code === READ) response.push(...numbers(operation));
    return { request, response };
  },

  explain(ours, theirs, cells) {
    const services = cells === undefined ? [] : cellsOf(cells, 'opcua.servicenodeid.numeric');
    if (services.length > 1) {
      // Which of several messages a value belongs to is not told by tshark's fields.
      const left = (claims: Claims): string =>
        claims.filter((claim) => /^(type|secured)/.test(claim)).join();
      return left(ours) === left(theirs) ? 'several messages in one frame' : null;
    }
    if (Math.max(ours.length, theirs.length) > ITEMS_MAX) return 'more items than are kept';
    if (ours.join() === 'secured' && theirs.length === 1) {
      return 'tshark takes an encrypted body for a plain one';
    }
    const masks = cells === undefined ? [] : cellsOf(cells, 'opcua.variant.has_value');
    const left = [...theirs];
    for (const claim of ours) {
      if (left.includes(claim)) left.splice(left.indexOf(claim), 1);
      else return null;
    }
    const dimensions = masks.some((mask) => (Number(mask) & 0x40) !== 0);
    return dimensions && left.every((claim) => claim.startsWith('value'))
      ? 'tshark shows the dimensions of a matrix as values'
      : null;
  },
});

function messageClaims(cells: Cells, id: number): string[] {
  const request = requestOf(id);
  if (request === id && id !== FAULT) {
    const claims = [`message ${id}`];
    const user = cellsOf(cells, 'opcua.UserName')[0];
    if (id === ACTIVATE && user !== undefined) claims.push(`user ${user}`);
    if (id === READ || id === WRITE) claims.push(...attributeClaims(cells));
    if (id === WRITE) claims.push(...numberClaims(cells));
    return claims;
  }
  const refusal = refusalOf(cells, id);
  if (refusal !== null) return [`refused ${refusal}`];
  return [`message ${request}`, ...(id === READ_ANSWER ? numberClaims(cells) : [])];
}

/** The service's own result, or that of its items where all were refused. */
function refusalOf(cells: Cells, id: number): number | null {
  const result = Number(cellsOf(cells, 'opcua.ServiceResult')[0] ?? 0);
  if (isBad(result)) return result;
  const results = cellsOf(cells, 'opcua.Results').map(Number);
  if (results.length > 0 && results.every(isBad)) return results[0]!;
  const statuses = cellsOf(cells, 'opcua.StatusCode').map(Number);
  if (id === READ_ANSWER) {
    const masks = cellsOf(cells, 'opcua.datavalue.mask').map(Number);
    const none = masks.every((mask) => (mask & 3) === 2) && masks.length > 0;
    return none && statuses.every(isBad) ? statuses[0]! : null;
  }
  const structures = STRUCTURES.has(requestOf(id)) && results.length === 0;
  return structures && statuses.length > 0 && statuses.every(isBad) ? statuses[0]! : null;
}

/** Nodes after those of the header, each with its attribute. */
function attributeClaims(cells: Cells): string[] {
  const nodes = nodesOf(cells).slice(HEADER_NODES);
  const attributes = cellsOf(cells, 'opcua.AttributeId').map(Number);
  if (attributes.length > ITEMS_MAX) return [];
  return attributes.map((attribute, i) => `node ${nodes[i]} ${attribute === VALUE}`);
}

/** Node ids in the order of the wire, as text. */
function nodesOf(cells: Cells): string[] {
  const spaces = [...cellsOf(cells, 'opcua.nodeid.nsindex')];
  const numeric = [...cellsOf(cells, 'opcua.nodeid.numeric')];
  const strings = [...cellsOf(cells, 'opcua.nodeid.string')];
  return cellsOf(cells, 'opcua.nodeid.encodingmask').map((text) => {
    const form = Number(text) & 0x0f;
    const space = form === 0 ? 0 : Number(spaces.shift());
    const prefix = space === 0 ? '' : `ns=${space};`;
    if (form <= 2) return `${prefix}i=${numeric.shift()}`;
    return form === 3 ? `${prefix}s=${strings.shift()}` : `${prefix}other`;
  });
}

function numberClaims(cells: Cells): string[] {
  if (cellsOf(cells, 'opcua.datavalue.mask').length > ITEMS_MAX) return [];
  const claims = VALUE_FIELDS.flatMap((field) => cellsOf(cells, field)).map(claimOf);
  return claims.length >= VALUES_MAX ? [] : claims;
}

function requestClaims(operation: Operation): string[] {
  const { service, object } = operation;
  if (service.code === ACTIVATE) {
    const user = /^identity\/user_name\/(.*)$/.exec(object)?.[1];
    return user === undefined ? [] : [`user ${user}`];
  }
  const values = service.code === WRITE ? numbers(operation) : [];
  if (service.code !== READ && service.code !== WRITE) return values;
  const items = operation.items ?? [{ object }];
  if (operation.count > ITEMS_MAX) return values;
  const nodes = items.map((item) => {
    const [, node = '', attribute] = /^(.*?)(?:\/([A-Z][A-Za-z]+))?(?:\[[\d:,]+\])?$/.exec(
      item.object,
    )!;
    return `node ${node.replace(/[gb]=.*$/, 'other')} ${attribute === undefined}`;
  });
  return [...nodes, ...values];
}

/** Numbers and booleans; those of a call's answer are not told apart from its arguments. */
function numbers(operation: Operation): string[] {
  if (operation.count > ITEMS_MAX) return [];
  const rows = operation.items ?? [operation];
  const all = rows.flatMap(({ values }) => values);
  // 64-bit numbers beyond what a number holds exactly are texts of ours.
  const claims = all
    .filter((value) => typeof value !== 'string' || /^-?\d{16,}$/.test(value))
    .map(claimOf);
  return claims.length >= VALUES_MAX ? [] : claims;
}

/** One text for a number, as far as tshark prints it. */
function claimOf(value: unknown): string {
  const text = String(value).toLowerCase();
  const number = text === 'true' ? 1 : text === 'false' ? 0 : Number(text);
  return `value ${Number(number.toPrecision(5))}`;
}

function cellsOf(cells: Cells, field: string): readonly string[] {
  const index = [...FIELDS, ...VALUE_FIELDS].indexOf(field);
  return (cells[index] ?? []).filter((cell) => cell !== '');
}

function isBad(status: number): boolean {
  return status >= 0x80000000;
}

/** Requests whose results are structures with a status each. */
const STRUCTURES = new Set([488, 527, 533, 554, 664, 700, 712, 751, 763, 841]);

/** Responses follow their requests by three, those of later versions by one. */
function requestOf(id: number): number {
  if (id === 12209 || id === 12212) return id - 1;
  return RESPONSES.has(id) ? id - 3 : id;
}

const RESPONSES = new Set([
  425, 431, 440, 449, 455, 464, 470, 476, 482, 491, 497, 503, 509, 530, 536, 557, 563, 569, 618,
  624, 634, 667, 676, 703, 715, 754, 766, 772, 778, 784, 790, 796, 802, 829, 835, 844, 850, 413,
  419,
]);
