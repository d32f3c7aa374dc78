import {
  SEVERITIES,
  severityRank,
  worstSeverity,
  type Alert,
  type Severity,
} from '@bulkhead/model';

/** What the plan knows of an alert's two ends. Nulls where it knows nothing. */
export interface Ends {
  readonly clientName: string;
  readonly serverName: string;
  readonly clientLevel: number | null;
  readonly serverLevel: number | null;
  readonly serverSafety: boolean;
  /** The worst that misuse of the server does to people, through all that depends on it. */
  readonly safety: 'none' | 'minor' | 'major' | 'catastrophic';
  readonly permitted: boolean | null;
}

export interface Assessment {
  readonly severity: Severity;
  readonly because: readonly string[];
}

/** Techniques that mean people are no longer protected: Loss of Protection, of Safety, Damage. */
const SAFETY_TECHNIQUES = new Set(['T0837', 'T0880', 'T0879']);
const CHANGING = new Set(['write', 'command', 'program', 'configure']);

/** Accepted, or sent in a way that has no answer: nobody can say that it did not work. */
export function took(alert: Alert): boolean {
  return alert.outcome === 'ok' || alert.outcome === 'unconfirmed';
}

function tookIt(alert: Alert): string {
  return alert.outcome === 'ok' ? 'accepted it' : 'was sent it and cannot refuse';
}

interface Clause {
  readonly because: (alert: Alert, ends: Ends) => string;
  readonly applies: (alert: Alert, ends: Ends) => boolean;
  /** At least this. */
  readonly floor: Severity;
}

/**
 * From the worst down; the first that applies sets the floor, every one that applies is a reason.
 */
const CLAUSES: readonly Clause[] = [
  {
    floor: 'critical',
    applies: (alert) => alert.techniques.some((id) => SAFETY_TECHNIQUES.has(id)),
    because: () => 'the technique takes protection away',
  },
  {
    floor: 'critical',
    applies: (alert, ends) => ends.serverSafety && CHANGING.has(alert.verb),
    because: (_, ends) => `${ends.serverName} is a safety system`,
  },
  {
    floor: 'critical',
    applies: (alert, ends) =>
      took(alert) &&
      CHANGING.has(alert.verb) &&
      severityRank(alert.severity) >= severityRank('medium') &&
      (ends.safety === 'major' || ends.safety === 'catastrophic'),
    because: (alert, ends) =>
      `${ends.serverName} ${tookIt(alert)}, and its misuse can harm people (${ends.safety})`,
  },
  {
    floor: 'high',
    applies: (alert, ends) =>
      took(alert) &&
      (alert.verb === 'command' || alert.verb === 'program') &&
      severityRank(alert.severity) >= severityRank('medium') &&
      ends.serverLevel !== null &&
      ends.serverLevel <= 1,
    because: (alert, ends) => `${ends.serverName} is a controller at level 1 and ${tookIt(alert)}`,
  },
  {
    floor: 'high',
    applies: (alert, ends) =>
      CHANGING.has(alert.verb) &&
      ends.clientLevel !== null &&
      ends.clientLevel >= 3.5 &&
      ends.serverLevel !== null &&
      ends.serverLevel <= 1,
    because: (_, ends) => `${ends.clientName} reaches a controller from the business side`,
  },
  {
    floor: 'high',
    applies: (alert, ends) => ends.permitted === false && CHANGING.has(alert.verb) && took(alert),
    because: (_, ends) => `the plan does not let ${ends.clientName} write to ${ends.serverName}`,
  },
];

/** How bad one alert is here: the rule's level, raised by what the plan says of the two ends. */
export function assess(alert: Alert, ends: Ends): Assessment {
  const because = [`rule "${alert.rule.title}" is ${alert.severity}`];
  let severity = alert.severity;
  // A refused stop and a stop that worked are not the same night.
  if (alert.outcome === 'refused' && severityRank(severity) > severityRank('medium')) {
    severity = SEVERITIES[severityRank(severity) - 1]!;
    because.push(`${ends.serverName} refused it`);
  }
  for (const clause of CLAUSES) {
    if (!clause.applies(alert, ends)) continue;
    severity = worstSeverity(severity, clause.floor);
    because.push(clause.because(alert, ends));
  }
  return { severity, because };
}
