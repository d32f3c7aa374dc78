import { z } from 'zod';
import { PLAYBOOK_VARIABLES_MAX, STEP_PARTS_MAX } from './limits.ts';

/** CACAO 2.0 §10.10 as the schema has it: the version nibble is 1 to 5. */
export const IDENTIFIER = new RegExp(
  String.raw`^[a-z][a-z0-9-]+[a-z0-9]--[\da-fA-F]{8}-[\da-fA-F]{4}-[1-5][\da-fA-F]{3}` +
    String.raw`-[89abAB][\da-fA-F]{3}-[\da-fA-F]{12}$`,
);
/** `valid_from` and the like; `created` and `modified` have exactly three fractional digits. */
export const TIMESTAMP =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?Z$/;
export const VARIABLE_NAME = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$/;

const Identifier = z.string().regex(IDENTIFIER, 'an identifier: kind--UUID of version 1 to 5');
const Timestamp = z.string().regex(TIMESTAMP, 'a time such as 2026-03-14T03:00:00.000Z');
const VariableName = z.string().regex(VARIABLE_NAME, 'a variable name such as __name__');
const Text = z.string().max(10_000);
const Score = z.number().int().min(0).max(100);
const Identifiers = z.array(Identifier).min(1).max(100);
const Extensions = z.record(Identifier, z.looseObject({})).readonly();
const References = z.array(z.looseObject({ name: Text })).max(100);

/** §10.18. The types that conditions can compare are in `variables.ts`. */
export const Variable = z
  .strictObject({
    type: z.string().min(1).max(64),
    description: Text.optional(),
    /** Numbers and booleans stand as text; null is "not known", which is not the empty text. */
    value: z.string().max(10_000).nullish(),
    constant: z.boolean().default(false),
    external: z.boolean().default(false),
  })
  .readonly();
export type Variable = z.infer<typeof Variable>;

const Variables = z
  .record(VariableName, Variable)
  .refine((all) => Object.keys(all).length <= PLAYBOOK_VARIABLES_MAX, 'too many variables')
  .readonly();

/** §5. One shape for all types: those that Bulkhead does not carry out parse and are refused. */
export const CacaoCommand = z
  .strictObject({
    type: z.string().min(1).max(64),
    description: Text.optional(),
    version: z.string().max(64).optional(),
    playbook_activity: z.string().max(64).optional(),
    external_references: References.optional(),
    command: Text.optional(),
    command_b64: z.string().max(100_000).optional(),
    headers: z.record(z.string(), z.array(z.string()).max(32)).optional(),
    content: z.string().max(100_000).optional(),
    content_b64: z.string().max(100_000).optional(),
  })
  .readonly();
export type CacaoCommand = z.infer<typeof CacaoCommand>;

/** §4.1, what every step may have. */
const common = {
  name: Text.optional(),
  description: Text.optional(),
  external_references: References.optional(),
  /** Milliseconds. */
  delay: z.number().int().min(0).optional(),
  timeout: z.number().int().min(0).optional(),
  step_variables: Variables.optional(),
  owner: Identifier.optional(),
  on_completion: Identifier.optional(),
  on_success: Identifier.optional(),
  on_failure: Identifier.optional(),
  step_extensions: Extensions.optional(),
};
const Arguments = z.array(VariableName).min(1).max(100).optional();
const Branches = z.array(Identifier).min(2).max(STEP_PARTS_MAX);

/** §4. Discriminated by `type`, all eight kinds. */
export const CacaoStep = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('start'), ...common }),
    z.strictObject({ type: z.literal('end'), ...common }),
    z.strictObject({
      type: z.literal('action'),
      ...common,
      commands: z.array(CacaoCommand).min(1).max(STEP_PARTS_MAX),
      agent: Identifier,
      targets: z.array(Identifier).min(1).max(100).optional(),
      in_args: Arguments,
      out_args: Arguments,
    }),
    z.strictObject({
      type: z.literal('playbook-action'),
      ...common,
      playbook_id: Identifier,
      playbook_version: Timestamp.optional(),
      in_args: Arguments,
      out_args: Arguments,
    }),
    z.strictObject({ type: z.literal('parallel'), ...common, next_steps: Branches }),
    z.strictObject({
      type: z.literal('if-condition'),
      ...common,
      condition: Text,
      on_true: Identifier,
      on_false: Identifier.optional(),
    }),
    z.strictObject({
      type: z.literal('while-condition'),
      ...common,
      condition: Text,
      on_true: Identifier,
    }),
    z.strictObject({
      type: z.literal('switch-condition'),
      ...common,
      switch: Text,
      cases: z.record(z.string(), Identifier),
    }),
  ])
  .readonly();
export type CacaoStep = z.infer<typeof CacaoStep>;
export type CacaoStepOf<T extends CacaoStep['type']> = Extract<CacaoStep, { type: T }>;

/** §7. Loose: addresses, contacts and keys are read by nobody here. */
export const AgentTarget = z
  .looseObject({
    type: z.string().min(1).max(64),
    name: Text,
    description: Text.optional(),
    authentication_info: z.string().optional(),
    agent_target_extensions: Extensions.optional(),
  })
  .readonly();
export type AgentTarget = z.infer<typeof AgentTarget>;

const Definitions = z.record(z.string(), z.looseObject({ type: z.string() })).readonly();

/** §3.1. Unknown members are errors: what is not understood must not be half obeyed. */
export const CacaoPlaybook = z
  .strictObject({
    type: z.literal('playbook'),
    spec_version: z.literal('cacao-2.0'),
    id: Identifier.startsWith('playbook--', 'a playbook id begins with playbook--'),
    name: z.string().min(1).max(500),
    description: Text.optional(),
    playbook_types: z.array(z.string().max(64)).max(32).optional(),
    playbook_activities: z.array(z.string().max(64)).min(1).max(64).optional(),
    playbook_processing_summary: z.record(z.string(), z.boolean()).optional(),
    created_by: Identifier,
    created: Timestamp,
    modified: Timestamp,
    revoked: z.boolean().default(false),
    valid_from: Timestamp.optional(),
    valid_until: Timestamp.optional(),
    derived_from: Identifiers.optional(),
    related_to: Identifiers.optional(),
    priority: Score.optional(),
    severity: Score.optional(),
    impact: Score.optional(),
    industry_sectors: z.array(z.string()).min(1).max(100).optional(),
    labels: z.array(z.string().max(500)).min(1).max(100).optional(),
    external_references: References.optional(),
    markings: Identifiers.optional(),
    playbook_variables: Variables.optional(),
    workflow_start: Identifier,
    workflow_exception: Identifier.optional(),
    workflow: z.record(z.string(), CacaoStep).readonly(),
    playbook_extensions: Extensions.optional(),
    authentication_info_definitions: Definitions.optional(),
    agent_definitions: z.record(z.string(), AgentTarget).optional(),
    target_definitions: z.record(z.string(), AgentTarget).optional(),
    extension_definitions: Definitions.optional(),
    data_marking_definitions: Definitions.optional(),
    signatures: z
      .array(z.looseObject({ type: z.string() }))
      .max(32)
      .optional(),
  })
  .readonly();
export type CacaoPlaybook = z.infer<typeof CacaoPlaybook>;
