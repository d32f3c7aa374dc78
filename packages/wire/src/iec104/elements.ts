import { toHex } from '@bulkhead/kernel';
import type { OperationValue } from '@bulkhead/model';
import { float32, unsigned32le, word16le, word32le } from '../bytes.ts';
import { shown } from '../finite.ts';
import { longTime, shortTime, timeOfDayMs } from './time.ts';
import { SHAPE } from './types.ts';

/** Bits that QDS, SIQ and DIQ share, IEC 60870-5-101 §7.2.6.1 to .3. */
const QUALITY: readonly (readonly [number, string])[] = [
  [0x80, 'invalid'],
  [0x40, 'not_topical'],
  [0x20, 'substituted'],
  [0x10, 'blocked'],
];
const DOUBLE = ['intermediate', 'off', 'on', 'indeterminate'];
const STEPS = ['not_permitted', 'lower', 'higher', 'not_permitted'];
const PULSES = ['', 'short_pulse', 'long_duration', 'persistent'];
const FREEZE = ['read', 'freeze', 'freeze_and_reset', 'reset'];
const PARAMETERS = ['unused', 'threshold', 'smoothing', 'low_limit', 'high_limit'];
const RESETS = ['not_used', 'process', 'time_tagged_events'];
const FILE_CALLS = [
  'default',
  'select_file',
  'request_file',
  'deactivate_file',
  'delete_file',
  'select_section',
  'request_section',
  'deactivate_section',
];
const START_EVENTS = ['general', 'phase_a', 'phase_b', 'phase_c', 'earth', 'reverse'];
const CIRCUITS = ['general', 'phase_a', 'phase_b', 'phase_c'];
/** Bytes of a file's segment that are shown. */
const SEGMENT_BYTES_SHOWN = 64;

/**
 * What one information object says: its value, what is not as usual about it in words, and its
 * time. `at` is the first byte behind its address; all its bytes are there.
 */
export function elementValues(
  shape: number,
  timeBytes: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): OperationValue[] {
  const out: OperationValue[] = [];
  const timeAt = readElement(out, shape, bytes, at, end);
  if (timeBytes === 3) out.push(shortTime(bytes, timeAt));
  else if (timeBytes === 7) out.push(longTime(bytes, timeAt));
  return out;
}

/** Puts the value and its words into `out`; returns where the time tag starts. */
function readElement(
  out: OperationValue[],
  shape: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  if (shape <= SHAPE.normalizedAlone) return readMonitored(out, shape, bytes, at);
  if (shape <= SHAPE.floatCommand) return readCommand(out, shape, bytes, at);
  if (shape >= SHAPE.fileReady) return readFile(out, shape, bytes, at, end);
  return readSystem(out, shape, bytes, at);
}

function readMonitored(
  out: OperationValue[],
  shape: number,
  bytes: Uint8Array,
  at: number,
): number {
  const first = bytes[at]!;
  switch (shape) {
    case SHAPE.single:
      return quality(out, (first & 1) === 1, first, false, at + 1);
    case SHAPE.double:
      return quality(out, DOUBLE[first & 3]!, first, false, at + 1);
    case SHAPE.step:
      if (first >= 0x80) out.push('transient');
      out.unshift((first << 25) >> 25);
      return moreQuality(out, bytes[at + 1]!, at + 2);
    case SHAPE.bits:
      return quality(out, unsigned32le(bytes, at), bytes[at + 4]!, true, at + 5);
    case SHAPE.normalized:
      return quality(out, normalized(bytes, at), bytes[at + 2]!, true, at + 3);
    case SHAPE.scaled:
      return quality(out, scaled(bytes, at), bytes[at + 2]!, true, at + 3);
    case SHAPE.float:
      return quality(out, shown(float32(bytes, at, true)), bytes[at + 4]!, true, at + 5);
    case SHAPE.counter:
      return readCounter(out, bytes, at);
    case SHAPE.packedSingle:
      return readPacked(out, bytes, at);
    case SHAPE.normalizedAlone:
      out.push(normalized(bytes, at));
      return at + 2;
    case SHAPE.none:
      return at;
    default:
      return readProtection(out, shape, bytes, at);
  }
}

/** Number between -1 and almost 1, §7.2.6.6. */
function normalized(bytes: Uint8Array, at: number): number {
  return scaled(bytes, at) / 32_768;
}

