import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

/** What one information object holds before its time tag; IEC 60870-5-101 §7.2.6. */
export const SHAPE = {
  none: 0,
  single: 1,
  double: 2,
  step: 3,
  bits: 4,
  normalized: 5,
  scaled: 6,
  float: 7,
  counter: 8,
  protectionEvent: 9,
  startEvents: 10,
  outputCircuit: 11,
  packedSingle: 12,
  normalizedAlone: 13,
  bitsAlone: 14,
  singleCommand: 15,
  doubleCommand: 16,
  stepCommand: 17,
  normalizedCommand: 18,
  scaledCommand: 19,
  floatCommand: 20,
  initialization: 21,
  interrogation: 22,
  counterInterrogation: 23,
  clock: 24,
  testPattern: 25,
  resetProcess: 26,
  delay: 27,
  testCounter: 28,
  normalizedParameter: 29,
  scaledParameter: 30,
  floatParameter: 31,
  parameterActivation: 32,
  fileReady: 33,
  sectionReady: 34,
  fileCall: 35,
  lastSection: 36,
  fileAcknowledge: 37,
  segment: 38,
  directory: 39,
  logQuery: 40,
} as const;

/** Bytes of each shape, without the time tag; -1 where the object says it itself. */
const SHAPE_BYTES = [
  0, 1, 1, 2, 5, 3, 3, 5, 5, 3, 4, 4, 5, 2, 4, 1, 1, 1, 3, 3, 5, 1, 1, 1, 7, 2, 1, 2, 2, 3, 3, 5, 1,
  6, 7, 4, 5, 4, -1, 13, 16,
];

interface AsduType extends ServiceFacts {
  readonly shape: number;
  /** Bytes of the time tag: 0, 3 (CP24Time2a) or 7 (CP56Time2a). */
  readonly timeBytes: number;
}

const { read, write, command, configure, connect, report } = VERB;
const OUTPUT = ['T0855'];
const PARAMETER = ['T0836'];

function type(
  code: number,
  name: string,
  verb: number,
  shape: number,
  timeBytes = 0,
  techniques?: readonly string[],
): AsduType {
  const facts = { code, name, verb, shape, timeBytes };
  return techniques === undefined ? facts : { ...facts, techniques };
}

