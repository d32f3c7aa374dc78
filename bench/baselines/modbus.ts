import type { Operation } from '@bulkhead/model';
import { type Cells, defineReaders, ends, type Reason, rowEnds } from './reader.ts';
import { zeekEvent, zeekEvents } from './zeek-modbus.ts';

/** Functions as Zeek names them. */
const CODES: Readonly<Record<string, number>> = {
  READ_COILS: 1,
  READ_DISCRETE_INPUTS: 2,
  READ_HOLDING_REGISTERS: 3,
  READ_INPUT_REGISTERS: 4,
  WRITE_SINGLE_COIL: 5,
  WRITE_SINGLE_REGISTER: 6,
  READ_EXCEPTION_STATUS: 7,
  DIAGNOSTICS: 8,
  WRITE_MULTIPLE_COILS: 15,
  WRITE_MULTIPLE_REGISTERS: 16,
  REPORT_SLAVE_ID: 17,
  READ_FILE_RECORD: 20,
  WRITE_FILE_RECORD: 21,
  MASK_WRITE_REGISTER: 22,
  READ_WRITE_MULTIPLE_REGISTERS: 23,
  READ_FIFO_QUEUE: 24,
  ENCAP_INTERFACE_TRANSPORT: 43,
};

const READS = new Set([1, 2, 3, 4]);
const WRITES = new Set([5, 6, 15, 16]);
/** Logged by the ICSNPP parser once for the request and once for the answer. */
const TOLD_TWICE = new Set([7, 17]);

function codeOf(name: string): number {
  const unknown = /^unknown-(\d+)$/.exec(name);
  const code = unknown === null ? CODES[name.replace(/_EXCEPTION$/, '')] : Number(unknown[1]);
  return (code ?? -1) & 0x7f;
}

function exceptionOf({ refusal }: Operation): string {
  return refusal?.name.toUpperCase() ?? '-';
}

/** Values as the logs write them: bits as 0 and 1. */
function valuesOf(values: Operation['values']): string {
  return values.map(Number).join(',');
}

function detailed(cells: Cells): string {
  const [, , , , , , , unit, name = '', address, quantity, written, read] = cells;
  const code = codeOf(name);
  const claim = `${rowEnds(cells)} unit ${unit} function ${code} ${cells[19]}`;
  if (!READS.has(code) && !WRITES.has(code)) return claim;
  const values = WRITES.has(code) ? written : read;
  return `${claim} ${address} x${quantity} = ${values === '-' ? '' : values}`;
}

function detailedOurs(operation: Operation): string[] {
  const { unit, service, address, count, values } = operation;
  const { code } = service;
  const claim = `${ends(operation)} unit ${unit} function ${code} ${exceptionOf(operation)}`;
  if (TOLD_TWICE.has(code)) return [claim, claim];
  if (!READS.has(code) && !WRITES.has(code)) return [claim];
  return [`${claim} ${address} x${count} = ${valuesOf(values)}`];
}

const FUZZED = 'a fuzzer changed numbers of TCP and lengths: which bytes count as in order differs';
/** Tests of captures made by a fuzzer. */
const BROKEN: readonly Reason[] = [
  { side: 'theirs', claim: /RESP|REQ/, test: /exception_handling|register_parsing/, why: FUZZED },
  { side: 'ours', claim: /RESP|REQ/, test: /exception_handling|register_parsing/, why: FUZZED },
  {
    side: 'ours',
    claim: / read_input_registers_response (?:0 ){15}3840 /,
    test: /register_parsing/,
    why: 'frame 4 has numbers before those of the first frame; Zeek takes it for a repetition',
  },
  {
    side: 'ours',
    claim: / message \d+ [TF]$/,
    test: /register_parsing/,
    why: 'this test prints registers alone',
  },
];

/** The logs of the ICSNPP parser of Modbus, and Zeek's own. */
export const modbus = defineReaders(
  {
    protocol: 'modbus',
    log: /^modbus\.log$/,
    test: /^icsnpp-modbus\//,
    from: ['modbus'],
    theirs: (cells) => `${rowEnds(cells)} function ${codeOf(cells[6] ?? '')} ${cells[7]}`,
    ours: (operation) => [
      `${ends(operation)} function ${operation.service.code} ${exceptionOf(operation)}`,
    ],
  },
  {
    protocol: 'modbus',
    log: /^modbus_detailed\.log$/,
    from: ['modbus'],
    theirs: detailed,
    ours: detailedOurs,
  },
  {
    protocol: 'modbus',
    log: /^modbus_mask_write_register\.log$/,
    from: ['modbus'],
    theirs: (cells) => `${cells[15]} unit ${cells[13]} ${cells.slice(16, 19).join(' ')}`,
    ours: ({ service, unit, address, values }) =>
      service.code === 22
        ? ['REQUEST', 'RESPONSE'].map((way) => `${way} unit ${unit} ${address} ${values.join(' ')}`)
        : [],
  },
  {
    protocol: 'modbus',
    log: /^modbus_read_write_multiple_registers\.log$/,
    from: ['modbus'],
    theirs: (cells) => `${cells[15]} unit ${cells[13]} ${cells.slice(16, 21).join(' ')}`,
    ours({ service, unit, items = [] }) {
      const [written, read] = items;
      if (service.code !== 23 || written === undefined || read === undefined) return [];
      const asked = `${numberOf(written.object)} ${written.values.join(',')}`;
      return [
        `REQUEST unit ${unit} ${asked} ${numberOf(read.object)} ${read.count} -`,
        `RESPONSE unit ${unit} - - - - ${read.values.join(',')}`,
      ];
    },
  },
  {
    protocol: 'modbus',
    log: /^modbus\.log$/,
    test: /^zeek\//,
    from: ['modbus'],
    theirs(cells) {
      const [unit, name, way, exception] = cells.slice(7);
      return `${rowEnds(cells)} ${way} unit ${unit} function ${codeOf(name ?? '')} ${exception}`;
    },
    ours(operation) {
      const { unit, service, frames } = operation;
      const claim = (way: string, exception: string): string =>
        `${ends(operation)} ${way} unit ${unit} function ${service.code & 0x7f} ${exception}`;
      return [
        ...(frames.request === null ? [] : [claim('REQ', '-')]),
        ...(frames.response === null ? [] : [claim('RESP', exceptionOf(operation))]),
      ];
    },
    reasons: BROKEN,
  },
  {
    protocol: 'modbus',
    log: /^output$/,
    test: /^zeek\/.*modbus/,
    from: ['modbus'],
    theirs: zeekEvent,
    ours: zeekEvents,
    reasons: [
      ...BROKEN,
      {
        side: 'ours',
        claim: / unit 255 (?:message 1 F|read_coils_response T F F F F F F F)$/,
        test: /coil_parsing_big$/,
        why: 'frame 3150 comes behind its acknowledgement; Zeek takes it for missing',
      },
    ],
  },
);

function numberOf(object: string): string {
  return object.split('/')[1] ?? '';
}
