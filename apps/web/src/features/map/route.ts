/** A box as measured, in pixels from the map's corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A conduit by the ids of the zones that it joins. */
export interface Conduit {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Corners of a line from box to box, and where its word goes. */
export interface Route {
  readonly id: string;
  readonly points: readonly (readonly [number, number])[];
  readonly label: readonly [number, number];
}

/** Between two lines that leave the same side, and between two lanes. */
const PORT_GAP = 14;
const LANE_GAP = 12;

/** How many lanes lines beside the bands need: one for each line that would cross another band. */
export function laneCount(boxes: ReadonlyMap<string, Box>, conduits: readonly Conduit[]): number {
  return conduits.filter((conduit) => ends(boxes, conduit)?.passes === true).length;
}

interface Ends {
  readonly conduit: Conduit;
  readonly upper: Box;
  readonly lower: Box;
  readonly level: boolean;
  readonly passes: boolean;
}

function ends(boxes: ReadonlyMap<string, Box>, conduit: Conduit): Ends | undefined {
  const a = boxes.get(conduit.from);
  const b = boxes.get(conduit.to);
  if (a === undefined || b === undefined) return undefined;
  const [upper, lower] = a.top <= b.top ? [a, b] : [b, a];
  const level = upper.bottom > lower.top;
  const passes =
    !level && [...boxes.values()].some((box) => box.top >= upper.bottom && box.bottom <= lower.top);
  return { conduit, upper, lower, level, passes };
}

/** The n-th of `count` ports on a side, centred and evenly apart. */
function port(from: number, to: number, n: number, count: number): number {
  const gap = Math.min(PORT_GAP, (to - from) / (count + 1));
  return (from + to) / 2 + (n - (count - 1) / 2) * gap;
}

const middleOf = (box: Box): number => (box.left + box.right) / 2;

/** Gives each line its own place on a side, ordered by where it goes, so that few lines cross. */
function ports(all: readonly Ends[], side: 'upper' | 'lower'): Map<Ends, number> {
  const other = side === 'upper' ? 'lower' : 'upper';
  const out = new Map<Ends, number>();
  for (const box of new Set(all.map((each) => each[side]))) {
    const here = all
      .filter((each) => each[side] === box)
      .toSorted(
        (a, b) => Number(a.passes) - Number(b.passes) || middleOf(a[other]) - middleOf(b[other]),
      );
    here.forEach((each, n) => out.set(each, port(box.left, box.right, n, here.length)));
  }
  return out;
}

/**
 * Lines between measured boxes, square-cornered. A line to the next band goes straight through the
 * gap between them; one that would run behind another band takes a lane of its own at the right,
 * from `laneLeft`; boxes of one band are joined side to side.
 */
export function routeConduits(
  boxes: ReadonlyMap<string, Box>,
  conduits: readonly Conduit[],
  laneLeft: number,
): Route[] {
  const all = conduits.flatMap((conduit) => ends(boxes, conduit) ?? []);
  const down = all.filter((each) => !each.level);
  const tops = ports(down, 'lower');
  const bottoms = ports(down, 'upper');
  let lane = 0;
  return all.map((each) => {
    const { id } = each.conduit;
    if (each.level) return beside(id, each);
    const [x1, y1] = [bottoms.get(each) ?? 0, each.upper.bottom];
    const [x2, y2] = [tops.get(each) ?? 0, each.lower.top];
    if (!each.passes) {
      if (Math.abs(x1 - x2) < 1) {
        return {
          id,
          points: [
            [x1, y1],
            [x1, y2],
          ],
          label: [x1, (y1 + y2) / 2],
        };
      }
      const turn = (y1 + y2) / 2;
      const points = [
        [x1, y1],
        [x1, turn],
        [x2, turn],
        [x2, y2],
      ] as const;
      return { id, points, label: [(x1 + x2) / 2, turn] };
    }
    const x = laneLeft + lane * LANE_GAP;
    const [out, back] = [y1 + 6 + lane * 4, y2 - 6 - lane * 4];
    lane += 1;
    const points = [
      [x1, y1],
      [x1, out],
      [x, out],
      [x, back],
      [x2, back],
      [x2, y2],
    ] as const;
    return { id, points, label: [x, (out + back) / 2] };
  });
}

function beside(id: string, { upper, lower }: Ends): Route {
  const [left, right] = upper.left <= lower.left ? [upper, lower] : [lower, upper];
  const y = (Math.max(left.top, right.top) + Math.min(left.bottom, right.bottom)) / 2;
  return {
    id,
    points: [
      [left.right, y],
      [right.left, y],
    ],
    label: [(left.right + right.left) / 2, y],
  };
}

/** The points as an SVG path. */
export function pathOf(points: Route['points']): string {
  return points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}
