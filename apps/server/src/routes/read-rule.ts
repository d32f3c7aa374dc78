import { Refused } from '@bulkhead/model';
import { z } from 'zod';
import { defineRoute, PathId } from '../route.ts';

export const readRule = defineRoute({
  method: 'GET',
  path: '/api/rules/:ruleId',
  summary: 'A rule as its author wrote it.',
  permission: 'signed-in',
  params: z.strictObject({ ruleId: PathId }),
  reply: z.object({
    /** Relative to the folder of the rules or of the plan. */
    file: z.string(),
    text: z.string(),
    title: z.string(),
    description: z.string(),
    falsePositives: z.array(z.string()).readonly(),
  }),
  refusals: ['not_found'],
  handle({ params, context }) {
    const found = context.options.ruleText(params.ruleId);
    if (found === undefined) throw new Refused('not_found', 'No rule in force has this id.');
    return found;
  },
});
