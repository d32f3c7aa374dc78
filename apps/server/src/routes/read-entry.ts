import { Entry, Refused } from '@bulkhead/model';
import { z } from 'zod';
import { defineRoute } from '../route.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const readEntry = defineRoute({
  method: 'GET',
  path: '/api/entries/:sequence',
  summary: 'One entry of the journal, with its proof to a signed checkpoint.',
  permission: 'signed-in',
  params: z.strictObject({ sequence: z.string().regex(/^\d{1,15}$/, 'the number of an entry') }),
  reply: z.object({
    entry: Entry,
    /** RFC 9162 §2.1.3; digests are hexadecimal. */
    inclusion: z.object({
      index: z.number().int(),
      size: z.number().int(),
      root: digest,
      proof: z.array(digest).readonly(),
    }),
    /** Signed note (C2SP) over the size and the root. */
    checkpoint: z.string(),
  }),
  refusals: ['not_found'],
  async handle({ params, context }) {
    const found = await context.options.documents.entry(Number(params.sequence));
    if (found === undefined) throw new Refused('not_found', 'The journal has no such entry.');
    return found;
  },
});
