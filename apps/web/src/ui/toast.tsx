import { useSyncExternalStore, type ReactNode } from 'react';

interface Said {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | undefined;
}

const SHOWN_MS = 8_000;
let said: Said | undefined;
let lastId = 0;
const listeners = new Set<() => void>();

function become(next: Said | undefined): void {
  said = next;
  for (const listener of listeners) listener();
}

/** Says one short sentence at the foot of the page, with an undo where there is one. */
export function say(text: string, undo?: () => void): void {
  const id = ++lastId;
  become({ id, text, undo });
  setTimeout(() => {
    if (said?.id === id) become(undefined);
  }, SHOWN_MS);
}

/** Where such sentences appear, and where a screen reader hears them. */
export function Toast(): ReactNode {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return (
    <output className="toast-place" aria-live="polite">
      {now !== undefined && (
        <span className="toast">
          <span>{now.text}</span>
          {now.undo !== undefined && (
            <button
              type="button"
              className="button button-quiet"
              onClick={() => {
                now.undo?.();
                become(undefined);
              }}
            >
              Undo
            </button>
          )}
        </span>
      )}
    </output>
  );
}
