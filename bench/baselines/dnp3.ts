import type { Operation } from '@bulkhead/model';
import { type Cells, defineReaders, ends, rowEnds } from './reader.ts';
import { zeekEvent, zeekEvents } from './zeek-dnp3.ts';

/** Services of the link layer have codes of their own with us. */
const LINK = 0x100;
const RESPONSES = 129;
const UNSOLICITED = 'Zeek takes an unsolicited response for the answer to a waiting request';
const PIPELINED = 'Zeek knows one waiting request; ours pairs each answer by its number';
const OTHER_NUMBER = 'frames 163 to 167: the answer has another number than the request';
const CONTROL = /^group12var[12]\//;
/** What refuses a whole request, so that its answer has no objects. */
const INDICATIONS: ReadonlySet<string> = new Set([
  'function_not_supported',
  'object_unknown',
  'parameter_error',
  'already_executing',
]);

/** Point types as the ICSNPP parser names them. */
const OBJECTS: Readonly<Record<string, string>> = {
  'Class 0 Data': 'group60var1',
  'Class 1 Data': 'group60var2',
  'Class 2 Data': 'group60var3',
  'Class 3 Data': 'group60var4',
  'Binary Input With Status': 'group1var2',
  'Binary Output Status': 'group10var2',
  '16-Bit Analog Output Status': 'group40var2',
  '16-Bit Analog Input': 'group30var2',
};

/** Logs of Zeek and of the ICSNPP parser of DNP3, and what Zeek printed of each message. */
export const dnp3 = defineReaders(
  {
    protocol: 'dnp3',
    log: /^dnp3\.log$/,
    from: ['dnp3'],
    // What Zeek holds when a connection ends is no answer that failed to come.
    theirs: (cells) =>
      cells[7] === '-'
        ? null
        : `${rowEnds(cells)} ${cells[6]?.replace(/_APPL$/, '_APPLICATION')} ${cells[7]}`,
    ours(operation) {
      const { service, frames } = operation;
      if (service.code >= LINK || frames.response === null) return [];
      const name = service.name.toUpperCase();
      const alone = service.code >= RESPONSES;
      return [`${ends(operation)} ${alone ? '-' : name} ${alone ? name : 'RESPONSE'}`];
    },
    reasons: [
      {
        side: 'theirs',
        claim: / UNSOLICITED_RESPONSE$/,
        why: UNSOLICITED,
      },
      { side: 'theirs', claim: / - RESPONSE$/, test: /icsnpp-dnp3|events/, why: PIPELINED },
      { side: 'ours', claim: / (?:SELECT|OPERATE) RESPONSE$/, test: /icsnpp-dnp3/, why: PIPELINED },
      {
        side: 'ours',
        claim: / (?:COLD_RESTART|OPERATE) RESPONSE$/,
        test: /events/,
        why: PIPELINED,
      },
      { side: 'ours', claim: / - UNSOLICITED_RESPONSE$/, why: UNSOLICITED },
      { side: 'theirs', claim: /:1184 .* STOP_APPLICATION RESPONSE$/, why: OTHER_NUMBER },
      { side: 'ours', claim: /:1184 .* - RESPONSE$/, why: OTHER_NUMBER },
    ],
  },
  {
    protocol: 'dnp3',
    log: /^dnp3_objects\.log$/,
    from: ['dnp3'],
    theirs(cells) {
      const [name, object = '', count, low, high] = cells.slice(11);
      const way = name === 'RESPONSE' ? 'answer' : name;
      return `${way} ${OBJECTS[object] ?? object} ${count} ${low}-${high}`;
    },
    ours: objectClaims,
    reasons: [
      {
        side: 'theirs',
        claim: /^READ group60var[234]/,
        why: 'of a read that was answered, ours keeps the first object asked and those answered',
      },
    ],
  },
  {
    protocol: 'dnp3',
    log: /^dnp3_control\.log$/,
    from: ['dnp3'],
    theirs: controlRow,
    ours: controlClaims,
  },
  {
    protocol: 'dnp3',
    log: /^output$/,
    test: /dnp3/,
    from: ['dnp3'],
    theirs: zeekEvent,
    ours: zeekEvents,
    reasons: [
      {
        side: 'theirs',
        claim: /^value /,
        test: /link_only|udp_read|udp_select_operate/,
        why: 'an operation keeps 256 values and counts the others',
      },
    ],
  },
);

/** Objects that were asked for, and the ranges that answers hold. */
function objectClaims({ service, object, items, count, frames }: Operation): string[] {
  if (service.code !== 1) return [];
  const claims = frames.request === null ? [] : [`READ ${object} - ---`];
  for (const item of items ?? [{ object, count }]) {
    const [type, first] = item.object.split('/');
    if (first === undefined || type === 'group2var2') continue;
    claims.push(`answer ${type} ${item.count} ${first}-${Number(first) + item.count - 1}`);
  }
  return claims;
}

function controlRow(cells: Cells): string {
  const [, name, index, trip, operation, , count, on, off, status] = cells.slice(11);
  const told = [operation, trip, count, on, off]
    .join(' ')
    .toLowerCase()
    .replaceAll('pulse ', 'pulse_');
  const end = status === '-' ? '' : ` ${status}`.toLowerCase();
  return `${rowEnds(cells)} ${name === 'RESPONSE' ? 'answer' : name} ${index} ${told}${end}`;
}

/** Each control as asked and, where the answer has it too, as answered with its status. */
function controlClaims(operation: Operation): string[] {
  const { object, values, items, service, frames, refusal } = operation;
  const whole = items === undefined ? refusal?.name : undefined;
  const all: NonNullable<Operation['items']> = items ?? [{ object, values, count: 1 }];
  const isAnswered = frames.response !== null && !INDICATIONS.has(refusal?.name ?? '');
  return all.flatMap((item) => {
    if (!CONTROL.test(item.object)) return [];
    const start = ends(operation);
    const told = `${item.object.split('/')[1]} ${item.values.join(' ')}`;
    const status = item.refusal?.name ?? whole ?? 'success';
    return [
      ...(frames.request === null ? [] : [`${start} ${service.name.toUpperCase()} ${told}`]),
      ...(isAnswered ? [`${start} answer ${told} ${status}`] : []),
    ];
  });
}
