import type { IncidentView } from '@bulkhead/model';
import { citedSequences } from '../cites.ts';
import { defineReport } from '../contract.ts';
import type { Block, ReportDocument, Words } from '../document.ts';
import { actions } from '../incident/actions.ts';
import { alerts } from '../incident/alerts.ts';
import { assets } from '../incident/assets.ts';
import { course } from '../incident/course.ts';
import { decisions } from '../incident/decisions.ts';
import { duties } from '../incident/duties.ts';
import { citedEntries } from '../incident/entries.ts';
import { evidence } from '../incident/evidence.ts';
import { summary } from '../incident/summary.ts';
import { unseen } from '../incident/unseen.ts';
import { cites, writingOf, type Writing } from '../incident/words.ts';

/** What happened, who decided what on which facts, what is held and what is not known. */
export const incidentReport = defineReport({
  id: 'incident-report',
  title: 'Incident report',
  document: incidentDocument,
});

function incidentDocument(view: IncidentView): ReportDocument {
  const writing = writingOf(view);
  const sections = [
    summary,
    course,
    assets,
    alerts,
    decisions,
    actions,
    duties,
    evidence,
    unseen,
  ].map((write) => write(writing));
  const lead = [{ data: view.summary.headline }, cites(view.summary.cites)];
  const head = titleBlock(writing);
  const madeAtMs = Date.parse(view.journal.at);
  return {
    language: 'en',
    kindTitle: 'Incident report',
    title: view.summary.title,
    severity: view.summary.severity,
    lead,
    head,
    sections,
    index: citedEntries(writing, citedSequences(lead, head, sections)),
    foot: `Incident ${view.summary.id}, journal ${view.journal.origin}, root ${view.journal.root}`,
    madeAtSeconds: Number.isNaN(madeAtMs) ? 0 : Math.floor(madeAtMs / 1000),
  };
}

function titleBlock({ view, zone, at }: Writing): Extract<Block, { type: 'facts' }> {
  const { summary, plan, journal } = view;
  return {
    type: 'facts',
    rows: [
      {
        term: 'Incident',
        basis: 'entries',
        words: [{ code: summary.id }, `, ${summary.state}`, cites(summary.cites)],
      },
      {
        term: 'Opened',
        basis: 'entries',
        words: [at(summary.openedAt), cites(summary.cites.slice(0, 1))],
      },
      {
        term: 'On the wire',
        basis: 'entries',
        words: [at(summary.firstAt), ' to ', at(summary.lastAt), cites(summary.cites)],
      },
      { term: 'Plant', basis: 'entries', words: [{ data: plan.name }, cites(plan.cites)] },
      {
        term: 'Plan',
        basis: 'entries',
        words: [...planWords(plan), cites(plan.cites)],
      },
      {
        term: 'Journal',
        basis: 'journal',
        words: [
          { data: journal.origin },
          `, ${journal.entries} entries, root `,
          { code: journal.root },
        ],
      },
      { term: 'Made from', basis: 'journal', words: ['the journal at ', at(journal.at)] },
      {
        term: 'Times',
        basis: 'journal',
        words: ['plant time (', { data: zone }, ') first, then UTC in brackets'],
      },
    ],
  };
}

/** Without a plan the journal's first entry holds a digest of zeros, which says nothing. */
function planWords(plan: IncidentView['plan']): Words {
  if (/^sha256:0+$/.test(plan.digest)) {
    return ['none: addresses stand for assets, and who may write to what is not known'];
  }
  return ['version ', { data: plan.version }, ' ', { code: plan.digest }];
}
