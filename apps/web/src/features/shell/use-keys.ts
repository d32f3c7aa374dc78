import { useEffect } from 'react';

interface KeyActs {
  readonly palette: () => void;
  readonly keys: () => void;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}

/** Moves the focus among the page's rows, in the order of the page. */
function move(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter(
    (row) => row.offsetParent !== null,
  );
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by;
  const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

/** Presses the page's button for a key; such buttons carry `data-key`. */
function press(key: string): boolean {
  const button = document.querySelector<HTMLElement>(`main [data-key="${key}"]:not(:disabled)`);
  button?.focus();
  button?.click();
  return button !== null;
}

/** The keys of every page. Nothing is done while a person types or a dialog is open. */
export function useKeys({ palette, keys }: KeyActs): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        palette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      if (event.key === '?') keys();
      else if (event.key === 'j') move(1);
      else if (event.key === 'k') move(-1);
      else if (event.key === 'a' || event.key === 'r') press(event.key);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [palette, keys]);
}