function scaled(bytes: Uint8Array, at: number): number {
  return (word16le(bytes, at) << 16) >> 16;
}

function quality(
  out: OperationValue[],
  value: OperationValue,
  bits: number,
  overflow: boolean,
  next: number,
): number {
  out.push(value);
  if (overflow && (bits & 1) !== 0) out.push('overflow');
  for (const [bit, name] of QUALITY) if ((bits & bit) !== 0) out.push(name);
  return next;
}

function moreQuality(out: OperationValue[], bits: number, next: number): number {
  if ((bits & 1) !== 0) out.push('overflow');
  for (const [bit, name] of QUALITY) if ((bits & bit) !== 0) out.push(name);
  return next;
}

/** Binary counter reading with its sequence number, §7.2.6.9. */
function readCounter(out: OperationValue[], bytes: Uint8Array, at: number): number {
  const bits = bytes[at + 4]!;
  out.push(word32le(bytes, at));
  if ((bits & 0x20) !== 0) out.push('carry');
  if ((bits & 0x40) !== 0) out.push('adjusted');
  if ((bits & 0x80) !== 0) out.push('invalid');
  return at + 5;
}

/** Sixteen points and whether each has changed, §7.2.6.40. */
function readPacked(out: OperationValue[], bytes: Uint8Array, at: number): number {
  const changed = word16le(bytes, at + 2);
  out.push(word16le(bytes, at));
  if (changed !== 0) out.push(`changed/0x${changed.toString(16).padStart(4, '0')}`);
  return moreQuality(out, bytes[at + 4]!, at + 5);
}

/** Events of protection equipment with how long they took, §7.2.6.10 to .12. */
function readProtection(
  out: OperationValue[],
  shape: number,
  bytes: Uint8Array,
  at: number,
): number {
  const first = bytes[at]!;
  if (shape === SHAPE.protectionEvent) {
    out.push(DOUBLE[first & 3]!, word16le(bytes, at + 1));
    protectionQuality(out, first);
    return at + 3;
  }
  const names = shape === SHAPE.startEvents ? START_EVENTS : CIRCUITS;
  const set = names.filter((_, bit) => (first & (1 << bit)) !== 0);
  out.push(set.length === 0 ? 'none' : set.join(','), word16le(bytes, at + 2));
  protectionQuality(out, bytes[at + 1]!);
  return at + 4;
}

function protectionQuality(out: OperationValue[], bits: number): void {
  if ((bits & 0x08) !== 0) out.push('elapsed_time_invalid');
  for (const [bit, name] of QUALITY) if ((bits & bit) !== 0) out.push(name);
}

/** Commands with their qualifier (QU of SCO, DCO and RCO; QL of QOS), §7.2.6.15 to .18 and .39. */
function readCommand(out: OperationValue[], shape: number, bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  switch (shape) {
    case SHAPE.bitsAlone:
      out.push(unsigned32le(bytes, at));
      return at + 4;
    case SHAPE.singleCommand:
      return pulse(out, (first & 1) === 1, first, at);
    case SHAPE.doubleCommand:
      return pulse(out, ['not_permitted', 'off', 'on', 'not_permitted'][first & 3]!, first, at);
    case SHAPE.stepCommand:
      return pulse(out, STEPS[first & 3]!, first, at);
    case SHAPE.normalizedCommand:
      return setPoint(out, normalized(bytes, at), bytes[at + 2]!, at + 3);
    case SHAPE.scaledCommand:
      return setPoint(out, scaled(bytes, at), bytes[at + 2]!, at + 3);
    default:
      return setPoint(out, shown(float32(bytes, at, true)), bytes[at + 4]!, at + 5);
  }
}

function pulse(out: OperationValue[], value: OperationValue, bits: number, at: number): number {
  const qualifier = (bits >> 2) & 31;
  out.push(value);
  if (qualifier !== 0) out.push(PULSES[qualifier] ?? `qualifier/${qualifier}`);
  return at + 1;
}

function setPoint(
  out: OperationValue[],
  value: OperationValue,
  bits: number,
  next: number,
): number {
  out.push(value);
  if ((bits & 0x7f) !== 0) out.push(`qualifier/${bits & 0x7f}`);
  return next;
}

