import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** What a function code or sub-function asks for. */
export interface ModbusFunction {
  readonly service: { readonly code: number; readonly name: string };
  readonly verb: number;
  /** ATT&CK for ICS techniques that the function by itself implies. */
  readonly techniques: readonly string[];
}

type Row = readonly [code: number, name: string, verb: number, techniques?: readonly string[]];

const { read, write, command, program, configure, discover } = VERB;

/** Public codes, MODBUS Application Protocol V1.1b3 §5.1 and §6. */
const PUBLIC: readonly Row[] = [
  [1, 'read_coils', read],
  [2, 'read_discrete_inputs', read],
  [3, 'read_holding_registers', read],
  [4, 'read_input_registers', read],
  [5, 'write_single_coil', write],
  [6, 'write_single_register', write],
  [7, 'read_exception_status', read],
  [11, 'get_comm_event_counter', read],
  [12, 'get_comm_event_log', read],
  [15, 'write_multiple_coils', write],
  [16, 'write_multiple_registers', write],
  [17, 'report_server_id', discover, ['T0888']],
  [20, 'read_file_record', read],
  [21, 'write_file_record', write],
  [22, 'mask_write_register', write],
  [23, 'read_write_multiple_registers', write],
  [24, 'read_fifo_queue', read],
];

/** Reserved for old products (Annex A) but known by name; always flagged. */
const RESERVED: readonly Row[] = [
  [9, 'program_484', program],
  [10, 'poll_484', program],
  [13, 'program_controller', program],
  [14, 'poll_controller', program],
  [18, 'program_884_m84', program],
  [19, 'reset_comm_link_884_m84', command, ['T0816']],
  [40, 'program_concept', program],
  [41, 'unknown_function_41', command],
  [42, 'unknown_function_42', command],
  [90, 'umas', program],
  [91, 'unknown_function_91', command],
  [125, 'firmware_replacement', program, ['T0857']],
  [126, 'program_584_984', program],
  [127, 'unknown_function_127', command],
];

/** Sub-functions of 8 Diagnostics, §6.8.1. */
const DIAGNOSTICS: readonly Row[] = [
  [0, 'return_query_data', discover],
  [1, 'restart_communications_option', command, ['T0816']],
  [2, 'return_diagnostic_register', read],
  [3, 'change_ascii_input_delimiter', configure],
  [4, 'force_listen_only_mode', command, ['T0814']],
  [10, 'clear_counters_and_diagnostic_register', command],
  [11, 'return_bus_message_count', read],
  [12, 'return_bus_communication_error_count', read],
  [13, 'return_bus_exception_error_count', read],
  [14, 'return_server_message_count', read],
  [15, 'return_server_no_response_count', read],
  [16, 'return_server_nak_count', read],
  [17, 'return_server_busy_count', read],
  [18, 'return_bus_character_overrun_count', read],
  [20, 'clear_overrun_counter_and_flag', command],
];

/** Encapsulated interface types of 43, §6.19 to §6.21. */
const ENCAPSULATED: readonly Row[] = [
  [13, 'canopen_general_reference', command],
  [14, 'read_device_identification', discover, ['T0888']],
];

function facts([, name, verb, techniques]: Row, code: number): ServiceFacts {
  return techniques === undefined ? { code, name, verb } : { code, name, verb, techniques };
}

/** Exception codes, §7. */
const EXCEPTIONS: ReadonlyMap<number, string> = new Map([
  [1, 'illegal_function'],
  [2, 'illegal_data_address'],
  [3, 'illegal_data_value'],
  [4, 'server_device_failure'],
  [5, 'acknowledge'],
  [6, 'server_device_busy'],
  [7, 'negative_acknowledge'],
  [8, 'memory_parity_error'],
  [10, 'gateway_path_unavailable'],
  [11, 'gateway_target_device_failed_to_respond'],
]);

const NONE: readonly string[] = [];

function functionOf([, name, verb, techniques = NONE]: Row, code: number): ModbusFunction {
  return { service: { code, name }, verb, techniques };
}

function unknown(name: string, code: number): ModbusFunction {
  return functionOf([code, name, command], code);
}

/** By function code; codes without a table entry are unknown. */
const FUNCTIONS: readonly ModbusFunction[] = Array.from({ length: 256 }, (_, code) => {
  const known = PUBLIC.find((row) => row[0] === code) ?? RESERVED.find((row) => row[0] === code);
  return known === undefined ? unknown(`unknown_function_${code}`, code) : functionOf(known, code);
});

/** Bit 0: the code is public. Others are flagged. */
const IS_PUBLIC = Uint8Array.from({ length: 256 }, (_, code) =>
  code === 8 || code === 43 || PUBLIC.some((row) => row[0] === code) ? 1 : 0,
);

const DIAGNOSTICS_BY_CODE = new Map(DIAGNOSTICS.map((row) => [row[0], functionOf(row, 8)]));
const ENCAPSULATED_BY_CODE = new Map(ENCAPSULATED.map((row) => [row[0], functionOf(row, 43)]));
const UNKNOWN_DIAGNOSTICS = unknown('unknown_diagnostics', 8);
const UNKNOWN_ENCAPSULATED = unknown('unknown_encapsulated_interface', 43);

export function isPublicFunction(code: number): boolean {
  return IS_PUBLIC[code] === 1;
}

/** Why a code that is not public is flagged. */
export function functionAnomaly(code: number): string {
  if ((code >= 65 && code <= 72) || (code >= 100 && code <= 110)) {
    return 'user_defined_function_code';
  }
  return RESERVED.some((row) => row[0] === code)
    ? 'reserved_function_code'
    : 'unknown_function_code';
}

/** The function that a code asks for; `sub` matters for 8 and 43, and is -1 where not known. */
export function modbusFunction(code: number, sub: number): ModbusFunction {
  if (code === 8) return DIAGNOSTICS_BY_CODE.get(sub) ?? UNKNOWN_DIAGNOSTICS;
  if (code === 43) return ENCAPSULATED_BY_CODE.get(sub) ?? UNKNOWN_ENCAPSULATED;
  return FUNCTIONS[code & 0xff]!;
}

/** The verb alone, for the packet path. */
export function modbusVerb(code: number, sub: number): number {
  return code === 8 || code === 43 ? modbusFunction(code, sub).verb : FUNCTIONS[code & 0xff]!.verb;
}

export function exceptionName(code: number): string {
  return EXCEPTIONS.get(code) ?? `unknown_exception_${code}`;
}

export function isKnownException(code: number): boolean {
  return EXCEPTIONS.has(code);
}

/** Every function that has a name of its own; sub-functions of 8 and 43 under those codes. */
export const MODBUS_SERVICES: readonly ServiceFacts[] = [
  ...[...PUBLIC, ...RESERVED].map((row) => facts(row, row[0])),
  ...DIAGNOSTICS.map((row) => facts(row, 8)),
  ...ENCAPSULATED.map((row) => facts(row, 43)),
];
