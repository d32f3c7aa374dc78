import type { Section } from '../document.ts';
import { cites, columns, counted, type Writing } from './words.ts';

/** What is held, by digest: anyone who has the bytes can check that they are the same. */
export function evidence({ view, at, nameOf }: Writing): Section {
  return {
    id: 'evidence',
    title: 'Evidence',
    blocks: [
      {
        type: 'table',
        caption: 'Captures that alerts cite frames of',
        columns: columns(
          ['File and SHA-256', 50],
          ['Size', 20],
          ['First and last packet', 36],
          ['Entry', 8],
        ),
        rows: view.captures.map((capture) => [
          [{ strong: capture.file }, ' ', { code: capture.digest }],
          [`${counted(capture.packets, 'packet')}, ${counted(capture.bytes, 'byte')}`],
          capture.firstAt === null || capture.lastAt === null
            ? ['no packet has a time']
            : [at(capture.firstAt), ' to ', at(capture.lastAt)],
          [cites(capture.cites)],
        ]),
        empty: 'No capture is cited.',
      },
      {
        type: 'table',
        caption: 'Items of evidence',
        columns: columns(
          ['Item and SHA-256', 46],
          ['Why it is held', 30],
          ['Added', 34],
          ['Entry', 8],
        ),
        rows: view.evidence.map((item) => [
          [{ strong: item.name }, ` ${counted(item.bytes, 'byte')} `, { code: item.digest }],
          [{ data: item.why }, item.stored ? '' : '; the bytes are not stored, only the digest'],
          [at(item.at), ' by ', nameOf(item.by)],
          [cites(item.cites)],
        ]),
        empty: 'No item of evidence was added.',
      },
    ],
  };
}
