import { z } from 'zod';

/** What a checker says of a file that people edit: where, what is wrong, and what to do. */
export const Finding = z
  .object({
    /** Stable and documented, for example `dangling-reference`. */
    code: z.string(),
    severity: z.enum(['error', 'warning', 'note']),
    /** Relative to what was checked. */
    file: z.string(),
    /** From 1. */
    line: z.number().int().min(1),
    column: z.number().int().min(1),
    message: z.string(),
    /** What to do about it, in one sentence. */
    fix: z.string(),
  })
  .readonly()
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;
