import { type FrameFacts, tsharkFields } from './agreement-tshark.ts';

/** One frame on which the two readings differ. */
export interface Disagreement {
  readonly frame: number;
  readonly differs: readonly string[];
  readonly us: FrameFacts | undefined;
  readonly them: FrameFacts | undefined;
}

/** What is asked of tshark about the frames on which the readings differ. */
const FIELDS = [
  'frame.number',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.analysis.flags',
  '_ws.malformed',
  'frame.len',
  'ip.len',
] as const;

const FRAMES_ASKED_MAX = 2_000;
const ETHERNET_HEADER_BYTES = 14;

/** Each disagreement with its reason, or null where none is known. */
export function explain(
  file: string,
  disagreements: readonly Disagreement[],
): [Disagreement, string | null][] {
  if (disagreements.length === 0) return [];
  const frames = disagreements.slice(0, FRAMES_ASKED_MAX).map(({ frame }) => frame);
  const rows = tsharkFields(file, `frame.number in {${frames.join(',')}}`, FIELDS) ?? [];
  const byFrame = new Map(rows.map((row) => [Number(row[0]), row]));
  return disagreements.map((one) => {
    if (isReadLater(one, disagreements)) {
      return [one, 'read in order once the bytes before it came; tshark reads it at once'];
    }
    return [one, reasonOf(one, byFrame.get(one.frame) ?? [])];
  });
}

/** Whether we have the same PDUs in a later frame, which tshark left out. */
function isReadLater(one: Disagreement, all: readonly Disagreement[]): boolean {
  if (one.us !== undefined || one.them === undefined) return false;
  const wanted = one.them.codes.join(',');
  return all.some(
    ({ frame, us, them }) =>
      frame > one.frame &&
      them === undefined &&
      us !== undefined &&
      us.codes.join(',').endsWith(wanted),
  );
}

function reasonOf(one: Disagreement, row: readonly string[]): string | null {
  const [, source = '', destination = '', flags = '', malformed = '', frame, ip] = row;
  const ports = new Set([...source.split(','), ...destination.split(',')]);
  if (one.them === undefined && !ports.has('502') && !ports.has('102')) {
    return 'tshark knows the protocol by its port only';
  }
  if (one.us === undefined && Number(ip) + ETHERNET_HEADER_BYTES > Number(frame)) {
    return 'the IP header claims more than the frame had; receivers drop it, tshark reads it';
  }
  if (one.us?.flags.includes('response_function_differs') === true) {
    return 'the answer has another function than its request; ours keeps that and flags it';
  }
  if (one.us === undefined && one.them?.codes.length === 0) {
    return 'tshark shows a header that names no known kind of PDU; ours counts it as malformed';
  }
  if (flags !== '' && one.them === undefined) {
    return 'tshark leaves out segments that its TCP analysis flags';
  }
  if (one.us !== undefined && one.them?.codes.length === 0) {
    return 'the answer carries no function code; ours is that of its request';
  }
  if (one.us?.codes.some((code) => code >= 0x80 && code <= 0xff && code !== 0xf0) === true) {
    return 'a request sets the exception bit, which tshark leaves out of the code';
  }
  if (malformed !== '') return 'tshark calls the frame malformed';
  return null;
}
