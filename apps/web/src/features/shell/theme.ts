import { useSyncExternalStore } from 'react';

/** Dark for the control room, light for day. */
export type Theme = 'dark' | 'light';

const listeners = new Set<() => void>();

function read(): Theme {
  return document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark';
}

/** Changes the theme and remembers it in this browser. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem('bulkhead.theme', theme);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
  for (const listener of listeners) listener();
}

/** Takes the other theme. */
export function toggleTheme(): void {
  setTheme(read() === 'dark' ? 'light' : 'dark');
}

/** The theme that is shown. */
export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);
}