/** Type identifications of IEC 60870-5-101 §7.2.1.1 with those that -104 §6 adds or takes. */
const TYPES: readonly AsduType[] = [
  type(1, 'single_point', report, SHAPE.single),
  type(2, 'single_point_with_time', report, SHAPE.single, 3),
  type(3, 'double_point', report, SHAPE.double),
  type(4, 'double_point_with_time', report, SHAPE.double, 3),
  type(5, 'step_position', report, SHAPE.step),
  type(6, 'step_position_with_time', report, SHAPE.step, 3),
  type(7, 'bitstring', report, SHAPE.bits),
  type(8, 'bitstring_with_time', report, SHAPE.bits, 3),
  type(9, 'measured_normalized', report, SHAPE.normalized),
  type(10, 'measured_normalized_with_time', report, SHAPE.normalized, 3),
  type(11, 'measured_scaled', report, SHAPE.scaled),
  type(12, 'measured_scaled_with_time', report, SHAPE.scaled, 3),
  type(13, 'measured_float', report, SHAPE.float),
  type(14, 'measured_float_with_time', report, SHAPE.float, 3),
  type(15, 'integrated_totals', report, SHAPE.counter),
  type(16, 'integrated_totals_with_time', report, SHAPE.counter, 3),
  type(17, 'protection_event_with_time', report, SHAPE.protectionEvent, 3),
  type(18, 'protection_start_events_with_time', report, SHAPE.startEvents, 3),
  type(19, 'protection_output_circuit_with_time', report, SHAPE.outputCircuit, 3),
  type(20, 'packed_single_points', report, SHAPE.packedSingle),
  type(21, 'measured_normalized_without_quality', report, SHAPE.normalizedAlone),
  type(30, 'single_point_with_long_time', report, SHAPE.single, 7),
  type(31, 'double_point_with_long_time', report, SHAPE.double, 7),
  type(32, 'step_position_with_long_time', report, SHAPE.step, 7),
  type(33, 'bitstring_with_long_time', report, SHAPE.bits, 7),
  type(34, 'measured_normalized_with_long_time', report, SHAPE.normalized, 7),
  type(35, 'measured_scaled_with_long_time', report, SHAPE.scaled, 7),
  type(36, 'measured_float_with_long_time', report, SHAPE.float, 7),
  type(37, 'integrated_totals_with_long_time', report, SHAPE.counter, 7),
  type(38, 'protection_event_with_long_time', report, SHAPE.protectionEvent, 7),
  type(39, 'protection_start_events_with_long_time', report, SHAPE.startEvents, 7),
  type(40, 'protection_output_circuit_with_long_time', report, SHAPE.outputCircuit, 7),
  type(45, 'single_command', command, SHAPE.singleCommand, 0, OUTPUT),
  type(46, 'double_command', command, SHAPE.doubleCommand, 0, OUTPUT),
  type(47, 'step_command', command, SHAPE.stepCommand, 0, OUTPUT),
  type(48, 'set_point_normalized', command, SHAPE.normalizedCommand, 0, OUTPUT),
  type(49, 'set_point_scaled', command, SHAPE.scaledCommand, 0, OUTPUT),
  type(50, 'set_point_float', command, SHAPE.floatCommand, 0, OUTPUT),
  type(51, 'bitstring_command', command, SHAPE.bitsAlone, 0, OUTPUT),
  type(58, 'single_command_with_time', command, SHAPE.singleCommand, 7, OUTPUT),
  type(59, 'double_command_with_time', command, SHAPE.doubleCommand, 7, OUTPUT),
  type(60, 'step_command_with_time', command, SHAPE.stepCommand, 7, OUTPUT),
  type(61, 'set_point_normalized_with_time', command, SHAPE.normalizedCommand, 7, OUTPUT),
  type(62, 'set_point_scaled_with_time', command, SHAPE.scaledCommand, 7, OUTPUT),
  type(63, 'set_point_float_with_time', command, SHAPE.floatCommand, 7, OUTPUT),
  type(64, 'bitstring_command_with_time', command, SHAPE.bitsAlone, 7, OUTPUT),
  type(70, 'end_of_initialization', report, SHAPE.initialization),
  type(100, 'interrogation', read, SHAPE.interrogation),
  type(101, 'counter_interrogation', read, SHAPE.counterInterrogation),
  type(102, 'read', read, SHAPE.none),
  type(103, 'clock_synchronization', configure, SHAPE.clock, 0, PARAMETER),
  type(104, 'test', connect, SHAPE.testPattern),
  type(105, 'reset_process', command, SHAPE.resetProcess, 0, ['T0816']),
  type(106, 'delay_acquisition', configure, SHAPE.delay),
  type(107, 'test_with_time', connect, SHAPE.testCounter, 7),
  type(110, 'parameter_normalized', configure, SHAPE.normalizedParameter, 0, PARAMETER),
  type(111, 'parameter_scaled', configure, SHAPE.scaledParameter, 0, PARAMETER),
  type(112, 'parameter_float', configure, SHAPE.floatParameter, 0, PARAMETER),
  type(113, 'parameter_activation', configure, SHAPE.parameterActivation, 0, PARAMETER),
  type(120, 'file_ready', write, SHAPE.fileReady),
  type(121, 'section_ready', write, SHAPE.sectionReady),
  type(122, 'call_or_select_file', read, SHAPE.fileCall),
  type(123, 'last_section_or_segment', write, SHAPE.lastSection),
  type(124, 'acknowledge_file', read, SHAPE.fileAcknowledge),
  type(125, 'segment', write, SHAPE.segment),
  type(126, 'directory', report, SHAPE.directory),
  type(127, 'query_log', read, SHAPE.logQuery),
];

