import { PlanRota } from '@bulkhead/model';
import { z } from 'zod';
import { defineRoute } from '../route.ts';

const ACCOUNT = z.enum(['none', 'invited', 'active']);

export const listPeople = defineRoute({
  method: 'GET',
  path: '/api/people',
  summary: 'The people of the plan, how to reach them, who is on duty when, who has an account.',
  permission: 'signed-in',
  reply: z.object({
    people: z
      .array(
        z.object({
          person: z.string(),
          name: z.string(),
          side: z.enum(['it', 'ot', 'management']),
          roles: z.array(z.string()).readonly(),
          phone: z.string().optional(),
          radio: z.string().optional(),
          email: z.string().optional(),
          /** `invited`: has been given a link, and has not set a password yet. */
          account: ACCOUNT,
          administrator: z.boolean(),
        }),
      )
      .readonly(),
    /** In the order of the plan. */
    roles: z
      .array(z.object({ id: z.string(), name: z.string(), duties: z.string() }).readonly())
      .readonly(),
    rotas: z.array(PlanRota).readonly(),
    /** Accounts of nobody in the plan. */
    others: z
      .array(z.object({ person: z.string(), name: z.string(), administrator: z.boolean() }))
      .readonly(),
  }),
  refusals: [],
  handle({ context }) {
    const { plan, accounts, demo } = context.options;
    const held = new Map(accounts.list().map((account) => [account.person, account]));
    const people = plan.people.map((person) => {
      const account = held.get(person.id);
      const isActive = account !== undefined && (demo !== null || account.passwordHash !== null);
      return {
        person: person.id,
        name: person.name,
        side: person.side,
        roles: person.roles,
        phone: person.phone,
        radio: person.radio,
        email: person.email,
        account: account === undefined ? 'none' : isActive ? 'active' : 'invited',
        administrator: account?.administrator ?? false,
      } as const;
    });
    const planned = new Set(plan.people.map(({ id }) => id));
    const others = [...held.values()]
      .filter(({ person }) => !planned.has(person))
      .map(({ person, name, administrator }) => ({ person, name, administrator }));
    const roles = plan.roles.map(({ id, name, duties }) => ({ id, name, duties }));
    return { people, roles, rotas: plan.rotas, others };
  },
});
