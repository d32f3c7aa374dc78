import { z } from 'zod';
import { Severity } from './severity.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower case letters, digits and dashes');
const Text = z.string().min(1).max(2_000);
const Minutes = z.number().int().min(0).max(525_600);

/**
 * IEC 62443-1-1 and ISA-95: 0 process, 1 control, 2 supervision, 3 site, 3.5 DMZ, 4 and 5 business.
 */
export const PURDUE_LEVELS = [0, 1, 2, 3, 3.5, 4, 5] as const;
export const PurdueLevel = z.literal([...PURDUE_LEVELS]);
export type PurdueLevel = z.infer<typeof PurdueLevel>;

/** What the loss or misuse of an asset does, worst of: people, environment, production, quality. */
export const Consequence = z
  .strictObject({
    safety: z.enum(['none', 'minor', 'major', 'catastrophic']).default('none'),
    environment: z.enum(['none', 'minor', 'major', 'catastrophic']).default('none'),
    production: z.enum(['none', 'minor', 'major', 'catastrophic']).default('none'),
    quality: z.enum(['none', 'minor', 'major', 'catastrophic']).default('none'),
  })
  .readonly();
export type Consequence = z.infer<typeof Consequence>;

export const ASSET_KINDS = [
  'workstation',
  'engineering-station',
  'hmi',
  'scada-server',
  'historian',
  'plc',
  'rtu',
  'safety-controller',
  'field-device',
  'network-device',
  'firewall',
  'server',
  'remote-access',
] as const;

export const PlanAsset = z
  .strictObject({
    id: Id,
    name: Text,
    kind: z.enum(ASSET_KINDS),
    zone: Id,
    level: PurdueLevel,
    addresses: z.array(z.string()).max(32).default([]).readonly(),
    macs: z.array(z.string()).max(32).default([]).readonly(),
    protocols: z.array(z.string()).max(32).default([]).readonly(),
    vendor: z.string().optional(),
    model: z.string().optional(),
    firmware: z.string().optional(),
    /** A person's id. */
    owner: Id.optional(),
    consequence: Consequence.prefault({}),
    /** Where the last good backup is and when it was last restored in a test. */
    backup: z.strictObject({ where: Text, testedOn: z.string().optional() }).readonly().optional(),
    /** May write to controllers in normal work: engineering stations, HMIs, SCADA servers. */
    writes: z.array(Id).default([]).readonly(),
  })
  .readonly()
  .meta({ id: 'PlanAsset' });
export type PlanAsset = z.infer<typeof PlanAsset>;

export const PlanZone = z
  .strictObject({
    id: Id,
    name: Text,
    level: PurdueLevel,
    site: Id.optional(),
    /** IEC 62443-3-3 target security level. */
    targetLevel: z.number().int().min(0).max(4).optional(),
    safety: z.boolean().default(false),
  })
  .readonly();
export type PlanZone = z.infer<typeof PlanZone>;

export const PlanConduit = z
  .strictObject({
    id: Id,
    name: Text,
    from: Id,
    to: Id,
    /** The device at which a person can cut it: an asset's id, with the words on its label. */
    cutAt: z.strictObject({ asset: Id, label: Text }).readonly().optional(),
    /** May it be cut in an incident; what still works and what stops when it is. */
    cuttable: z.boolean().default(false),
    keeps: z.array(Text).default([]).readonly(),
    loses: z.array(Text).default([]).readonly(),
    /** How long the plant runs safely with the conduit cut. */
    tolerableMinutes: Minutes.optional(),
    preserve: z
      .array(z.strictObject({ protocol: Text, from: Id, to: Id, why: Text }).readonly())
      .default([])
      .readonly(),
  })
  .readonly();
export type PlanConduit = z.infer<typeof PlanConduit>;

/** `process.yaml`: a function of the plant, the assets it needs and what its loss does. */
export const PlanFunction = z
  .strictObject({
    id: Id,
    name: Text,
    step: Text,
    assets: z.array(Id).default([]).readonly(),
    dependsOn: z.array(Id).default([]).readonly(),
    consequence: Consequence.prefault({}),
    fallback: Text.optional(),
  })
  .readonly();
export type PlanFunction = z.infer<typeof PlanFunction>;

export const PlanPerson = z
  .strictObject({
    id: Id,
    name: Text,
    /** `it` and `ot` sides take part in quorums across both. */
    side: z.enum(['it', 'ot', 'management']),
    roles: z.array(Id).min(1).readonly(),
    phone: Text.optional(),
    radio: Text.optional(),
    email: Text.optional(),
  })
  .readonly();
export type PlanPerson = z.infer<typeof PlanPerson>;

