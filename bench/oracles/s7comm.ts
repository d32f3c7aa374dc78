import { type Cells, defineOracle } from './oracle.ts';

const JOB = 1;
const ACK = 2;
const ACK_DATA = 3;
const USERDATA = 7;
const READ = 4;
const WRITE = 5;

/** Function, variables, error and return codes, userdata group and function, lists and services. */
export const s7comm = defineOracle({
  protocols: ['s7comm'],
  filter: 's7comm',
  decodeAs: [['tcp.port', 'tpkt']],
  fields: [
    's7comm.header.rosctr',
    's7comm.param.func',
    's7comm.header.errcls',
    's7comm.header.errcod',
    's7comm.param.userdata.type',
    's7comm.param.userdata.funcgroup',
    's7comm.param.userdata.subfunc',
    's7comm.param.errcod',
    's7comm.param.item.db',
    's7comm.param.item.length',
    's7comm.param.item.address.byte',
    's7comm.param.itemcount',
    's7comm.data.userdata.szl_id',
    's7comm.data.userdata.szl_index',
    's7comm.param.pistart.servicename',
    's7comm.param.item.syntaxid',
    's7comm.param.item.address.number',
    's7comm.param.item.area',
    's7comm.param.item.dbread.length',
    's7comm.param.item.dbread.db',
    's7comm.param.item.dbread.startaddress',
  ],

  theirs(cells) {
    const kinds = (cells[0] ?? []).map(Number);
    const claims: string[] = [];
    const functions = (cells[1] ?? []).map(Number);
    const classes = (cells[2] ?? []).map(Number);
    const codes = (cells[3] ?? []).map(Number);
    const groups = (cells[5] ?? []).map(Number);
    const subs = (cells[6] ?? []).map(Number);
    const errors = (cells[7] ?? []).map(Number);
    for (const kind of kinds) {
      if (kind === USERDATA) {
        const group = groups.shift() ?? -1;
        const sub = subs.shift();
        claims.push(`userdata ${group}/${group === 0 || group === 6 ? '-' : (sub ?? '-')}`);
        continue;
      }
      if (kind === JOB) claims.push(`job ${functions.shift() ?? '-'}`);
      else if (kind === ACK || kind === ACK_DATA) {
        const told = functions.shift();
        claims.push('answer', ...(told === undefined ? [] : [`of ${told}`]));
        const error = (classes.shift() ?? 0) * 256 + (codes.shift() ?? 0);
        if (error !== 0) claims.push(`error ${error}`);
      }
    }
    // tshark repeats the error of a header here; that of userdata stands nowhere else.
    if (kinds.every((kind) => kind === USERDATA)) {
      claims.push(...errors.filter((error) => error !== 0).map((error) => `error ${error}`));
    }
    claims.push(...variables(cells));
    claims.push(...(cells[14] ?? []).map((name) => `service ${name}`));
    return claims.toSorted();
  },

  ours({ service, object, items, count, refusal, anomalies }) {
    const { code } = service;
    const isUserdata = code >= 0x7000;
    const known = isUserdata
      ? `userdata ${(code >> 8) & 15}/${hasOwnSub((code >> 8) & 15) ? code & 0xff : '-'}`
      : '';
    const request = [isUserdata ? known : `job ${code}`];
    const response = isUserdata ? [known] : ['answer', `of ${code}`];
    if (code === READ || code === WRITE || CYCLIC.has(code)) {
      const names = items?.map((item) => item.object) ?? [object];
      const counts = items?.map((item) => item.count) ?? [count];
      const plain = names.every((name) => PLAIN.test(name));
      if (plain) request.push(...names.map((name, i) => `${placeOf(name)} x${counts[i]}`));
    }
    if (code === 0x28 || code === 0x29) {
      const [, pi = ''] = object.split('/');
      request.push(`service ${pi}`);
    }
    if (refusal !== null && refusal.code > 255) response.push(`error ${refusal.code}`);
    // An acknowledgement may come without the function that it answers.
    const differs = anomalies.some((anomaly) => anomaly.code === 'response_function_differs');
    return { request: request.toSorted(), response: differs ? [] : response.toSorted() };
  },

  unshown(claim, [kinds = [], functions = []]) {
    const told = kinds.filter((kind) => Number(kind) !== USERDATA).length;
    const bare = functions.length < told && claim.startsWith('of ');
    return bare ? 'what an answer without function is the answer to' : null;
  },
});

/** Subscriptions name variables as jobs do. */
const CYCLIC = new Set([0x7201, 0x7205, 0x7207]);
const PLAIN = /^(DB\d+\.DB[XBWD]|DI\d+\.DI[XBWD]|[MIQPVL][BWD]?|T|C)\d/;

/** Data block and byte, or number of a counter or timer, of a variable's name. */
function placeOf(name: string): string {
  const block = /^D[BI](\d+)\.D[BI][XBWD](\d+)/.exec(name);
  if (block !== null) return `${block[1]}:${block[2]}`;
  return `0:${/(\d+)/.exec(name)?.[1] ?? ''}`;
}

function hasOwnSub(group: number): boolean {
  return group !== 0 && group !== 6;
}

/** Places of the variables of one job, where all have plain addresses. */
function variables(cells: Cells): string[] {
  const syntaxes = (cells[15] ?? []).map(Number);
  if (syntaxes.length === 0 || syntaxes.some((one) => one !== 0x10 && one !== 0xb0)) return [];
  const blocks = cells[8] ?? [];
  const lengths = cells[9] ?? [];
  const bytes = [...(cells[10] ?? [])];
  const numbers = [...(cells[16] ?? [])];
  const areas = (cells[17] ?? []).map(Number);
  const [counts = [], ofBlocks = [], starts = []] = [cells[18], cells[19], cells[20]];
  const parts = counts.map((count, i) => {
    return `${Number(ofBlocks[i])}:${Number(starts[i])} x${Number(count)}`;
  });
  const plain = areas.map((area, i) => {
    const place = NUMBERED.has(area) ? numbers.shift() : bytes.shift();
    return `${Number(blocks[i] ?? 0)}:${Number(place)} x${lengths[i]}`;
  });
  return [...plain, ...parts];
}

/** Counters and timers have a number instead of a byte. */
const NUMBERED = new Set([0x1c, 0x1d, 0x1e, 0x1f]);
