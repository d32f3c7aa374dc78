import type { AlertView } from '@bulkhead/model';
import type { Section, Words } from '../document.ts';
import { cites, counted, listed, party, type Writing } from './words.ts';

/** What is not known, said as plainly as what is: a report must not read as if all were seen. */
export function unseen(writing: Writing): Section {
  const found = [
    ...skipped(writing),
    ...answers(writing),
    ...frames(writing),
    ...strangers(writing),
    ...facts(writing),
  ];
  return {
    id: 'unseen',
    title: 'What was not seen',
    blocks: [
      {
        type: 'paragraph',
        basis: 'prose',
        words: [
          'Only the traffic in the captures named under Evidence was looked at. That nothing is' +
            ' reported elsewhere does not say that nothing happened there.',
        ],
      },
      found.length > 0
        ? { type: 'list', basis: 'entries', items: found }
        : {
            type: 'paragraph',
            basis: 'prose',
            words: ['Within those captures no gap is recorded.'],
          },
    ],
  };
}

function skipped({ view }: Writing): Words[] {
  return view.captures.flatMap((capture) => {
    const reasons = Object.entries(capture.skipped).filter(([, count]) => count > 0);
    const total = reasons.reduce((sum, [, count]) => sum + count, 0);
    if (total === 0) return [];
    const parts = reasons.map(([reason, count]) => ({ data: `${reason}: ${count}` }));
    return [
      [
        `${counted(total, 'packet')} of ${capture.packets.toLocaleString('en')} in `,
        { data: capture.file },
        ' gave no operation (',
        ...listed(parts),
        ').',
        cites(capture.cites),
      ],
    ];
  });
}

function answers({ view }: Writing): Words[] {
  const silent = new Map<string, { item: AlertView; cites: number[] }>();
  for (const item of view.alerts) {
    const { outcome, service, server } = item.alert;
    if (outcome !== 'no-response') continue;
    const key = JSON.stringify([service, server]);
    const known = silent.get(key);
    if (known === undefined) silent.set(key, { item, cites: [...item.cites] });
    else known.cites.push(...item.cites);
  }
  return [...silent.values()].map(({ item, cites: from }) => [
    'No answer was seen to ',
    { data: item.alert.service },
    ' at ',
    ...party(item.serverName, item.alert.server),
    '; whether it took effect is not known from the traffic.',
    cites(from),
  ]);
}

function frames({ view }: Writing): Words[] {
  const short = view.alerts.filter(({ alert }) => alert.frames.length === 0);
  if (short.length === 0) return [];
  return [
    [
      short.length === 1
        ? '1 alert cites no frame; what it saw cannot be shown again.'
        : `${short.length} alerts cite no frame; what they saw cannot be shown again.`,
      cites(short.flatMap((item) => item.cites)),
    ],
  ];
}

function strangers({ view }: Writing): Words[] {
  const unknown = view.assets.filter((asset) => !asset.known);
  if (unknown.length === 0) return [];
  return [
    [
      'The plan does not know ',
      ...listed(unknown.map((asset) => ({ code: asset.name }))),
      '; what rests on it is not known.',
      cites(unknown.flatMap((asset) => asset.cites)),
    ],
  ];
}

function facts({ view }: Writing): Words[] {
  const open = view.obligations.filter((duty) => duty.state === 'not-started');
  return open.map((duty) => [
    { data: duty.title },
    ' has not started: nobody has stated ',
    { code: duty.countsFrom },
    '. To ask: ',
    { data: duty.question },
    cites(duty.cites.length > 0 ? duty.cites : view.summary.cites),
  ]);
}
