import { type Cells, defineReaders, snake } from './reader.ts';

/** Number in brackets behind the name of a code. */
function numberIn(text = ''): number {
  return Number(/\((\w+)\)$/.exec(text)?.[1] ?? Number.NaN);
}

/** The parser has numbers of its own for these; Omron W342 has them from 0304 on. */
const RENUMBERED = 'program_area_';

function general(cells: Cells): string | null {
  const at = cells.findIndex((cell) => /^(?:Command|Response) \(/.test(cell));
  const command = cells.findIndex((cell, i) => i > at && /\(0x[0-9a-f]{4}\)$/i.test(cell));
  if (at < 0 || command < 0) return null;
  const name = snake((cells[command] ?? '').replace(/\(.*$/, ''));
  const code = name.startsWith(RENUMBERED) ? name : numberIn(cells[command]);
  if (cells[at] === 'Command (0)') return `asks ${code}`;
  return `answers ${code} ${numberIn(cells[command + 1])}`;
}

/** The general log of the ICSNPP parser of Omron FINS. */
export const fins = defineReaders({
  protocol: 'fins',
  log: /^omron_fins_general\.log$/,
  from: ['fins'],
  theirs: general,
  ours({ service, frames, refusal }) {
    const code = service.name.startsWith(RENUMBERED) ? service.name : service.code;
    return [
      ...(frames.request === null ? [] : [`asks ${code}`]),
      ...(frames.response === null ? [] : [`answers ${code} ${refusal?.code ?? 0}`]),
    ];
  },
  reasons: [
    {
      side: 'theirs',
      claim: /^answers (?:257|2336) NaN$/,
      why: 'the parser writes a text without number, or no end code, where the answer has one',
    },
    {
      side: 'ours',
      claim: /^answers (?:257 515|2336 0)$/,
      why: 'the same answers, with their end code',
    },
  ],
});
