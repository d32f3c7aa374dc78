import type { IncidentView } from '@bulkhead/model';
import type { CitedEntry, Words } from '../document.ts';
import type { Writing } from './words.ts';

/** What each cited entry says, as far as the view tells: its instant and one line. */
export function citedEntries(writing: Writing, sequences: readonly number[]): CitedEntry[] {
  const said = sayings(writing);
  return sequences.map((sequence) => ({
    sequence,
    words: said.get(sequence) ?? ['Entry of the journal; see the bundle.'],
  }));
}

/** The first thing said of an entry wins: the timeline tells each entry at its own instant. */
function sayings({ view, at }: Writing): ReadonlyMap<number, Words> {
  const said = new Map<number, Words>();
  const say = (sequences: readonly number[], words: Words) => {
    for (const sequence of sequences) if (!said.has(sequence)) said.set(sequence, words);
  };
  for (const item of view.timeline.toSorted((a, b) => a.cites.length - b.cites.length)) {
    say(item.cites, [at(item.at), ' ', { data: item.title }]);
  }
  for (const capture of view.captures)
    say(capture.cites, ['Capture read: ', { data: capture.file }]);
  for (const { alert, cites } of view.alerts) {
    say(cites, [at(alert.firstAt), ' Alert: ', { data: alert.rule.title }]);
  }
  for (const item of view.evidence)
    say(item.cites, [at(item.at), ' Evidence: ', { data: item.name }]);
  for (const run of view.runs)
    say(run.cites, [at(run.startedAt), ' Run: ', { data: run.playbook.name }]);
  for (const fact of view.facts)
    say(fact.cites, [at(fact.statedAt), ' Fact: ', { data: fact.fact }]);
  for (const approval of view.approvals) {
    for (const need of approval.needs) {
      for (const one of need.given) {
        say(one.cites, [
          at(one.at),
          ' Approval by ',
          { data: one.name },
          ' as ',
          { data: need.roleName },
        ]);
      }
    }
  }
  sayRest(view, say);
  return said;
}

function sayRest(
  view: IncidentView,
  say: (sequences: readonly number[], words: Words) => void,
): void {
  for (const approval of view.approvals)
    say(approval.cites, ['Decision: ', { data: approval.title }]);
  for (const control of view.controls) say(control.cites, ['Control: ', { data: control.what }]);
  for (const step of view.runs.flatMap((run) => run.steps)) {
    say(step.cites, ['Step: ', { data: step.name }]);
  }
  for (const duty of view.obligations) say(duty.cites, ['Obligation: ', { data: duty.title }]);
  for (const asset of view.assets) say(asset.cites, ['Alert that names ', { data: asset.name }]);
  say(view.summary.cites, ['The incident as it was opened or changed']);
}
