import type { Claims } from '../oracles/oracle.ts';
import { tsharkFields } from './tshark.ts';

/** One frame on which the two readings differ. */
export interface Disagreement {
  readonly frame: number;
  readonly ours: Claims;
  readonly theirs: Claims;
}

/** What is asked of tshark about the frames on which the readings differ. */
const FIELDS = [
  'tcp.analysis.flags',
  '_ws.malformed',
  'frame.len',
  'ip.len',
  'tcp.port',
  'udp.port',
  'tcp.reassembled_in',
  'frame.cap_len',
] as const;

const FRAMES_ASKED_MAX = 2_000;
const ETHERNET_HEADER_BYTES = 14;

/** Each disagreement with its reason, or null where none is known. `ports` are the protocol's. */
export function explain(
  file: string,
  disagreements: readonly Disagreement[],
  ports: readonly number[],
): [Disagreement, string | null][] {
  if (disagreements.length === 0) return [];
  const frames = disagreements.slice(0, FRAMES_ASKED_MAX).map(({ frame }) => frame);
  const rows = tsharkFields(file, `frame.number in {${frames.join(',')}}`, FIELDS);
  const onlyOurs = disagreements.filter(isOnlyOurs);
  return disagreements.map((one) => {
    if (one.ours.length === 0 && onlyOurs.some((later) => isReadIn(one, later))) {
      return [one, 'read in order once the bytes before it came; tshark reads it at once'];
    }
    return [one, reasonOf(one, rows?.get(one.frame) ?? [], ports)];
  });
}

function isOnlyOurs({ ours, theirs }: Disagreement): boolean {
  return theirs.length === 0 && ours.length > 0;
}

/** Whether another frame, which brought what was missing, gave all that tshark read in this one. */
function isReadIn(one: Disagreement, later: Disagreement): boolean {
  if (one.theirs.length === 0 || later.ours.length < one.theirs.length) return false;
  const left = [...later.ours];
  return one.theirs.every((claim) => {
    const at = left.indexOf(claim);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function reasonOf(
  one: Disagreement,
  row: readonly (readonly string[])[],
  ports: readonly number[],
): string | null {
  const [flags = [], malformed = [], frame = [], ip = [], tcp = [], udp = [], , captured] = row;
  const used = [...tcp, ...udp].map(Number);
  if (one.theirs.length === 0 && !used.some((port) => ports.includes(port))) {
    return 'tshark knows the protocol by its port only';
  }
  if (one.ours.length === 0 && Number(ip[0]) + ETHERNET_HEADER_BYTES > Number(frame[0])) {
    return 'the IP header claims more than the frame had; receivers drop it, tshark reads it';
  }
  if (Number(captured?.[0]) < Number(frame[0])) return 'the capture cut the frame';
  if (flags.length > 0 && one.theirs.length === 0) {
    return 'tshark leaves out segments that its TCP analysis flags';
  }
  if (malformed.length > 0) return 'tshark calls the frame malformed';
  return null;
}
