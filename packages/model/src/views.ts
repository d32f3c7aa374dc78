import { z } from 'zod';
import { Alert } from './alert.ts';
import { Finding } from './finding.ts';
import { PurdueLevel } from './plan.ts';
import { Impact, Preview } from './run.ts';
import { Severity } from './severity.ts';

/** Sequences of the journal entries that a statement rests on. */
const cites = z.array(z.number().int()).readonly();

export const RoleNeed = z
  .object({
    role: z.string(),
    roleName: z.string(),
    count: z.number().int(),
    given: z
      .array(z.object({ person: z.string(), name: z.string(), at: z.string(), cites }).readonly())
      .readonly(),
  })
  .readonly()
  .meta({ id: 'RoleNeed' });

export const FactNeed = z
  .object({
    fact: z.string(),
    question: z.string(),
    must: z.union([z.boolean(), z.string()]),
    role: z.string(),
    maxAgeMinutes: z.number(),
    state: z.enum(['missing', 'stale', 'contrary', 'fresh']),
    value: z.union([z.boolean(), z.string()]).nullable(),
    statedBy: z.string().nullable(),
    statedAt: z.string().nullable(),
    cites,
  })
  .readonly()
  .meta({ id: 'FactNeed' });

/** One decision that waits for people, or was taken. */
export const ApprovalView = z
  .object({
    key: z.string(),
    incidentId: z.string(),
    runId: z.string(),
    stepId: z.string(),
    title: z.string(),
    impact: Impact,
    preview: Preview,
    gate: z.object({ id: z.string(), name: z.string() }).readonly(),
    needs: z.array(RoleNeed).readonly(),
    facts: z.array(FactNeed).readonly(),
    state: z.enum(['waiting', 'opened', 'refused']),
    requestedBy: z.string(),
    requestedAt: z.string(),
    refusal: z
      .object({
        person: z.string(),
        name: z.string(),
        role: z.string(),
        reason: z.string(),
        at: z.string(),
      })
      .readonly()
      .nullable(),
    escalation: z
      .object({ role: z.string(), roleName: z.string(), at: z.string() })
      .readonly()
      .nullable(),
    cites,
  })
  .readonly()
  .meta({ id: 'ApprovalView' });
export type ApprovalView = z.infer<typeof ApprovalView>;

export const StepView = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    type: z.string(),
    state: z.enum(['not-reached', 'waiting', 'in-hand', 'done', 'refused', 'failed']),
    impact: Impact.nullable(),
    /** Of the command that is under way or settled; what a work report names. */
    key: z.string().nullable(),
    action: z.string().nullable(),
    detail: z.string(),
    cites,
  })
  .readonly()
  .meta({ id: 'StepView' });
export type StepView = z.infer<typeof StepView>;

export const RunView = z
  .object({
    id: z.string(),
    playbook: z.object({ id: z.string(), name: z.string(), digest: z.string() }).readonly(),
    state: z.enum(['running', 'completed', 'stopped', 'failed']),
    startedAt: z.string(),
    startedBy: z.string(),
    steps: z.array(StepView).readonly(),
    cites,
  })
  .readonly()
  .meta({ id: 'RunView' });
export type RunView = z.infer<typeof RunView>;

export const ObligationView = z
  .object({
    /** Null until the fact that it counts from is stated. */
    id: z.string().nullable(),
    incidentId: z.string(),
    regime: z.string(),
    stage: z.string(),
    title: z.string(),
    recipient: z.string(),
    source: z.string(),
    /** The fact that starts it, and what to ask to establish it. */
    countsFrom: z.string(),
    question: z.string(),
    countedFrom: z.string().nullable(),
    dueAt: z.string().nullable(),
    state: z.enum(['not-started', 'running', 'submitted', 'waived']),
    settledAt: z.string().nullable(),
    settledBy: z.string().nullable(),
    detail: z.string(),
    fields: z.array(z.string()).readonly(),
    drafter: z.string(),
    cites,
  })
  .readonly()
  .meta({ id: 'ObligationView' });
export type ObligationView = z.infer<typeof ObligationView>;

