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
  'opcua.variant.ArraySize',
  'opcua.transport.chunk',
  'opcua.security.spu',
  'opcua.SubscriptionId',
  'opcua.MonitoredItemId',
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
const VALUE_FIELDS = ['Boolean', ...NUMBERS].map((name) => `opcua.${name}`);

/** OPC 10000-6 annex A.1. */
const ATTRIBUTES: Readonly<Record<number, string>> = {
  1: 'NodeId',
  2: 'NodeClass',
  3: 'BrowseName',
  4: 'DisplayName',
  5: 'Description',
  6: 'WriteMask',
  7: 'UserWriteMask',
  8: 'IsAbstract',
  9: 'Symmetric',
  10: 'InverseName',
  11: 'ContainsNoLoops',
  12: 'EventNotifier',
  13: 'Value',
  14: 'DataType',
  15: 'ValueRank',
  16: 'ArrayDimensions',
  17: 'AccessLevel',
  18: 'UserAccessLevel',
  19: 'MinimumSamplingInterval',
  20: 'Historizing',
  21: 'Executable',
  22: 'UserExecutable',
  23: 'DataTypeDefinition',
  24: 'RolePermissions',
  25: 'UserRolePermissions',
  26: 'AccessRestrictions',
  27: 'AccessLevelEx',
};

const [OPEN, OPEN_ANSWER, CLOSE, FAULT] = [446, 449, 452, 397];
const [READ, READ_ANSWER, WRITE, ACTIVATE, PUBLISH] = [631, 634, 673, 467, 826];
const CREATE_ITEMS = 751;
const REGISTER = 560;
/** Items and values that an operation keeps. */
const ITEMS_MAX = 64;
const VALUES_MAX = 256;
/** Requests whose results are codes, and those where they are structures with a status each. */
const CODES = new Set([494, 500, 506, WRITE, 769, 781, 799, 847]);
const STRUCTURES = new Set([488, 527, 533, 554, 664, 700, 712, CREATE_ITEMS, 763, 841]);
/** Those whose fields hold no statuses beside the results. */
const BAD_COUNTED = new Set([...CODES, 488, 527, CREATE_ITEMS, 763]);
/** Where the request, or the answer, names its subscription. */
const SUBSCRIPTION_ASKED = new Set([CREATE_ITEMS, 763, 769, 775, 781, 793, 832]);
const SUBSCRIPTION_ANSWERED = new Set([PUBLISH, 787]);
/** Requests of which each object is one node: how many stand before, and how many belong to one. */
const NODES = new Map<number, readonly [number, number]>([
  [494, [0, 3]],
  [500, [0, 1]],
  [506, [0, 3]],
  [527, [1, 2]],
  [560, [0, 1]],
  [566, [0, 1]],
]);
/** Nodes in front of the objects: session token and the type of the additional header. */
const HEADER_NODES = 2;

/**
 * Type, policy and service of each message; nodes, attributes, subscriptions and monitored items;
 * values read, written and reported; the result of the service and of its items.
 */
export const opcua = defineOracle({
  protocols: ['opcua'],
  filter: 'opcua',
  // Else tshark drops what was captured after the acknowledgement of it.
  options: ['-o', 'tcp.reassemble_out_of_order:TRUE'],
  decodeAs: [['tcp.port', 'opcua']],
  fields: [...FIELDS, ...VALUE_FIELDS],

  theirs(cells) {
    const claims: string[] = [];
    const types = cellsOf(cells, 'opcua.transport.type');
    const chunks = cellsOf(cells, 'opcua.transport.chunk');
    const services = cellsOf(cells, 'opcua.servicenodeid.numeric').map(Number);
    for (const type of types) if (type !== 'MSG') claims.push(`type ${type}`);
    for (const uri of cellsOf(cells, 'opcua.security.spu')) {
      claims.push(`policy ${uri.slice(uri.lastIndexOf('#') + 1)}`);
    }
    const read = services.filter((id) => id !== OPEN && id !== OPEN_ANSWER && id !== CLOSE);
    const messages = types.filter((type, i) => type === 'MSG' && chunks[i] === 'F').length;
    for (let i = read.length; i < messages; i++) claims.push('secured');
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
    if (name === 'open_secure_channel') {
      const open = ['type OPN', `policy ${operation.object.slice('security/'.length)}`];
      return { request: open, response: outcome === 'refused' ? ['type OPN'] : open };
    }
    if (name === 'close_secure_channel') return { request: ['type CLO'], response: [] };
    if (name === 'reverse_hello') return { request: [], response: ['type RHE'] };
    if (name === 'error') return { request: [], response: ['type ERR'] };
    const request = [`message ${service.code}`, ...requestClaims(operation)];
    if (refusal !== null) return { request, response: [`refused ${refusal.code}`] };
    return { request, response: [`message ${service.code}`, ...responseClaims(operation)] };
  },

  explain(ours, theirs, cells) {
    const services = cells === undefined ? [] : cellsOf(cells, 'opcua.servicenodeid.numeric');
    if (services.length > 1) {
      const left = (claims: Claims): string =>
        claims
          .filter((claim) => /^(type|policy|secured|message|refused)/.test(claim))
          .map((claim) => claim.replace(/^refused.*/, 'refused'))
          .toSorted()
          .join();
      return left(ours) === left(theirs)
        ? 'several messages in one frame; their services agree'
        : null;
    }
    const type = Number(services[0]);
    const isService = RESPONSES.has(type) || RESPONSES.has(type + 3) || type === FAULT;
    if (ours.join() === 'secured' && theirs.length === 1 && !isService) {
      return 'tshark takes an encrypted body for a plain one, of a type that is no service';
    }
    if (isByAlias(ours, theirs)) return 'we name nodes that the client registered, and goes by';
    return Math.max(ours.length, theirs.length) > ITEMS_MAX ? 'more items than are kept' : null;
  },
});

