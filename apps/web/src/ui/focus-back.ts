import { useState } from 'react';

/**
 * Gives the focus back to where it was when a dialog opened. The library only knows triggers; a
 * dialog that a key or an address opened has none.
 */
export function useFocusBack(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
    (isThere ? before : document.getElementById('main'))?.focus({ preventScroll: true });
  };
}