/** System information and parameters, §7.2.6.21 to .27. */
function readSystem(out: OperationValue[], shape: number, bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  switch (shape) {
    case SHAPE.initialization: {
      const causes = ['local_power_on', 'local_manual_reset', 'remote_reset'];
      out.push(causes[first & 0x7f] ?? `cause/${first & 0x7f}`);
      if (first >= 0x80) out.push('after_change_of_parameters');
      return at + 1;
    }
    case SHAPE.interrogation:
      if (first === 20) out.push('station');
      else out.push(first > 20 && first <= 36 ? `group/${first - 20}` : `qualifier/${first}`);
      return at + 1;
    case SHAPE.counterInterrogation: {
      const asked = first & 0x3f;
      out.push(
        asked === 5 ? 'all' : asked >= 1 && asked <= 4 ? `group/${asked}` : `qualifier/${asked}`,
      );
      out.push(FREEZE[first >> 6]!);
      return at + 1;
    }
    case SHAPE.clock:
      out.push(longTime(bytes, at));
      return at + 7;
    case SHAPE.testPattern:
    case SHAPE.testCounter:
      out.push(word16le(bytes, at));
      return at + 2;
    case SHAPE.delay:
      out.push(timeOfDayMs(bytes, at));
      return at + 2;
    case SHAPE.resetProcess:
      out.push(RESETS[first] ?? `qualifier/${first}`);
      return at + 1;
    default:
      return readParameter(out, shape, bytes, at);
  }
}

function readParameter(
  out: OperationValue[],
  shape: number,
  bytes: Uint8Array,
  at: number,
): number {
  if (shape === SHAPE.parameterActivation) {
    const names = ['unused', 'general', 'object', 'periodic_transmission'];
    out.push(names[bytes[at]!] ?? `qualifier/${bytes[at]}`);
    return at + 1;
  }
  const isFloat = shape === SHAPE.floatParameter;
  if (isFloat) out.push(shown(float32(bytes, at, true)));
  else out.push(shape === SHAPE.scaledParameter ? scaled(bytes, at) : normalized(bytes, at));
  const next = at + (isFloat ? 4 : 2);
  const bits = bytes[next]!;
  out.push(PARAMETERS[bits & 0x3f] ?? `kind/${bits & 0x3f}`);
  if ((bits & 0x40) !== 0) out.push('local_change');
  if ((bits & 0x80) !== 0) out.push('not_in_operation');
  return next + 1;
}

/** Name of a file, or of a directory, and what is done with it; §7.2.6.28 to .38. */
function readFile(
  out: OperationValue[],
  shape: number,
  bytes: Uint8Array,
  at: number,
  end: number,
): number {
  out.push(`file/${word16le(bytes, at)}`);
  switch (shape) {
    case SHAPE.fileReady:
      out.push(length24(bytes, at + 2));
      if (bytes[at + 5]! >= 0x80) out.push('not_ready');
      return at + 6;
    case SHAPE.sectionReady:
      out.push(`section/${bytes[at + 2]}`, length24(bytes, at + 3));
      if (bytes[at + 6]! >= 0x80) out.push('not_ready');
      return at + 7;
    case SHAPE.fileCall: {
      const asked = bytes[at + 3]! & 0x0f;
      out.push(`section/${bytes[at + 2]}`, FILE_CALLS[asked] ?? `qualifier/${asked}`);
      return at + 4;
    }
    case SHAPE.lastSection:
      out.push(`section/${bytes[at + 2]}`, `qualifier/${bytes[at + 3]}`);
      return at + 5;
    case SHAPE.fileAcknowledge:
      out.push(`section/${bytes[at + 2]}`, `qualifier/${bytes[at + 3]! & 0x0f}`);
      return at + 4;
    case SHAPE.segment: {
      const last = Math.min(end, at + 4 + bytes[at + 3]!, at + 4 + SEGMENT_BYTES_SHOWN);
      out.push(`section/${bytes[at + 2]}`, bytes[at + 3]!, toHex(bytes.subarray(at + 4, last)));
      return end;
    }
    case SHAPE.directory:
      out.push(length24(bytes, at + 2), (bytes[at + 5]! & 0x40) === 0 ? 'file' : 'directory');
      out.push(longTime(bytes, at + 6));
      return at + 13;
    default:
      out.push(longTime(bytes, at + 2), longTime(bytes, at + 9));
      return at + 16;
  }
}

function length24(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at) | (bytes[at + 2]! << 16);
}
