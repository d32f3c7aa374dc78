import { severityRank, worstSeverity, type Alert, type AlertView } from '@bulkhead/model';
import type { Block, Section, Span, Words } from '../document.ts';
import { citesOfAll, cites, counted, listed, parties, type Writing } from './words.ts';

/** Sentences on single alerts; the table of alerts has them all. */
const SENTENCES_MAX = 8;

/** Verbs that change nothing: what is asked is answered, not accepted. */
const ONLY_ASKED: ReadonlySet<Alert['verb']> = new Set(['read', 'discover']);

/** What was done, before and after the object: `wrote` holding_register/1 `on` plc-dosing. */
const DID: Readonly<Record<Alert['verb'], readonly [string, string]>> = {
  read: ['read', 'on'],
  write: ['wrote', 'on'],
  command: ['sent a command for', 'to'],
  program: ['moved program logic', 'of'],
  configure: ['changed how', 'is configured on'],
  discover: ['asked for', 'of'],
  connect: ['opened a session for', 'on'],
  report: ['reported', 'to'],
};

/** The same where an alert names no object. */
const DID_BARE: Readonly<Record<Alert['verb'], string>> = {
  read: 'read from',
  write: 'wrote to',
  command: 'sent a command to',
  program: 'moved program logic of',
  configure: 'changed the configuration of',
  discover: 'asked for the identity of',
  connect: 'opened a session on',
  report: 'reported to',
};

/** Where it was refused or unanswered, what was asked for is all that is known. */
const ASKED: Partial<Record<Alert['verb'], readonly [string, string]>> = {
  read: ['asked to read', 'on'],
  write: ['asked to write', 'on'],
  program: ['asked to move program logic', 'of'],
  configure: ['asked to change how', 'is configured on'],
};

const BECAME: Readonly<Record<Alert['outcome'], string>> = {
  ok: 'accepted it',
  refused: 'refused it',
  'no-response': 'was not seen to answer',
  unconfirmed: 'was sent it in a way that has no answer',
};

/** What the headline rests on, a sentence for each grave deed; then what is open. */
export function summary(writing: Writing): Section {
  const { view } = writing;
  const told = tellable(view.alerts);
  const blocks: Block[] = [
    { type: 'list', basis: 'entries', items: told.map((alert) => sentence(writing, alert)) },
    { type: 'paragraph', basis: 'entries', words: [...because(writing), ...standing(writing)] },
  ];
  return { id: 'summary', title: 'Summary', blocks: blocks.filter(hasWords) };
}

function hasWords(block: Block): boolean {
  return block.type !== 'list' || block.items.length > 0;
}

/**
 * The gravest deeds, told in the order in which they happened. Several rules often match one deed:
 * alerts on the same client, server, service and outcome are told as one.
 */
function tellable(alerts: readonly AlertView[]): AlertView[] {
  const deeds = new Map<string, AlertView>();
  for (const view of alerts) {
    const { client, server, protocol, service, outcome } = view.alert;
    const key = JSON.stringify([client, server, protocol, service, outcome]);
    const known = deeds.get(key);
    deeds.set(key, known === undefined ? view : joined(known, view));
  }
  const gravest = [...deeds.values()].toSorted(
    (a, b) =>
      severityRank(b.alert.severity) - severityRank(a.alert.severity) ||
      Number(ONLY_ASKED.has(a.alert.verb)) - Number(ONLY_ASKED.has(b.alert.verb)) ||
      byTime(a, b),
  );
  return gravest.slice(0, SENTENCES_MAX).toSorted(byTime);
}

function joined(a: AlertView, b: AlertView): AlertView {
  // What was asked says more than the pattern that many requests make.
  const [one, two] = isPattern(a.alert) ? [b.alert, a.alert] : [a.alert, b.alert];
  return {
    ...a,
    alert: {
      ...one,
      severity: worstSeverity(one.severity, two.severity),
      count: Math.max(one.count, two.count),
      firstAt: one.firstAt < two.firstAt ? one.firstAt : two.firstAt,
      objects: [...new Set([...one.objects, ...two.objects])],
    },
    cites: [...new Set([...a.cites, ...b.cites])],
  };
}

