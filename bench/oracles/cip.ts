import type { Operation } from '@bulkhead/model';
import { type Claims, defineOracle } from './oracle.ts';

const PACKET = 0x0a;
const UNCONNECTED_SEND = 0x52;
const EXECUTE_PCCC = 0x4b;
const SET_ATTRIBUTE_LIST = 0x04;
const CLASS = { router: 2, connectionManager: 6, pccc: 0x67 };
/** "There is more" is a success of ours. */
const PARTIAL = 6;
const ATTRIBUTES_MAX = 64;

/**
 * Services with the status of their answers, and the class, instance, attributes and symbols that
 * requests name. What carries services (packets, Unconnected Send) is no operation of ours, and
 * Execute PCCC has its own oracle.
 */
export const cip = defineOracle({
  protocols: ['cip'],
  filter: 'cip',
  decodeAs: [
    ['tcp.port', 'enip'],
    ['udp.port', 'enip'],
  ],
  fields: [
    'cip.sc',
    'cip.rr',
    'cip.genstat',
    'cip.class',
    'cip.instance',
    'cip.attribute',
    'cip.symbol',
    'cip.cm.sc',
    'cip.pccc.sc',
    'enip.fwd_open_in',
    'cip.fwd_open_in',
  ],

  theirs(cells) {
    const [services = [], , statuses = [], classes = [], instances = []] = cells;
    const [, , , , , attributes = [], symbols = [], managed = [], pccc = []] = cells;
    // Where tshark knows the connection, it repeats the path that it was opened with.
    const opened = (cells[9] ?? []).length + (cells[10] ?? []).length;
    const codes = services.map(Number);
    const own = codes.filter((code) => code !== PACKET);
    if (isAnswer(cells)) {
      const claims = codes.flatMap((code, i) => {
        if (code === PACKET || (code === EXECUTE_PCCC && pccc.length > 0)) return [];
        const status = Number(statuses[i] ?? 0);
        return [`answer ${code} ${status === PARTIAL ? 0 : status}`];
      });
      return claims;
    }
    const carried = managed.filter((code) => Number(code) === UNCONNECTED_SEND).length;
    drop(own, UNCONNECTED_SEND, carried);
    drop(own, EXECUTE_PCCC, pccc.length);
    const packets = codes.filter((code) => code === PACKET).length;
    const left = classes.map(Number);
    drop(left, CLASS.router, packets + opened);
    drop(left, CLASS.connectionManager, carried);
    drop(left, CLASS.pccc, pccc.length);
    const numbers = instances.map(Number);
    drop(numbers, 1, packets + opened + carried + pccc.length);
    const claims = own.map((code) => `service ${code}`);
    claims.push(...left.map((number) => `class ${number}`));
    claims.push(...numbers.map((number) => `instance ${number}`));
    if (!own.includes(SET_ATTRIBUTE_LIST)) {
      claims.push(...attributes.map((number) => `attribute ${Number(number)}`));
    }
    claims.push(...symbols.map((symbol) => `symbol ${symbol}`));
    return claims;
  },

  ours(operation) {
    const { service, refusal, outcome } = operation;
    if (service.code === PACKET) return { request: [], response: [] };
    const status = outcome === 'refused' ? (refusal?.code ?? 0) : 0;
    const inFront = refusal?.name.startsWith('unconnected_send.') === true;
    return {
      request: [`service ${service.code}`, ...pathClaims(operation)],
      response: [`answer ${inFront ? UNCONNECTED_SEND : service.code} ${status}`],
    };
  },

  explain(ours, theirs, cells) {
    const kinds = new Set((cells?.[1] ?? []).map(Number));
    if (kinds.size > 1 && !isAnswer(cells!)) {
      return 'tshark repeats the path of a request on its answer; both are in this frame';
    }
    // Where it knows the request, tshark shows its class, or PCCC.
    const unknown = [3, 8].every((field) => cells?.[field]?.length === 0);
    return ours.length === 0 && theirs.join() === `answer ${EXECUTE_PCCC} 0` && unknown
      ? 'an answer to Execute PCCC whose request was not captured; ours reads it as PCCC'
      : null;
  },
});

/** Whether the frame holds answers alone: as many statuses as services. */
function isAnswer(cells: readonly (readonly string[])[]): boolean {
  const [services = [], , statuses = []] = cells;
  return services.length > 0 && statuses.length === services.length;
}

function drop(numbers: number[], number: number, times: number): void {
  for (let i = 0; i < times; i++) {
    const at = numbers.indexOf(number);
    if (at >= 0) numbers.splice(at, 1);
  }
}

/** What an object of ours says, in the words of the segments of its path. */
function pathClaims(operation: Operation): Claims {
  const { service, object, values, items } = operation;
  const text = object.startsWith('connection/')
    ? `class/6/instance/1/${values.find((value) => /class\/|tag\//.test(String(value))) ?? ''}`
    : object.replace(/^via\/[^a-z]*/, '');
  const claims: string[] = [];
  for (const [, kind, number] of text.matchAll(/(class|instance|attribute)\/(\d+)/g)) {
    if (kind === 'attribute' && service.code === SET_ATTRIBUTE_LIST) continue;
    claims.push(`${kind} ${number}`);
  }
  for (const item of (items ?? []).slice(0, ATTRIBUTES_MAX)) {
    if (service.code === SET_ATTRIBUTE_LIST) continue;
    claims.push(`attribute ${/attribute\/(\d+)$/.exec(item.object)?.[1]}`);
  }
  const tag = /tag\/(.*)$/.exec(text)?.[1];
  if (tag !== undefined) {
    claims.push(...tag.split('.').map((part) => `symbol ${part.replace(/\[.*$/, '')}`));
  }
  return claims;
}
