import { z } from 'zod';

/** What a step may do to the plant, from least to most. */
export const IMPACTS = ['observe', 'notify', 'contain', 'process'] as const;
export const Impact = z.enum(IMPACTS).meta({ id: 'Impact' });
export type Impact = z.infer<typeof Impact>;

/** All that a person must see before a step may act. Without undo, owner and expiry it may not. */
export const Preview = z
  .object({
    /** What will be done, in a sentence that can be refused. */
    does: z.string().max(1_000),
    cuts: z.array(z.string()).max(20).readonly(),
    loses: z.array(z.string()).max(20).readonly(),
    keeps: z.array(z.string()).max(20).readonly(),
    alternatives: z.array(z.string()).max(20).readonly(),
    /** What happens if nothing is done, and what to watch. */
    doNothing: z.string().max(1_000),
    undo: z.string().max(1_000),
    /** Role that owns the control while it is in force. */
    owner: z.string(),
    expiresAfterMinutes: z.number().int().min(1).nullable(),
  })
  .readonly()
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof Preview>;

/**
 * What a run asks the world to do. `key` is the same for every attempt: whoever carries it out
 * passes it on, so that a crash repeats no effect.
 */
export const Command = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('perform'),
      key: z.string(),
      runId: z.string(),
      stepId: z.string(),
      /** An action of `connect`, such as `field-work-order` or `notice`. */
      action: z.string(),
      title: z.string(),
      impact: Impact,
      input: z.record(z.string(), z.string()).readonly(),
      preview: Preview.nullable(),
    }),
    z.object({
      type: z.literal('ask'),
      key: z.string(),
      runId: z.string(),
      stepId: z.string(),
      title: z.string(),
      /** The plan's gate that must open. */
      gate: z.string(),
      impact: Impact,
      preview: Preview,
    }),
    z.object({
      type: z.literal('close'),
      key: z.string(),
      runId: z.string(),
      stepId: z.string(),
      outcome: z.enum(['completed', 'stopped', 'failed']),
    }),
  ])
  .meta({ id: 'Command' });
export type Command = z.infer<typeof Command>;

/** What the world answers to a `perform`. A claim until telemetry agrees. */
export const Settlement = z
  .object({
    key: z.string(),
    succeeded: z.boolean(),
    detail: z.string().max(2_000),
    /** Variables that the step sets, CACAO `out_args`. */
    out: z.record(z.string(), z.string()).readonly(),
  })
  .readonly();
export type Settlement = z.infer<typeof Settlement>;
