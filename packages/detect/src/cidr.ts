import type { OperationValue } from '@bulkhead/model';
import type { Test } from './fields.ts';

const GROUPS = 8;

/** Reads an address into eight 16-bit groups, IPv4 into the last two. 0 where it is neither. */
function readAddress(text: string, groups: Uint16Array): 0 | 4 | 6 {
  return text.includes(':') ? readIpv6(text, groups) : readIpv4(text, groups, GROUPS - 2);
}

function readIpv4(text: string, groups: Uint16Array, at: number): 0 | 4 {
  let byte = -1;
  let bytes = 0;
  let word = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0x2e;
    if (code === 0x2e) {
      if (byte < 0 || bytes === 4) return 0;
      word = (word << 8) | byte;
      bytes += 1;
      if (bytes % 2 === 0) groups[at + bytes / 2 - 1] = word & 0xffff;
      byte = -1;
    } else if (code >= 0x30 && code <= 0x39) {
      byte = byte < 0 ? code - 0x30 : byte * 10 + code - 0x30;
      if (byte > 255) return 0;
    } else return 0;
  }
  return bytes === 4 ? 4 : 0;
}

function readIpv6(text: string, groups: Uint16Array): 0 | 6 {
  groups.fill(0);
  const halves = text.split('::');
  if (halves.length > 2) return 0;
  const head = halves[0] === '' ? [] : halves[0]!.split(':');
  const tail = halves[1] === undefined || halves[1] === '' ? [] : halves[1].split(':');
  const last = (tail.length > 0 ? tail : head).at(-1);
  const dotted = last?.includes('.') ? last : undefined;
  const count = head.length + tail.length + (dotted === undefined ? 0 : 1);
  if (halves.length === 1 ? count !== GROUPS : count >= GROUPS) return 0;
  const place = (words: readonly string[], start: number): boolean => {
    for (const [i, word] of words.entries()) {
      if (word === dotted) {
        if (readIpv4(word, groups, start + i) === 0) return false;
      } else if (/^[0-9a-f]{1,4}$/i.test(word)) groups[start + i] = Number.parseInt(word, 16);
      else return false;
    }
    return true;
  };
  const tailStart = GROUPS - tail.length - (tail.length > 0 && dotted !== undefined ? 1 : 0);
  return place(head, 0) && place(tail, tailStart) ? 6 : 0;
}

/** An address that was read. */
interface Read {
  text: string;
  family: 0 | 4 | 6;
  readonly groups: Uint16Array;
}

/** Two, as an operation has two ends: a rule with many networks asks for the same ones again. */
const reads: [Read, Read] = [
  { text: '', family: 0, groups: new Uint16Array(GROUPS) },
  { text: '', family: 0, groups: new Uint16Array(GROUPS) },
];
let older = 0;

function readOnce(text: string): Read {
  if (reads[0].text === text) return reads[0];
  if (reads[1].text === text) return reads[1];
  const read = reads[older]!;
  older = 1 - older;
  read.text = text;
  read.family = readAddress(text, read.groups);
  return read;
}

/** Holds inside a network such as `10.0.0.0/8` or `fd00::/8`; `undefined` for any other text. */
export function cidrTest(network: string): Test | undefined {
  const slash = network.indexOf('/');
  const bits = network.slice(slash + 1);
  if (slash < 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const groups = new Uint16Array(GROUPS);
  const family = readAddress(network.slice(0, slash), groups);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const prefix = Number(bits) + (family === 4 ? 96 : 0);
  const masks = Uint16Array.from({ length: GROUPS }, (_, i) => {
    const kept = Math.min(16, Math.max(0, prefix - 16 * i));
    return (0xffff << (16 - kept)) & 0xffff;
  });
  return (actual: OperationValue) => {
    if (typeof actual !== 'string') return false;
    const read = readOnce(actual);
    if (read.family !== family) return false;
    for (let i = family === 4 ? GROUPS - 2 : 0; i < GROUPS; i++) {
      if (((read.groups[i]! ^ groups[i]!) & masks[i]!) !== 0) return false;
    }
    return true;
  };
}