const BY_CODE: readonly (AsduType | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  TYPES.find((one) => one.code === code),
);

/** First and last type that is sent to a station to have it do something, IEC 60870-5-101 §7.4. */
export function isControlType(code: number): boolean {
  return (code >= 45 && code <= 64) || (code >= 100 && code <= 113);
}

/** Types that move files, IEC 60870-5-101 §7.4.11. */
export function isFileType(code: number): boolean {
  return code >= 120 && code <= 127;
}

export function isKnownType(code: number): boolean {
  return BY_CODE[code] !== undefined;
}

/** What an object of this type holds; `SHAPE.none` for an unknown type. */
export function shapeOf(code: number): number {
  return BY_CODE[code]?.shape ?? SHAPE.none;
}

/** Bytes of the time tag. */
export function timeBytesOf(code: number): number {
  return BY_CODE[code]?.timeBytes ?? 0;
}

/** Bytes of one object without its address; -1 where the type does not tell. */
export function elementBytes(code: number): number {
  const known = BY_CODE[code];
  if (known === undefined) return -1;
  const bytes = SHAPE_BYTES[known.shape]!;
  return bytes < 0 ? -1 : bytes + known.timeBytes;
}

/** Commands and set points, whose confirmation mirrors them. */
export function isCommandType(code: number): boolean {
  const shape = shapeOf(code);
  return shape >= SHAPE.bitsAlone && shape <= SHAPE.floatCommand && isControlType(code);
}

/** Verb of a type; unknown ones may do anything. */
export function verbOf(code: number): number {
  return BY_CODE[code]?.verb ?? command;
}

/**
 * What the cause and the S/E bit make of a type. A service's code is the type identification plus
 * 256 times one of these.
 */
export const VARIANT = { plain: 0, select: 1, cancel: 2, terminated: 3 } as const;
/** Code of a service of the connection: this, and the first byte of the U frame that asks. */
export const CONNECTION_CODE = 0x1000;

/** Commands with an S/E bit in their qualifier. */
function hasSelect(code: number): boolean {
  return (code >= 45 && code <= 50) || (code >= 58 && code <= 63);
}

const VARIANTS: readonly ServiceFacts[] = TYPES.flatMap(({ code, name, verb }) => {
  if (!isControlType(code) || code === 102) return [];
  const out: ServiceFacts[] = [];
  if (hasSelect(code)) out.push({ code: code | 0x100, name: `${name}_select`, verb });
  out.push({ code: code | 0x200, name: `${name}_cancel`, verb });
  out.push({ code: code | 0x300, name: `${name}_terminated`, verb: report });
  return out;
});

/** Every service: the types, what cause and S/E bit make of them, and those of the connection. */
export const SERVICES: readonly ServiceFacts[] = [
  ...TYPES,
  ...VARIANTS,
  { code: CONNECTION_CODE | 0x07, name: 'start_data_transfer', verb: connect },
  { code: CONNECTION_CODE | 0x13, name: 'stop_data_transfer', verb: connect },
  { code: CONNECTION_CODE | 0x43, name: 'test_frame', verb: connect },
];

const NAMES = new Map(SERVICES.map(({ code, name }) => [code, { code, name }]));

/** Code and name of a service. */
export function serviceNamed(code: number): { readonly code: number; readonly name: string } {
  return NAMES.get(code) ?? { code, name: `unknown_service_${code}` };
}

const NONE: readonly string[] = [];

/**
 * Techniques that a service implies where it is asked for, also where it only selects; a report of
 * its object implies none, and neither does taking it back.
 */
export function techniquesOf(code: number, verb: number): readonly string[] {
  if (verb === report || code >> 8 > VARIANT.select) return NONE;
  return BY_CODE[code & 0xff]?.techniques ?? NONE;
}