export const ControlView = z
  .object({
    key: z.string(),
    incidentId: z.string(),
    what: z.string(),
    owner: z.string(),
    undo: z.string(),
    placedAt: z.string(),
    expiresAt: z.string().nullable(),
    liftedAt: z.string().nullable(),
    cites,
  })
  .readonly()
  .meta({ id: 'ControlView' });
export type ControlView = z.infer<typeof ControlView>;

export const TimelineItem = z
  .object({
    /** When it happened: on the wire for alerts, by the server's clock for the rest. */
    at: z.string(),
    kind: z.enum(['alert', 'incident', 'decision', 'action', 'duty', 'fact', 'note', 'evidence']),
    title: z.string(),
    detail: z.string(),
    actor: z.string(),
    severity: Severity.nullable(),
    cites,
  })
  .readonly()
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof TimelineItem>;

export const AffectedAsset = z
  .object({
    /** The plan's id, or the address that the plan does not know. */
    id: z.string(),
    name: z.string(),
    known: z.boolean(),
    addresses: z.array(z.string()).readonly(),
    zone: z.string().nullable(),
    zoneName: z.string().nullable(),
    level: PurdueLevel.nullable(),
    part: z.enum(['source', 'target', 'both']),
    /** Functions that rest on it, and what their loss does. */
    functions: z
      .array(z.object({ name: z.string(), consequence: z.string() }).readonly())
      .readonly(),
    cites,
  })
  .readonly()
  .meta({ id: 'AffectedAsset' });
export type AffectedAsset = z.infer<typeof AffectedAsset>;

export const AlertView = z
  .object({ alert: Alert, clientName: z.string(), serverName: z.string(), cites })
  .readonly()
  .meta({ id: 'AlertView' });
export type AlertView = z.infer<typeof AlertView>;

export const FactView = z
  .object({
    fact: z.string(),
    value: z.union([z.boolean(), z.string()]),
    trueSince: z.string(),
    statedBy: z.string(),
    statedAt: z.string(),
    cites,
  })
  .readonly()
  .meta({ id: 'FactView' });

export const EvidenceView = z
  .object({
    digest: z.string(),
    name: z.string(),
    bytes: z.number(),
    why: z.string(),
    at: z.string(),
    by: z.string(),
    stored: z.boolean(),
    cites,
  })
  .readonly()
  .meta({ id: 'EvidenceView' });

export const IncidentSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    headline: z.string(),
    severity: Severity,
    severityBecause: z.array(z.string()).readonly(),
    state: z.enum(['open', 'acknowledged', 'closed']),
    openedAt: z.string(),
    firstAt: z.string(),
    lastAt: z.string(),
    techniques: z.array(z.object({ id: z.string(), name: z.string() }).readonly()).readonly(),
    alerts: z.number().int(),
    assets: z.array(z.string()).readonly(),
    cites,
  })
  .readonly()
  .meta({ id: 'IncidentSummary' });
export type IncidentSummary = z.infer<typeof IncidentSummary>;

/** One incident, whole: what the page shows and what a report is written from. */
export const IncidentView = z
  .object({
    summary: IncidentSummary,
    plan: z
      .object({
        name: z.string(),
        version: z.string(),
        digest: z.string(),
        timeZone: z.string(),
        cites,
      })
      .readonly(),
    assets: z.array(AffectedAsset).readonly(),
    alerts: z.array(AlertView).readonly(),
    timeline: z.array(TimelineItem).readonly(),
    /** Playbooks of the plan that fit; `key` steps are in `runs`. */
    playbooks: z
      .array(
        z
          .object({
            id: z.string(),
            name: z.string(),
            description: z.string(),
            fits: z.boolean(),
            why: z.string(),
          })
          .readonly(),
      )
      .readonly(),
    runs: z.array(RunView).readonly(),
    approvals: z.array(ApprovalView).readonly(),
    controls: z.array(ControlView).readonly(),
    obligations: z.array(ObligationView).readonly(),
    facts: z.array(FactView).readonly(),
    evidence: z.array(EvidenceView).readonly(),
    people: z
      .array(
        z
          .object({
            id: z.string(),
            name: z.string(),
            roles: z.array(z.string()).readonly(),
            side: z.string(),
            contact: z.string(),
          })
          .readonly(),
      )
      .readonly(),
    captures: z
      .array(
        z
          .object({
            digest: z.string(),
            file: z.string(),
            packets: z.number(),
            bytes: z.number(),
            firstAt: z.string().nullable(),
            lastAt: z.string().nullable(),
            skipped: z.record(z.string(), z.number()).readonly(),
            cites,
          })
          .readonly(),
      )
      .readonly(),
    /** The journal as it stood when this view was made. */
    journal: z
      .object({ origin: z.string(), entries: z.number().int(), root: z.string(), at: z.string() })
      .readonly(),
  })
  .readonly()
  .meta({ id: 'IncidentView' });
