import type { Claims } from '../oracles/oracle.ts';
import { Segments } from './segments.ts';
import { tsharkFields } from './tshark.ts';

/** One frame on which the two readings differ. */
export interface Disagreement {
  readonly frame: number;
  readonly ours: Claims;
  readonly theirs: Claims;
}

/** What is asked of tshark about the frames on which the readings differ. */
const FIELDS = [
  '_ws.malformed',
  'frame.len',
  'ip.len',
  'frame.cap_len',
  'frame.protocols',
] as const;

const FRAMES_ASKED_MAX = 2_000;
const ETHERNET_HEADER_BYTES = 14;

/**
 * Each disagreement with the reason that fields of tshark prove, or null where none does. `said` is
 * what ours said of the frames that a frame repeats.
 */
export function explain(
  file: string,
  differ: readonly Disagreement[],
  said: (frame: number) => Claims,
): [Disagreement, string | null][] {
  if (differ.length === 0) return [];
  const frames = differ.slice(0, FRAMES_ASKED_MAX).map(({ frame }) => frame);
  const rows = tsharkFields(file, `frame.number in {${frames.join(',')}}`, FIELDS);
  const segments = new Segments(file);
  return differ.map((one) => {
    const row = rows?.get(one.frame) ?? [];
    return [one, orderReason(one, said(one.frame), segments) ?? frameReason(one, row)];
  });
}

/** Of segments that did not come in order. */
function orderReason(
  { frame, ours, theirs }: Disagreement,
  said: Claims,
  segments: Segments,
): string | null {
  if (ours.length > 0) return null;
  if (isWithin(theirs, said)) {
    return 'its bytes are part of another frame, which brought those in front of them too';
  }
  return segments.firstCameBefore(frame)
    ? 'other bytes with the numbers of its first ones came before; ours keeps what came first'
    : null;
}

function frameReason(one: Disagreement, row: readonly (readonly string[])[]): string | null {
  const [malformed = [], frame = [], ip = [], captured = []] = row;
  if (one.ours.length === 0 && Number(ip[0]) + ETHERNET_HEADER_BYTES > Number(frame[0])) {
    return 'the IP header claims more than the frame had; receivers drop it, tshark reads it';
  }
  if (Number(captured[0]) < Number(frame[0])) return 'the capture cut the frame';
  if (malformed.length > 0 && isWithin(one.theirs, one.ours)) {
    return 'tshark stops where it takes the frame for malformed; up to there they agree';
  }
  return null;
}

/** Whether the bag `larger` holds all of `claims`. */
function isWithin(claims: Claims, larger: Claims): boolean {
  const left = [...larger];
  return claims.every((claim) => {
    const at = left.indexOf(claim);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
