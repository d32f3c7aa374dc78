import type { Operation } from '@bulkhead/model';
import { type Cells, defineReaders, ends, rowEnds, snake } from './reader.ts';

/** Names of the ICSNPP parser for what the office asks, in the words of the protocol's table. */
const ASKS: Readonly<Record<string, string>> = { recall_header: 'indication_recall' };
const DATA = 'Indication Data';

/** Who says what to whom; of data, the bytes with their addresses. */
function message(cells: Cells): string {
  const [, header = '', station, way, , , payload] = cells.slice(6);
  const start = `${rowEnds(cells)} ${way} ${station}`;
  if (way === 'request') return `${start} ${ASKS[snake(header)] ?? snake(header)}`;
  return header === DATA ? `${start} ${payload}` : start;
}

function messageClaims(operation: Operation): string[] {
  const { unit, service, object, values, items, frames } = operation;
  const start = ends(operation);
  const claims = frames.request === null ? [] : [`${start} request ${unit} ${service.name}`];
  if (frames.response === null) return claims;
  const told = (items ?? [{ object, values }])
    .filter((item) => item.values.length > 0)
    .map((item) => `${item.object.split('/')[1]}=${item.values[0]}`);
  return [...claims, `${start} response ${unit} ${told.join(',')}`.trim()];
}

/** The log of the ICSNPP parser of GENISYS. */
export const genisys = defineReaders({
  protocol: 'genisys',
  log: /^genisys\.log$/,
  from: ['genisys'],
  theirs: message,
  ours: messageClaims,
});
