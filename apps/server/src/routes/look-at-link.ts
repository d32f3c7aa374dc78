import { z } from 'zod';
import { defineRoute } from '../route.ts';
import { TOKEN_CHARACTERS_MAX } from '../tokens.ts';

const person = z.object({ person: z.string(), name: z.string() });

export const lookAtLink = defineRoute({
  method: 'POST',
  path: '/api/session/link/look',
  summary: 'Tells whoever holds a link what it is for. The link stays as it is.',
  permission: 'none',
  body: z.strictObject({ token: z.string().min(1).max(TOKEN_CHARACTERS_MAX) }),
  reply: z.discriminatedUnion('kind', [
    /** Makes the first administrator, who may be one of these people. */
    z.object({ kind: z.literal('start'), people: z.array(person).readonly() }),
    z.object({ kind: z.literal('invitation'), ...person.shape }),
  ]),
  refusals: ['link_used', 'too_many'],
  handle({ body, context, http }) {
    const { people } = context.options.plan;
    const found = context.signingIn.lookAtLink(body.token, http.address);
    if (found.kind === 'start') {
      const all = people.map(({ id, name }) => ({ person: id, name }));
      return { kind: 'start' as const, people: all };
    }
    const name = people.find(({ id }) => id === found.person)?.name ?? found.person;
    return { kind: 'invitation' as const, person: found.person, name };
  },
});