export type IncidentView = z.infer<typeof IncidentView>;

export const ZoneView = z
  .object({
    id: z.string(),
    name: z.string(),
    level: PurdueLevel,
    safety: z.boolean(),
    state: z.enum(['normal', 'affected', 'unseen']),
    assets: z
      .array(
        z
          .object({
            id: z.string(),
            name: z.string(),
            kind: z.string(),
            address: z.string(),
            state: z.enum(['normal', 'source', 'target', 'unseen']),
            severity: Severity.nullable(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly()
  .meta({ id: 'ZoneView' });
export type ZoneView = z.infer<typeof ZoneView>;

/** The site on one screen. */
export const SituationView = z
  .object({
    plant: z
      .object({
        name: z.string(),
        timeZone: z.string(),
        planVersion: z.string(),
        planDigest: z.string(),
      })
      .readonly(),
    /** One plain sentence on whether anyone is in danger, from facts and consequences. */
    danger: z
      .object({ level: z.enum(['none', 'possible', 'likely']), text: z.string() })
      .readonly(),
    incidents: z.array(IncidentSummary).readonly(),
    approvals: z.array(ApprovalView).readonly(),
    obligations: z.array(ObligationView).readonly(),
    controls: z.array(ControlView).readonly(),
    zones: z.array(ZoneView).readonly(),
    conduits: z
      .array(
        z
          .object({
            id: z.string(),
            name: z.string(),
            from: z.string(),
            to: z.string(),
            state: z.enum(['open', 'affected', 'cut']),
          })
          .readonly(),
      )
      .readonly(),
    sensing: z
      .object({
        state: z.enum(['receiving', 'silent', 'finished', 'none']),
        source: z.string(),
        packets: z.number(),
        operations: z.number(),
        lastPacketAt: z.string().nullable(),
        skipped: z.record(z.string(), z.number()).readonly(),
        shed: z.number(),
      })
      .readonly(),
    journal: z
      .object({ origin: z.string(), entries: z.number().int(), root: z.string(), at: z.string() })
      .readonly(),
  })
  .readonly()
  .meta({ id: 'SituationView' });
export type SituationView = z.infer<typeof SituationView>;

export const Readiness = z
  .object({
    /** 0 to 100. */
    score: z.number(),
    parts: z
      .array(
        z
          .object({
            id: z.string(),
            title: z.string(),
            points: z.number(),
            pointsMax: z.number(),
            /** Why points were lost, with the finding's code and place. */
            because: z.array(z.string()).readonly(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly()
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof Readiness>;

export const PlanView = z
  .object({
    name: z.string(),
    version: z.string(),
    digest: z.string(),
    findings: z.array(Finding).readonly(),
    readiness: Readiness,
    files: z
      .array(z.object({ file: z.string(), bytes: z.number(), text: z.string() }).readonly())
      .readonly(),
  })
  .readonly()
  .meta({ id: 'PlanView' });
export type PlanView = z.infer<typeof PlanView>;

/** One packet that an alert cites: addresses, times and bytes to look at. */
export const PacketView = z
  .object({
    frame: z.number().int(),
    time: z.string(),
    bytes: z.number().int(),
    capturedBytes: z.number().int(),
    summary: z.string(),
    hex: z.string(),
  })
  .readonly()
  .meta({ id: 'PacketView' });
export type PacketView = z.infer<typeof PacketView>;