/** Nodes that RegisterNodes was asked for, and what it called them, as tshark shows them. */
const registered = { names: new Set<string>(), aliases: new Set<string>() };

function noteRegistered(cells: Cells, id: number): void {
  const [into, header] = id === REGISTER ? [registered.names, 2] : [registered.aliases, 1];
  for (const node of nodesOf(cells).slice(header)) into.add(node);
}

/** Whether the two differ in nothing but nodes that were registered before. */
function isByAlias(ours: Claims, theirs: Claims): boolean {
  const nodeOf = (claim: string): string => claim.split(' ')[1] ?? '';
  const plain = (claim: string): boolean => !claim.startsWith('node ');
  if (ours.filter(plain).join('\n') !== theirs.filter(plain).join('\n')) return false;
  const we = ours.filter((claim) => !theirs.includes(claim));
  const they = theirs.filter((claim) => !ours.includes(claim));
  return (
    ours.length === theirs.length &&
    we.every((claim) => registered.names.has(nodeOf(claim))) &&
    they.every((claim) => registered.aliases.has(nodeOf(claim)))
  );
}

function messageClaims(cells: Cells, id: number): string[] {
  const request = requestOf(id);
  if (request === REGISTER) noteRegistered(cells, id);
  if (request === id && id !== FAULT) return [`message ${id}`, ...askedClaims(cells, id)];
  const refusal = refusalOf(cells, id);
  if (refusal !== null) return [`refused ${refusal}`];
  const claims = [`message ${request}`];
  if (request === READ || request === PUBLISH) claims.push(...numberClaims(cells, request));
  if (SUBSCRIPTION_ANSWERED.has(request)) claims.push(...idClaims(cells, 'SubscriptionId'));
  if (request === CREATE_ITEMS) claims.push(...idClaims(cells, 'MonitoredItemId'));
  if (BAD_COUNTED.has(request)) {
    const field = CODES.has(request) ? 'opcua.Results' : 'opcua.StatusCode';
    claims.push(...badClaims(cellsOf(cells, field).filter((cell) => isBad(Number(cell))).length));
  }
  return claims;
}

function askedClaims(cells: Cells, id: number): string[] {
  const claims: string[] = [];
  const user = cellsOf(cells, 'opcua.UserName')[0];
  if (id === ACTIVATE && user !== undefined) claims.push(`user ${user}`);
  if (id === READ || id === WRITE) claims.push(...attributeClaims(cells));
  if (id === WRITE) claims.push(...numberClaims(cells, id));
  if (SUBSCRIPTION_ASKED.has(id)) claims.push(...idClaims(cells, 'SubscriptionId'));
  const layout = NODES.get(id);
  if (layout === undefined) return claims;
  const [first, stride] = layout;
  const nodes = nodesOf(cells).slice(HEADER_NODES + first);
  const objects = nodes.filter((_, i) => i % stride === 0);
  return objects.length > ITEMS_MAX
    ? claims
    : [...claims, ...objects.map((node) => `node ${node}`)];
}

/** Numbers of subscriptions and monitored items; what was refused has none. */
function idClaims(cells: Cells, name: 'SubscriptionId' | 'MonitoredItemId'): string[] {
  const ids = cellsOf(cells, `opcua.${name}`).filter((id) => id !== '0');
  return ids.length > ITEMS_MAX ? [] : ids.map((id) => `${name} ${id}`);
}

