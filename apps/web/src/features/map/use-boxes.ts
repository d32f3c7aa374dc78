import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Box } from './route.ts';

interface Measured {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
}

const NOTHING: Measured = { boxes: new Map(), width: 0, height: 0 };

/** Where the zones of a map stand, measured after layout and again whenever its size changes. */
export function useBoxes(place: RefObject<HTMLElement | null>): Measured {
  const [measured, setMeasured] = useState<Measured>(NOTHING);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const measure = (): void => setMeasured((before) => keep(before, read(element)));
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    // A new state of the plant may move boxes without changing the size of the whole.
    const changed = new MutationObserver(measure);
    changed.observe(element, { subtree: true, childList: true, characterData: true });
    return () => {
      resized.disconnect();
      changed.disconnect();
    };
  }, [place]);
  return measured;
}

function read(element: HTMLElement): Measured {
  const corner = element.getBoundingClientRect();
  const boxes = new Map<string, Box>();
  for (const zone of element.querySelectorAll<HTMLElement>('[data-zone]')) {
    const rect = zone.getBoundingClientRect();
    boxes.set(zone.dataset['zone'] ?? '', {
      left: Math.round(rect.left - corner.left),
      top: Math.round(rect.top - corner.top),
      right: Math.round(rect.right - corner.left),
      bottom: Math.round(rect.bottom - corner.top),
    });
  }
  return { boxes, width: Math.round(corner.width), height: Math.round(corner.height) };
}

/** The same measure keeps its identity, so that nothing renders again for it. */
function keep(before: Measured, after: Measured): Measured {
  const text = (each: Measured): string =>
    JSON.stringify([[...each.boxes], each.width, each.height]);
  return text(before) === text(after) ? before : after;
}
