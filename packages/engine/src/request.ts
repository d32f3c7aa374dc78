import { z } from 'zod';

/** The journal holds well-formed text only: a lone surrogate has no canonical JSON. */
const wellFormed = (text: string): boolean => text.isWellFormed();

const Text = z.string().trim().min(1).max(2_000).refine(wellFormed);
const Id = z.string().min(1).max(200).refine(wellFormed);

/** What a person may ask of the engine. Each is refused with a reason or becomes entries. */
export const Request = z.discriminatedUnion('type', [
  z.object({ type: z.literal('acknowledge-incident'), incidentId: Id }),
  z.object({ type: z.literal('close-incident'), incidentId: Id, reason: Text }),
  z.object({ type: z.literal('add-note'), incidentId: Id, text: Text }),
  z.object({ type: z.literal('start-run'), incidentId: Id, playbookId: Id }),
  z.object({ type: z.literal('approve'), key: Id, role: Id }),
  z.object({ type: z.literal('refuse'), key: Id, role: Id, reason: Text }),
  z.object({ type: z.literal('report-work'), key: Id, done: z.boolean(), proof: Text }),
  z.object({ type: z.literal('lift-control'), key: Id, proof: Text }),
  z.object({
    type: z.literal('state-fact'),
    incidentId: Id,
    /** As the schema of `Fact` has it: what is stated becomes an entry as it is. */
    fact: z.string().regex(/^[a-z0-9][a-z0-9:.-]{0,127}$/),
    value: z.union([z.boolean(), z.string().max(500).refine(wellFormed)]),
    trueSince: z.iso.datetime(),
  }),
  z.object({
    type: z.literal('submit-obligation'),
    obligationId: Id,
    submittedAt: z.iso.datetime(),
    receipt: Text,
  }),
  z.object({ type: z.literal('waive-obligation'), obligationId: Id, reason: Text }),
]);
export type Request = z.infer<typeof Request>;
export type RequestType = Request['type'];
