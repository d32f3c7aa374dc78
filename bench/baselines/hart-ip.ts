import type { Operation } from '@bulkhead/model';
import { universalClaims, universalRow } from './hart-values.ts';
import { type Cells, defineReaders, snake } from './reader.ts';

/** Our codes of messages of HART-IP itself start here; below are commands of HART. */
const MESSAGES = 0x10000;
/** Announces that the data starts with a command number of two bytes. */
const EXPANDED = 31;
const EXPANDED_FROM = 256;
const WARNING = 'a warning (8, 30): the command was done, which is no refusal of ours';

/** Commands by the names that the ICSNPP parser has for them. */
const COMMANDS: Readonly<Record<string, number>> = {
  read_unique_identifier: 0,
  read_primary_variable: 1,
  read_loop_current: 2,
  read_dynamic_variable: 3,
  write_polling_address: 6,
  read_loop_configuration: 7,
  read_dynamic_variable_classifications: 8,
  read_device_variable: 9,
  read_unique_identifier_tag: 11,
  read_message: 12,
  read_tag: 13,
  read_primary_variable_transducer_information: 14,
  read_device_information: 15,
  read_final_assembly_number: 16,
  write_message: 17,
  write_tag_descriptor_date: 18,
  write_final_assembly_number: 19,
  read_long_tag: 20,
  read_unique_identifier_long_tag: 21,
  write_long_tag: 22,
  write_primary_variable_range_values: 35,
  reset_configuration_changed_flag: 38,
  read_additional_device_status: 48,
  write_device_variable_units: 53,
  read_device_variable_information: 54,
  write_device_variable: 79,
};

/** Logs of the ICSNPP parser of HART-IP. */
export const hartIp = defineReaders(
  {
    protocol: 'hart_ip',
    log: /^hart_ip_general\.log$/,
    from: ['hart_ip'],
    theirs: generalRow,
    ours: (operation) => (isDirect(operation) ? [] : messageClaims(operation, EXPANDED)),
  },
  {
    protocol: 'hart_ip',
    log: /^hart_ip_direct_pdu_command\.log$/,
    from: ['hart_ip'],
    theirs([, , , , , , , , name = '', , code]) {
      const command = commandOf(name);
      return code === '-' ? `Request ${command}` : `Response ${command} ${code}`;
    },
    ours: (operation) => (isDirect(operation) ? messageClaims(operation) : []),
    reasons: [
      { side: 'theirs', claim: /^Response \d+ (?:8|30)$/, why: WARNING },
      { side: 'ours', claim: /^Response (?:9|104) 0$/, why: WARNING },
    ],
  },
  {
    protocol: 'hart_ip',
    log: /^hart_ip_universal_commands\.log$/,
    from: ['hart_ip'],
    theirs: universalRow,
    ours: universalClaims,
  },
);

/** Whether the command came in a Direct PDU, which has no address of a device. */
function isDirect({ service, object }: Operation): boolean {
  return service.code < MESSAGES && object === 'device';
}

function commandOf(name: string): number {
  const unknown = /^unknown-(0x[0-9a-f]+)$/.exec(name)?.[1];
  return unknown === undefined ? (COMMANDS[snake(name)] ?? -1) : Number(unknown);
}

/** Direction, message or command, and the code that the device answers. */
function generalRow(cells: Cells): string | null {
  const [way, message = ''] = cells.slice(10);
  // Their commands have a log of their own.
  if (message === 'Direct PDU') return null;
  if (way === 'Publish') return way;
  if (message !== 'Token Passing PDU') return `${way} ${snake(message)}`;
  const code = way === 'Response' ? ` ${cells[27]}` : '';
  return `${way} ${commandOf(cells[23] ?? '')}${code}`;
}

function messageClaims(operation: Operation, expanded?: number): string[] {
  const { service, verb, frames, refusal } = operation;
  if (verb === 'report') return ['Publish'];
  const long = expanded !== undefined && service.code >= EXPANDED_FROM && service.code < MESSAGES;
  const command = long ? expanded : service.code;
  const name = service.code < MESSAGES ? `${command}` : service.name;
  const code = service.code < MESSAGES ? ` ${refusal?.code ?? 0}` : '';
  return [
    ...(frames.request === null ? [] : [`Request ${name}`]),
    ...(frames.response === null ? [] : [`Response ${name}${code}`]),
  ];
}
