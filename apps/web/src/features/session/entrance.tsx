import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queryClient } from '../../queries.ts';

/** The frame of the pages before signing in. */
export function Entrance(props: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <main className="entrance">
      <p className="brand">Bulkhead</p>
      <p className="muted">The incident response plan, running.</p>
      <h1>{props.title}</h1>
      {props.children}
    </main>
  );
}

/** Signs in by `send`, then shows the situation with nothing kept of the one before. */
export function useEnter(send: () => Promise<unknown>): UseMutationResult<unknown, Error, void> {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      // What the link was for need not be asked again: it is used now.
      await queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'link' });
      await navigate({ to: '/' });
    },
  });
}
