import { z } from 'zod';
import { Alert } from './alert.ts';
import { Fact } from './fact.ts';
import { ObligationStarted } from './obligation.ts';
import { Command, Settlement } from './run.ts';
import { Severity } from './severity.ts';

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Instant = z.iso.datetime();
const Reason = z.string().min(1).max(2_000);

/**
 * Who caused an entry: a person by username with the roles held then, or a part of Bulkhead.
 */
export const Actor = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('person'),
      person: z.string(),
      name: z.string(),
      roles: z.array(z.string()).readonly(),
    }),
    z.object({ kind: z.literal('system'), part: z.string() }),
  ])
  .meta({ id: 'Actor' });
export type Actor = z.infer<typeof Actor>;

const incidentFacts = {
  incidentId: z.string(),
  title: z.string(),
  /** Plain words: what is happening, from which host, to what, with what outcome. */
  headline: z.string(),
  severity: Severity,
  /** Why the severity is what it is, one clause each. */
  severityBecause: z.array(z.string()).readonly(),
  techniques: z.array(z.string()).readonly(),
  /** Alerts that this entry adds: an incident's are those of all its entries together. */
  alertIds: z.array(z.string()).max(10_000).readonly(),
  /** Ids of the plan's assets, or addresses that the plan does not know. */
  assets: z.array(z.string()).max(1_000).readonly(),
  firstAt: z.string(),
  lastAt: z.string(),
};

/** Everything that can be said in the journal. Kinds are added, never renamed. */
export const EntryBody = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('journal-opened'), origin: z.string(), publicKey: z.string() }),
    z.object({
      kind: z.literal('plan-loaded'),
      digest: Digest,
      name: z.string(),
      version: z.string(),
      score: z.number(),
    }),
    z.object({
      kind: z.literal('account-created'),
      person: z.string(),
      roles: z.array(z.string()),
    }),
    z.object({ kind: z.literal('signed-in'), person: z.string() }),
    /**
     * A capture was read to its end, or to its damage, or a piece of a live stream was sealed.
     * Where it is `stored`, the bytes are in the blob store; the same piece may come again so.
     */
    z.object({
      kind: z.literal('capture-read'),
      capture: Digest,
      file: z.string(),
      bytes: z.number(),
      packets: z.number(),
      firstAt: z.string().nullable(),
      lastAt: z.string().nullable(),
      operations: z.number(),
      skipped: z.record(z.string(), z.number()).readonly(),
      stored: z.boolean(),
      /** The stream that it is a piece of, as alerts name it, and the number of its first frame. */
      stream: z
        .object({ name: z.string().max(200), firstFrame: z.number().int().min(1) })
        .readonly()
        .optional(),
    }),
    z.object({ kind: z.literal('alert-raised'), alert: Alert }),
    /** The same alert again: the whole alert as it stands now. */
    z.object({ kind: z.literal('alert-repeated'), alert: Alert }),
    z.object({ kind: z.literal('incident-opened'), ...incidentFacts }),
    z.object({ kind: z.literal('incident-changed'), ...incidentFacts }),
    z.object({ kind: z.literal('incident-acknowledged'), incidentId: z.string() }),
    z.object({ kind: z.literal('incident-closed'), incidentId: z.string(), reason: Reason }),
    z.object({ kind: z.literal('note-added'), incidentId: z.string(), text: Reason }),
    z.object({
      kind: z.literal('run-started'),
      runId: z.string(),
      incidentId: z.string(),
      playbookId: z.string(),
      playbookDigest: Digest,
      planDigest: Digest,
      variables: z.record(z.string(), z.string()).readonly(),
    }),
    z.object({ kind: z.literal('command-issued'), incidentId: z.string(), command: Command }),
    z.object({ kind: z.literal('approval-given'), key: z.string(), role: z.string() }),
    z.object({
      kind: z.literal('approval-refused'),
      key: z.string(),
      role: z.string(),
      reason: Reason,
    }),
    z.object({ kind: z.literal('gate-opened'), key: z.string(), gate: z.string() }),
    /** The field work order is in the hands of the people who do it. */
    z.object({ kind: z.literal('work-handed-over'), key: z.string(), detail: z.string() }),
    z.object({
      kind: z.literal('work-reported'),
      key: z.string(),
      done: z.boolean(),
      proof: Reason,
      evidence: Digest.nullable(),
    }),
    z.object({ kind: z.literal('command-settled'), ...Settlement.unwrap().shape }),
    z.object({
      kind: z.literal('control-placed'),
      key: z.string(),
      incidentId: z.string(),
      what: z.string(),
      owner: z.string(),
      undo: z.string(),
      expiresAt: Instant.nullable(),
    }),
    z.object({ kind: z.literal('control-lifted'), key: z.string(), proof: Reason }),
    z.object({ kind: z.literal('fact-stated'), fact: Fact }),
    z.object({ kind: z.literal('obligation-started'), obligation: ObligationStarted }),
    z.object({
      kind: z.literal('obligation-submitted'),
      obligationId: z.string(),
      submittedAt: Instant,
      receipt: Reason,
    }),
    z.object({ kind: z.literal('obligation-waived'), obligationId: z.string(), reason: Reason }),
    /** The key of a decision that waits too long, or of a control in force past its expiry. */
    z.object({ kind: z.literal('escalated'), key: z.string(), role: z.string(), step: z.number() }),
    z.object({
      kind: z.literal('evidence-added'),
      incidentId: z.string(),
      digest: Digest,
      name: z.string(),
      bytes: z.number(),
      why: Reason,
    }),
    z.object({
      kind: z.literal('report-made'),
      incidentId: z.string(),
      format: z.enum(['html', 'pdf']),
      digest: Digest,
    }),
    z.object({ kind: z.literal('bundle-made'), incidentId: z.string(), entries: z.number() }),
  ])
  .meta({ id: 'EntryBody' });
export type EntryBody = z.infer<typeof EntryBody>;
export type EntryKind = EntryBody['kind'];
export type EntryOf<K extends EntryKind> = Extract<EntryBody, { kind: K }>;

/** One fact in the append-only, hash-chained journal. */
export const Entry = z
  .object({
    /** From 0, without a gap. */
    sequence: z.number().int().min(0),
    /** When the journal took it, by the server's clock. */
    at: Instant,
    actor: Actor,
    /** Sequence of the entry that this one follows from by rule; null when it came from outside. */
    cause: z.number().int().min(0).nullable(),
    /** RFC 9162 leaf digest of the entry before, in hexadecimal; 64 zeros for the first. */
    previous: z.string().regex(/^[0-9a-f]{64}$/),
    body: EntryBody,
  })
  .readonly()
  .meta({ id: 'Entry' });
export type Entry = z.infer<typeof Entry>;