export const PlanRole = z
  .strictObject({
    id: Id,
    name: Text,
    side: z.enum(['it', 'ot', 'management']),
    /** Words on what the role may do; the engine grants by `permissions`. */
    duties: Text,
    permissions: z
      .array(
        z.enum(['approve', 'attest', 'report-work', 'start-run', 'submit', 'close', 'administer']),
      )
      .default([])
      .readonly(),
  })
  .readonly();
export type PlanRole = z.infer<typeof PlanRole>;

export const PlanRota = z
  .strictObject({
    id: Id,
    role: Id,
    timeZone: Text,
    /** Repeats from `startsOn`: each shift in turn is held by the people named. */
    startsOn: z.string(),
    shifts: z
      .array(
        z
          .strictObject({
            from: z.string().regex(/^\d{2}:\d{2}$/),
            to: z.string().regex(/^\d{2}:\d{2}$/),
            people: z.array(Id).min(1).readonly(),
          })
          .readonly(),
      )
      .min(1)
      .readonly(),
  })
  .readonly();
export type PlanRota = z.infer<typeof PlanRota>;

/** Who is told next when nobody answers. Steps in order; time counts from the request. */
export const PlanEscalation = z
  .strictObject({
    id: Id,
    steps: z
      .array(z.strictObject({ afterMinutes: Minutes, role: Id }).readonly())
      .min(1)
      .readonly(),
  })
  .readonly();
export type PlanEscalation = z.infer<typeof PlanEscalation>;

/** Facts and approvals that a step needs before it may act. Missing or stale facts close it. */
export const PlanGate = z
  .strictObject({
    id: Id,
    name: Text,
    facts: z
      .array(
        z
          .strictObject({
            id: Id,
            question: Text,
            /** The answer that opens the gate. */
            must: z.union([z.boolean(), z.string()]),
            maxAgeMinutes: Minutes,
            /** Whoever may answer. */
            role: Id,
          })
          .readonly(),
      )
      .default([])
      .readonly(),
    quorum: z
      .array(z.strictObject({ role: Id, count: z.number().int().min(1).default(1) }).readonly())
      .min(1)
      .readonly(),
    escalation: Id.optional(),
  })
  .readonly();
export type PlanGate = z.infer<typeof PlanGate>;

/** `obligations.yaml`: a regime that applies to this plant, who drafts and who is told. */
export const PlanRegime = z
  .strictObject({
    regime: Id,
    appliesBecause: Text,
    /** Facts about the entity that the regime asks for, such as `entity-class: essential`. */
    entity: z.record(z.string(), z.string()).default({}).readonly(),
    drafter: Id,
    recipient: z.strictObject({ name: Text, how: Text }).readonly(),
  })
  .readonly();
export type PlanRegime = z.infer<typeof PlanRegime>;

export const PlanTemplate = z
  .strictObject({
    id: Id,
    audience: Text,
    language: Text,
    subject: Text,
    text: z.string().max(10_000),
  })
  .readonly();
export type PlanTemplate = z.infer<typeof PlanTemplate>;

export const PlanDrill = z
  .strictObject({
    id: Id,
    name: Text,
    scenario: Text,
    expects: z
      .array(
        z
          .strictObject({
            what: Text,
            withinMinutes: Minutes.optional(),
            severity: Severity.optional(),
          })
          .readonly(),
      )
      .default([])
      .readonly(),
    lastHeldOn: z.string().optional(),
  })
  .readonly();
export type PlanDrill = z.infer<typeof PlanDrill>;

/** A file of the plan that other packages parse: playbooks and rules. Never executable. */
export interface PlanText {
  /** Relative to the plan's folder, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** A whole plan, loaded and without errors. Only `plan` makes one. */
export interface Plan {
  readonly name: string;
  readonly version: string;
  /** `sha256:` over the canonical list of its files and their digests. */
  readonly digest: string;
  readonly timeZone: string;
  readonly languages: readonly string[];
  readonly sites: readonly { readonly id: string; readonly name: string }[];
  readonly assets: readonly PlanAsset[];
  readonly zones: readonly PlanZone[];
  readonly conduits: readonly PlanConduit[];
  readonly functions: readonly PlanFunction[];
  readonly people: readonly PlanPerson[];
  readonly roles: readonly PlanRole[];
  readonly rotas: readonly PlanRota[];
  readonly escalations: readonly PlanEscalation[];
  readonly gates: readonly PlanGate[];
  readonly regimes: readonly PlanRegime[];
  readonly templates: readonly PlanTemplate[];
  readonly drills: readonly PlanDrill[];
  readonly playbooks: readonly PlanText[];
  readonly rules: readonly PlanText[];
}
