import { Impact, PurdueLevel, type Preview } from '@bulkhead/model';
import { z } from 'zod';

/**
 * Id of Bulkhead's OT extension to CACAO 2.0 (§9). Documented in this package's README; it never
 * changes, a new meaning gets a new id.
 */
export const OT_EXTENSION = 'extension-definition--b5a3e3c8-6a0d-4d5e-9c51-6f0f5f3f8a17';

const Sentence = z.string().min(1).max(1_000);
const Items = z.array(z.string().min(1).max(500)).max(20);
const PlanId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower case letters, digits, dashes');
const VariableName = z.string().regex(/^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$/);

/** In `step_extensions` of an action step: what it may do to the plant, and who must agree. */
export const StepExtension = z
  .strictObject({
    impact: Impact,
    /** The action of `connect` that carries the step out. */
    action: z.enum(['field-work-order', 'notice']),
    title: z.string().min(1).max(200),
    /** The plan's gate that must open first. */
    gate: PlanId.optional(),
    does: Sentence.optional(),
    cuts: Items.default([]),
    loses: Items.default([]),
    keeps: Items.default([]),
    alternatives: Items.default([]),
    /** What happens if nothing is done, and what to watch. */
    do_nothing: Sentence.optional(),
    undo: Sentence.optional(),
    /** Role that owns the control while it is in force. */
    owner: PlanId.optional(),
    expires_after_minutes: z.number().int().min(1).max(525_600).optional(),
    /** The plan's escalation while the step waits for people. */
    escalation: PlanId.optional(),
    /** Roles that a notice is for. */
    audience: z.array(PlanId).max(20).default([]),
    /**
     * A `bool` variable that takes the person's answer: `true` when the work is reported done,
     * `false` when it could not be done. The step then completes either way.
     */
    reports: VariableName.optional(),
  })
  .readonly();
export type StepExtension = z.infer<typeof StepExtension>;

/** In `agent_target_extensions`: the plan's asset that a target is, and where it stands. */
export const TargetExtension = z
  .strictObject({
    asset: PlanId.optional(),
    purdue_level: PurdueLevel,
    safety: z.boolean().default(false),
  })
  .readonly();
export type TargetExtension = z.infer<typeof TargetExtension>;

/** In `playbook_extensions`: which incidents the playbook is for. An empty list asks nothing. */
export const PlaybookExtension = z
  .strictObject({
    /** Kinds of the asset that the attack comes from, such as `engineering-station`. */
    source_kinds: z.array(z.string().min(1).max(64)).max(20).default([]),
    /** ATT&CK techniques, of which the incident must show at least one. */
    techniques: z
      .array(z.string().regex(/^T\d{4}(\.\d{3})?$/))
      .max(100)
      .default([]),
    /** Conduits of the plan, of which the attack must use at least one. */
    conduits: z.array(PlanId).max(50).default([]),
  })
  .readonly();
export type PlaybookExtension = z.infer<typeof PlaybookExtension>;

/** What a step lacks that it needs before it may run: names of extension members. Empty is good. */
export function missingForImpact(extension: StepExtension): readonly string[] {
  const acts = extension.impact === 'contain' || extension.impact === 'process';
  if (!acts && extension.gate === undefined) return [];
  const needed = ['gate', 'does', 'do_nothing', 'undo', 'owner', 'expires_after_minutes'] as const;
  return needed.filter((name) => extension[name] === undefined);
}

/** The preview of a step, or null where the extension does not say enough for one. */
export function previewOf(
  extension: StepExtension,
  render: (text: string) => string,
): Preview | null {
  const { does, do_nothing, undo, owner, expires_after_minutes } = extension;
  if (does === undefined || do_nothing === undefined || undo === undefined) return null;
  if (owner === undefined || expires_after_minutes === undefined) return null;
  return {
    does: render(does),
    cuts: extension.cuts.map(render),
    loses: extension.loses.map(render),
    keeps: extension.keeps.map(render),
    alternatives: extension.alternatives.map(render),
    doNothing: render(do_nothing),
    undo: render(undo),
    owner,
    expiresAfterMinutes: expires_after_minutes,
  };
}