function badClaims(count: number): string[] {
  return count > 0 ? [`bad ${count}`] : [];
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
  return attributes.map((attribute, i) => `node ${nodes[i]} ${ATTRIBUTES[attribute] ?? attribute}`);
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

function numberClaims(cells: Cells, service: number): string[] {
  if (cellsOf(cells, 'opcua.datavalue.mask').length > ITEMS_MAX) return [];
  const claims = VALUE_FIELDS.flatMap((field) =>
    field === 'opcua.Int32' ? withoutDimensions(cells, service) : cellsOf(cells, field),
  ).map(claimOf);
  return claims.length >= VALUES_MAX ? [] : claims;
}

/** Arrays in front of the values: the string table of an answer, and those of the service. */
const ARRAYS_BEFORE = new Map([
  [READ, 2],
  [WRITE, 1],
  [PUBLISH, 4],
]);
const [IS_ARRAY, HAS_DIMENSIONS, HAS_VALUE] = [0x80, 0x40, 0x01];
const TYPE = { int32: 6, structure: 22, dataValue: 23, variant: 24 } as const;

/**
 * tshark shows the dimensions of a matrix under the name of its 32-bit numbers. They are told apart
 * by reading the values once more from their masks and the sizes of arrays, in the order of the
 * wire; where those do not come out even, all are values.
 */
function withoutDimensions(cells: Cells, service: number): readonly string[] {
  const shown = cellsOf(cells, 'opcua.Int32');
  const variants = cellsOf(cells, 'opcua.variant.has_value').map(Number);
  if (!variants.some((variant) => (variant & HAS_DIMENSIONS) !== 0)) return shown;
  const masks = cellsOf(cells, 'opcua.datavalue.mask').map(Number);
  const sizes = cellsOf(cells, 'opcua.variant.ArraySize').slice(ARRAYS_BEFORE.get(service));
  const size = (): number => Math.max(0, Number(sizes.shift() ?? 0));
  const values: string[] = [];
  let at = 0;
  const readDataValue = (): void => {
    if (((masks.shift() ?? 0) & HAS_VALUE) !== 0) readVariant();
  };
  const readVariant = (): void => {
    const variant = variants.shift() ?? 0;
    const type = variant & 0x3f;
    const count = (variant & IS_ARRAY) === 0 ? 1 : size();
    // Structures may hold arrays of their own.
    if (type === TYPE.structure) at = shown.length + 1;
    if (type === TYPE.int32) {
      values.push(...shown.slice(at, at + count));
      at += count;
    }
    for (let i = 0; i < count && masks.length + variants.length > 0; i++) {
      if (type === TYPE.dataValue) readDataValue();
      else if (type === TYPE.variant) readVariant();
    }
    if ((variant & HAS_DIMENSIONS) !== 0) at += size();
  };
  while (masks.length > 0) readDataValue();
  return at === shown.length && variants.length === 0 ? values : shown;
}

function requestClaims(operation: Operation): string[] {
  const { service, object, count, address } = operation;
  const { code } = service;
  if (code === ACTIVATE) {
    const user = /^identity\/user_name\/(.*)$/.exec(object)?.[1];
    return user === undefined ? [] : [`user ${user}`];
  }
  if (SUBSCRIPTION_ASKED.has(code)) return [`SubscriptionId ${address}`];
  const values = code === WRITE ? numbers(operation) : [];
  if (count > ITEMS_MAX) return values;
  const objects = (operation.items ?? [{ object }]).map((item) => item.object);
  if (NODES.has(code)) return objects.map((node) => `node ${plainNode(node)}`);
  if (code !== READ && code !== WRITE) return values;
  const nodes = objects.map((text) => {
    const [, node = '', attribute = 'Value'] =
      /^(.*?)(?:\/([A-Z][A-Za-z]+))?(?:\[[\d:,]+\])?$/.exec(text)!;
    return `node ${plainNode(node)} ${attribute}`;
  });
  return [...nodes, ...values];
}

function plainNode(node: string): string {
  return node.replace(/[gb]=.*$/, 'other');
}

function responseClaims(operation: Operation): string[] {
  const { service, address, items, count } = operation;
  const { code } = service;
  const claims = code === READ || code === PUBLISH ? numbers(operation) : [];
  if (SUBSCRIPTION_ANSWERED.has(code) && address !== null) claims.push(`SubscriptionId ${address}`);
  const rows = (items ?? [operation]).map(({ values }) => values);
  if (code === CREATE_ITEMS && count <= ITEMS_MAX) {
    const ids = rows.flatMap((values) => /^item\/(\d+)$/.exec(String(values.at(-1)))?.[1] ?? []);
    claims.push(...ids.map((id) => `MonitoredItemId ${id}`));
  }
  if (!BAD_COUNTED.has(code)) return claims;
  const bad = (items ?? []).filter((item) => item.refusal !== undefined).length;
  return [...claims, ...badClaims(bad)];
}

/** Numbers and booleans. */
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
