import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';

// The verifier is as large as the rest of a page, and most visits never open it.
const EntrySheet = lazy(async () => {
  const { EntrySheet: component } = await import('./entry-sheet.tsx');
  return { default: component };
});

/** The entry that the address names, over whatever page is open. */
export function OpenEntry(): ReactNode {
  const { entry } = useSearch({ from: '/shell' });
  const navigate = useNavigate();
  if (entry === undefined) return null;
  const close = (): void =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, entry: undefined }),
      resetScroll: false,
    });
  return (
    <Suspense>
      <EntrySheet sequence={entry} onClose={close} />
    </Suspense>
  );
}
