import type { Account } from '@bulkhead/engine';
import { z } from 'zod';
import { permissionsOf, rolesOf } from './access.ts';
import type { Context } from './context.ts';
import type { Http } from './route.ts';
import type { Who } from './sessions.ts';

const roles = z.array(z.object({ id: z.string(), name: z.string() }).readonly()).readonly();

/**
 * Who is signed in. Where nobody is, `setup` tells that there is no administrator yet, and
 * `demo` that the sample plant is shown.
 */
export const SessionView = z
  .discriminatedUnion('signedIn', [
    z.object({ signedIn: z.literal(false), setup: z.boolean(), demo: z.boolean() }).readonly(),
    z
      .object({
        signedIn: z.literal(true),
        person: z.string(),
        name: z.string(),
        roles,
        /** What the roles permit, `roles.yaml`. */
        permissions: z.array(z.string()).readonly(),
        administrator: z.boolean(),
        /** In a demo, the people whose part may be taken. */
        demo: z
          .object({
            people: z
              .array(z.object({ person: z.string(), name: z.string(), roles }).readonly())
              .readonly(),
          })
          .readonly()
          .nullable(),
      })
      .readonly(),
  ])
  .meta({ id: 'SessionView' });
export type SessionView = z.infer<typeof SessionView>;

/** The session as a page sees it. */
export function sessionView(account: Account | null, context: Context): SessionView {
  const { plan, demo } = context.options;
  if (account === null) {
    return { signedIn: false, setup: !context.signingIn.hasAdministrator(), demo: demo !== null };
  }
  const nameRoles = (ids: readonly string[]) =>
    plan.roles.filter((role) => ids.includes(role.id)).map(({ id, name }) => ({ id, name }));
  const people = plan.people
    .filter((person) => demo?.people.includes(person.id))
    .map(({ id, name, roles }) => ({ person: id, name, roles: nameRoles(roles) }));
  return {
    signedIn: true,
    person: account.person,
    name: account.name,
    roles: nameRoles(rolesOf(account, plan).map((role) => role.id)),
    permissions: [...permissionsOf(account, plan)].toSorted(),
    administrator: account.administrator,
    demo: demo === null ? null : { people },
  };
}

/**
 * Hands the browser a new session and closes the one that it had: a token from before the sign-in
 * is worth nothing after it.
 */
export function beginSession(
  call: { readonly who: Who | null; readonly context: Context; readonly http: Http },
  token: string,
): SessionView {
  const { who, context, http } = call;
  if (who !== null) context.sessions.close(who.digest);
  http.setSession(token);
  return sessionView(context.sessions.use(token)?.account ?? null, context);
}
