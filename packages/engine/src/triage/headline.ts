import { unreachable } from '@bulkhead/kernel';
import { severityRank, type Alert } from '@bulkhead/model';
import type { Plant } from '../plant.ts';

const NAMES_MAX = 3;
const SENTENCES_MAX = 4;

/** A title in the words of the worst alert: what was done, and by whom. */
export function titleOf(alerts: readonly Alert[], plant: Plant): string {
  const worst = byWeight(alerts, plant)[0]!;
  const same = alerts.filter(
    ({ rule, outcome }) => rule.id === worst.rule.id && outcome === worst.outcome,
  );
  // The actor of the worst alert first: a title may leave the others out.
  const sources = unique([worst, ...same].map((alert) => plant.nameOf(alert.client)));
  const targets = unique(same.map((alert) => plant.nameOf(alert.server)));
  return `${worst.rule.title}: ${list(sources)} to ${list(targets)}`;
}

/**
 * What happened in plain words, from the alerts alone: who, since when, and what was done to what
 * with which outcome, worst first.
 */
export function headlineOf(alerts: readonly Alert[], plant: Plant): string {
  const acting = alerts.filter((alert) => !isSymptom(alert));
  const actors = acting.length > 0 ? acting : alerts;
  const sources = unique(actors.map((alert) => named(plant, alert.client)));
  const targets = unique(alerts.map((alert) => plant.nameOf(alert.server)));
  const opening =
    `${list(sources)} acted on ${list(targets)} ` +
    `${between(firstOf(alerts), lastOf(alerts))} UTC.`;
  const groups = Map.groupBy(
    byWeight(alerts, plant),
    ({ rule, outcome }) => `${rule.id} ${outcome}`,
  );
  const sentences = [...groups.values()].slice(0, SENTENCES_MAX).map((same) => {
    const { rule, outcome } = same[0]!;
    const times = same.reduce((sum, { count }) => sum + count, 0);
    const where = list(unique(byTimeOf(same).map(({ server }) => plant.nameOf(server))));
    // A pattern is counted as often as it was complete, which tells people nothing.
    if (rule.kind === 'correlation') return `${rule.title}: ${where}.`;
    return `${rule.title}: ${where} ${said(outcome)}${counted(times)}.`;
  });
  return [opening, ...sentences].join(' ');
}

/** Whose client suffers it and does not do it: a poll that is no longer answered. */
export function isSymptom(alert: Alert): boolean {
  return alert.outcome === 'no-response' && (alert.verb === 'read' || alert.verb === 'connect');
}

const VERB_WEIGHT: Readonly<Record<string, number>> = {
  command: 4,
  program: 3,
  write: 2,
  configure: 1,
};

/** What people must hear of first: how bad it is here, whether it worked, and what it does. */
function byWeight(alerts: readonly Alert[], plant: Plant): readonly Alert[] {
  const weight = (alert: Alert): number => {
    const { severity } = plant.assess(alert);
    return (
      severityRank(severity) * 1_000 +
      severityRank(alert.severity) * 100 +
      // One deed says more than the pattern it is part of.
      (alert.rule.kind === 'correlation' ? 0 : 50) +
      (alert.outcome === 'ok' ? 10 : 0) +
      (VERB_WEIGHT[alert.verb] ?? 0)
    );
  };
  return alerts
    .map((alert) => [weight(alert), alert] as const)
    .toSorted(([a, one], [b, other]) => b - a || other.count - one.count)
    .map(([, alert]) => alert);
}

function named(plant: Plant, ip: string): string {
  const name = plant.nameOf(ip);
  return name === ip ? ip : `${name} (${ip})`;
}

function said(outcome: Alert['outcome']): string {
  switch (outcome) {
    case 'ok':
      return 'accepted it';
    case 'refused':
      return 'refused it';
    case 'no-response':
      return 'did not answer';
    case 'unconfirmed':
      return 'was sent it; the protocol has no answer to it';
    default:
      return unreachable(outcome);
  }
}

function counted(times: number): string {
  return times === 1 ? '' : `, ${times} times`;
}

/** To the second; the day is said once where it is the same. */
function between(first: string, last: string): string {
  const day = first.slice(0, 10);
  if (first.slice(0, 19) === last.slice(0, 19)) return `at ${day} ${first.slice(11, 19)}`;
  const end = last.slice(0, 10) === day ? last.slice(11, 19) : last.slice(0, 19).replace('T', ' ');
  return `between ${day} ${first.slice(11, 19)} and ${end}`;
}

function byTimeOf(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => (a.firstAt < b.firstAt ? -1 : a.firstAt > b.firstAt ? 1 : 0));
}

function firstOf(alerts: readonly Alert[]): string {
  return alerts.map((alert) => alert.firstAt).reduce((a, b) => (a < b ? a : b));
}

function lastOf(alerts: readonly Alert[]): string {
  return alerts.map((alert) => alert.lastAt).reduce((a, b) => (a > b ? a : b));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function list(names: readonly string[]): string {
  if (names.length <= NAMES_MAX) {
    return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  }
  return `${names.slice(0, NAMES_MAX).join(', ')} and ${names.length - NAMES_MAX} more`;
}
