/** What the capturing program counted. */
export interface CaptureCounts {
  readonly captured: number;
  /** Packets that came too fast for it, and never reached us. */
  readonly droppedByKernel: number;
  readonly droppedByInterface: number;
}

export const NO_COUNTS: CaptureCounts = { captured: 0, droppedByKernel: 0, droppedByInterface: 0 };

/**
 * The last counts in the words of tcpdump (when it gets SIGUSR1, and at its end) or of dumpcap (at
 * its end); null where there are none.
 */
export function countsIn(said: string): CaptureCounts | null {
  const ofDumpcap = [...said.matchAll(/received\/dropped on interface .*: (\d+)\/(\d+)/g)].at(-1);
  if (ofDumpcap !== undefined) {
    const [, captured, dropped] = ofDumpcap;
    return { ...NO_COUNTS, captured: Number(captured), droppedByKernel: Number(dropped) };
  }
  const captured = lastNumber(said, /(\d+) packets? captured/g);
  if (captured === null) return null;
  return {
    captured,
    droppedByKernel: lastNumber(said, /(\d+) packets? dropped by kernel/g) ?? 0,
    droppedByInterface: lastNumber(said, /(\d+) packets? dropped by interface/g) ?? 0,
  };
}

function lastNumber(text: string, pattern: RegExp): number | null {
  const last = [...text.matchAll(pattern)].at(-1)?.[1];
  return last === undefined ? null : Number(last);
}

/** Counts of several runs of the program together. */
export function addCounts(a: CaptureCounts, b: CaptureCounts): CaptureCounts {
  return {
    captured: a.captured + b.captured,
    droppedByKernel: a.droppedByKernel + b.droppedByKernel,
    droppedByInterface: a.droppedByInterface + b.droppedByInterface,
  };
}
