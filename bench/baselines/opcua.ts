import type { Operation } from '@bulkhead/model';
import { type BaselineReader, type Cells, defineReaders, ends, rowEnds } from './reader.ts';

const HELLO = 1;
const OPEN = 446;
const CREATE_MONITORED_ITEMS = 751;
const READ = 631;
const WRITE = 673;
const BROWSE = 527;
const CREATE_SUBSCRIPTION = 787;
const ACTIVATE_SESSION = 467;
const CREATE_SESSION = 461;
const GET_ENDPOINTS = 428;
/** Add Nodes and Call: the parser does not tell their results. */
const ANSWERS_NOT_READ = new Set([488, 712]);
/** Of the first column that names a service, below the ends. */
const REQUEST_ID = 29;
const RESPONSE_ID = 48;

/** Logs of the ICSNPP parser of OPC UA. */
export const opcua = withGaps(
  {
    protocol: 'opcua',
    log: /^opcua_binary\.log$/,
    from: ['opcua'],
    theirs: messageRow,
    ours: messageClaims,
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_status_code_detail\.log$/,
    from: ['opcua'],
    theirs(cells) {
      const code = Number(cells[14]);
      return code === 0 ? null : `refused ${code} ${cells[18]}`;
    },
    ours: ({ service, refusal }) =>
      refusal === null || ANSWERS_NOT_READ.has(service.code)
        ? []
        : [`refused ${refusal.code} ${refusal.name}`],
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_read_nodes_to_read\.log$/,
    from: ['opcua'],
    theirs: (cells) => nodeOf(cells, 11),
    ours: (operation) => nodesOf(operation, READ),
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_write\.log$/,
    from: ['opcua'],
    theirs: (cells) => (cells[11] === '-' ? null : nodeOf(cells, 11)),
    ours: (operation) => nodesOf(operation, WRITE),
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_create_monitored_items_create_item\.log$/,
    from: ['opcua'],
    theirs: (cells) => (cells[11] === '-' ? null : nodeOf(cells, 11)),
    ours: (operation) => nodesOf(operation, CREATE_MONITORED_ITEMS),
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_browse_description\.log$/,
    from: ['opcua'],
    theirs: (cells) => `${nodeOf(cells, 11)} ${DIRECTIONS[cells[17] ?? '']}`,
    ours: ({ service, object, values }) =>
      service.code === BROWSE ? [`${object} ${values[0]}`] : [],
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_browse_response_references\.log$/,
    from: ['opcua'],
    theirs: (cells) => nodeOf(cells, 18),
    // The first value is the direction asked for.
    ours: ({ service, values }) =>
      service.code === BROWSE ? values.slice(1).map((value) => `${value}`) : [],
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_get_endpoints\.log$/,
    from: ['opcua'],
    theirs: (cells) => (cells[6] === 'T' ? `endpoint/${cells[11]}` : null),
    ours: ({ service, object, frames }) =>
      service.code === GET_ENDPOINTS && frames.request !== null ? [object] : [],
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_create_session\.log$/,
    from: ['opcua'],
    theirs: (cells) => (cells[6] === 'T' ? `${cells[11]} at ${cells[20]}` : null),
    ours: ({ service, values }) =>
      service.code === CREATE_SESSION ? [`${values[0]} at ${values[1]}`] : [],
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_opensecure_channel\.log$/,
    from: ['opcua'],
    theirs: (cells) => (cells[6] === 'T' ? `for ${cells[15]} ms` : null),
    ours: ({ service, values }) => (service.code === OPEN ? [`for ${values.at(-1)} ms`] : []),
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_create_subscription\.log$/,
    from: ['opcua'],
    theirs: (cells) => (cells[11] === '-' ? `subscription/${cells[17]}` : `interval ${cells[11]}`),
    ours: ({ service, object, values }) =>
      service.code === CREATE_SUBSCRIPTION ? [`interval ${values[0]}`, object] : [],
  },
  {
    protocol: 'opcua',
    log: /^opcua_binary_activate_session\.log$/,
    from: ['opcua'],
    theirs: (cells) => (cells[6] === 'T' ? `user ${cells[22]}` : null),
    ours: ({ service, object }) =>
      service.code === ACTIVATE_SESSION ? [`user ${object.split('/').at(-1)}`] : [],
  },
);

/** The readers, with why ours goes on where Zeek stops. */
function withGaps(...readers: readonly BaselineReader[]): readonly BaselineReader[] {
  const why =
    'frame 26 comes behind its acknowledgement; Zeek takes it for missing and stops there';
  const test = /data-gap/;
  const reasons = [
    { side: 'theirs', claim: / 461 -$/, test, why },
    { side: 'ours', claim: /./, test, why },
  ] as const;
  return defineReaders(...readers.map((reader) => ({ ...reader, reasons })));
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  FWD: 'forward',
  INV: 'inverse',
  BOTH: 'both',
};

/** A message, or a request with its answer, which the parser puts in one row. */
function messageRow(cells: Cells): string {
  const [kind, request = '-', response = '-'] = [cells[6], cells[REQUEST_ID], cells[RESPONSE_ID]];
  if (kind !== 'MSG') return `${rowEnds(cells)} ${kind}`;
  const name = (code: string): string => (code === '-' ? '-' : `${Number(code)}`);
  return `${rowEnds(cells)} ${name(request)} ${name(response)}`;
}

function messageClaims(operation: Operation): string[] {
  const { service, frames } = operation;
  const [asked, answered] = [frames.request !== null, frames.response !== null];
  const both = [asked, answered];
  const start = ends(operation);
  if (service.code === HELLO) return told(['HEL', 'ACK'], both).map((kind) => `${start} ${kind}`);
  if (service.code === OPEN) return [`${start} OPN`];
  if (service.name === 'close_secure_channel') return [`${start} CLO`];
  // The numbers of answers are those of their requests and three, Part 6.
  return [`${start} ${asked ? service.code : '-'} ${answered ? service.code + 3 : '-'}`];
}

function told(kinds: readonly string[], seen: readonly boolean[]): readonly string[] {
  return kinds.filter((_, i) => seen[i]);
}

/** The node that starts at the cell `at`: encoding, name space, number, text, GUID, opaque. */
function nodeOf(cells: Cells, at: number): string {
  const [, space = '-', number, text, guid] = cells.slice(at, at + 6);
  const prefix = space === '-' || space === '0' ? '' : `ns=${space};`;
  if (number !== '-') return `${prefix}i=${number}`;
  return text === '-' ? `${prefix}g=${guid}` : `${prefix}s=${text}`;
}

function nodesOf({ service, object, items }: Operation, code: number): string[] {
  if (service.code !== code) return [];
  return items?.map((item) => item.object) ?? [object];
}
