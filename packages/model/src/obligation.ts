import { z } from 'zod';

/** One stage of one regime, with its time, as it stands in an incident. */
export const ObligationStarted = z
  .object({
    id: z.string(),
    incidentId: z.string(),
    /** `nis2`, `nerc-cip-008`. */
    regime: z.string(),
    /** `nis2.early-warning`. */
    stage: z.string(),
    title: z.string(),
    recipient: z.string(),
    /** The clause that sets the time. */
    source: z.string(),
    countsFrom: z.string(),
    countedFrom: z.iso.datetime(),
    dueAt: z.iso.datetime(),
    fields: z.array(z.string()).readonly(),
    drafter: z.string(),
  })
  .readonly()
  .meta({ id: 'ObligationStarted' });
export type ObligationStarted = z.infer<typeof ObligationStarted>;
