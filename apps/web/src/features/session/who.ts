import { useSuspenseQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Session, SignedIn } from '../../client.ts';
import { sessionQuery } from '../../queries.ts';

/** The person signed in. Only pages within the shell may ask. */
export const Who = createContext<SignedIn | null>(null);

/** The person signed in. */
export function useWho(): SignedIn {
  const who = useContext(Who);
  if (who === null) throw new Error('only pages of the shell know who is signed in');
  return who;
}

/** Whether any of the person's roles permits this. */
export function useMay(permission: string): boolean {
  const who = useWho();
  return who.permissions.includes(permission);
}

/** The session, which the root route has fetched before any page is shown. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}