/** A correlation counts how often its pattern was complete, not the requests that make it. */
function isPattern(alert: Alert): boolean {
  return alert.rule.kind === 'correlation';
}

function byTime(a: AlertView, b: AlertView): number {
  if (a.alert.firstAt !== b.alert.firstAt) return a.alert.firstAt < b.alert.firstAt ? -1 : 1;
  return a.alert.id < b.alert.id ? -1 : 1;
}

function becameOf(alert: Alert): string {
  return ONLY_ASKED.has(alert.verb) && alert.outcome === 'ok' ? 'answered' : BECAME[alert.outcome];
}

/** `At 03:12 engineering-station (10.20.30.21) wrote holding_register/1 on plc-dosing …` */
export function sentence(writing: Writing, view: AlertView): Words {
  const { alert } = view;
  if (isPattern(alert)) return pattern(writing, view);
  const { client, server } = parties(view);
  const objects: Span[] = alert.objects.map((object) => ({ code: object }));
  const tried = alert.outcome === 'ok' ? undefined : ASKED[alert.verb];
  const [before, after] = tried ?? DID[alert.verb];
  const what: Words =
    objects.length > 0
      ? [` ${before} `, ...listed(objects), ` ${after} `]
      : [` ${DID_BARE[alert.verb]} `];
  return [
    'At ',
    writing.at(alert.firstAt),
    ' ',
    ...client,
    ...what,
    ...server,
    ' (',
    { data: alert.protocol },
    // One alert may hold several services; it keeps the name of the first.
    alert.count > 1 ? `, ${counted(alert.count, 'request')}, the first ` : ', ',
    { data: alert.service },
    '); ',
    { data: view.serverName === '' ? alert.server : view.serverName },
    ` ${becameOf(alert)}.`,
    cites(view.cites),
  ];
}

/** `At 03:12 office-1 to plc-dosing: One client tried functions … (refused by plc-dosing)` */
function pattern({ at }: Writing, view: AlertView): Words {
  const { alert } = view;
  const { client, server } = parties(view);
  return [
    'At ',
    at(alert.firstAt),
    ' ',
    ...client,
    ' to ',
    ...server,
    ': ',
    { data: alert.rule.title },
    ' (',
    { data: alert.protocol },
    alert.count > 1 ? `, seen ${counted(alert.count, 'time')}` : '',
    '); ',
    { data: view.serverName === '' ? alert.server : view.serverName },
    ` ${becameOf(alert)}.`,
    cites(view.cites),
  ];
}

function because({ view }: Writing): Words {
  const reasons = view.summary.severityBecause;
  if (reasons.length === 0) return [];
  return [
    'The severity is ',
    { severity: view.summary.severity },
    ' because: ',
    ...listed(
      reasons.map((reason) => ({ data: reason })),
      '; ',
    ),
    '.',
    cites(view.summary.cites),
    ' ',
  ];
}

function standing({ view, at }: Writing): Words {
  const inForce = view.controls.filter((control) => control.liftedAt === null);
  const waiting = view.approvals.filter((approval) => approval.state === 'waiting');
  const running = view.obligations
    .filter((duty) => duty.state === 'running' && duty.dueAt !== null)
    .toSorted((a, b) => (a.dueAt! < b.dueAt! ? -1 : 1));
  const next = running[0];
  return [
    `When this report was made, ${counted(view.alerts.length, 'alert')} belonged to the incident,`,
    ` ${counted(inForce.length, 'control')} ${inForce.length === 1 ? 'was' : 'were'} in force`,
    ` and ${counted(waiting.length, 'decision')} waited for people.`,
    cites([...view.summary.cites, ...citesOfAll(inForce), ...citesOfAll(waiting)]),
    ...(next === undefined
      ? []
      : [
          ' The next deadline is ',
          at(next.dueAt!),
          ', for ',
          { data: next.title },
          '.',
          cites(next.cites),
        ]),
  ];
}
