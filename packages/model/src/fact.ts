import { z } from 'zod';

/**
 * What a named person says is so, and since when. Gates read them fresh; duties count from them.
 * The facts that law counts from have fixed names, see `packages/obligations`.
 */
export const Fact = z
  .object({
    incidentId: z.string(),
    /** Such as `aware`, `determined-reportable`, `manual-dosing-staffed`. */
    fact: z.string().regex(/^[a-z0-9][a-z0-9:.-]{0,127}$/),
    value: z.union([z.boolean(), z.string().max(500)]),
    /** When it became so, which is not when it was said. */
    trueSince: z.iso.datetime(),
    statedBy: z.string(),
    statedAt: z.iso.datetime(),
  })
  .readonly()
  .meta({ id: 'Fact' });
export type Fact = z.infer<typeof Fact>;
