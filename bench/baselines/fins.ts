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

/** The logs of the ICSNPP parser of Omron FINS: codes of every message, and what requests name. */
export const fins = defineReaders(
  {
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
  },
  {
    protocol: 'fins',
    log: /^omron_fins_detail\.log$/,
    from: ['fins'],
    theirs: detail,
    ours: ({ service, frames, address, items, count }) => {
      if (frames.request === null || !RANGED.has(service.code)) return [];
      if (service.code !== MULTIPLE_READ || items === undefined) {
        return [`asks ${service.code} ${address} x${count}`];
      }
      return items.map(({ object }) => `asks ${service.code} ${/\d+/.exec(object)?.[0]} x1`);
    },
  },
);

const MULTIPLE_READ = 0x0104;
/** Commands that name a first word and how many: of memory, and of parameters. */
const RANGED = new Set([0x0101, 0x0102, 0x0103, MULTIPLE_READ, 0x0105, 0x0201, 0x0202, 0x0203]);

/** Command, first word and count of a request. */
function detail(cells: Cells): string | null {
  const code = numberIn(cells[5]);
  const area = cells[7] ?? '';
  if (cells[6] !== 'Command (0)' || !RANGED.has(code) || area.endsWith('(Destination)'))
    return null;
  if (area !== '-') {
    // Word and bit in three bytes; a part of a multiple read has no count.
    const count = cells[9] === '-' ? 1 : Number(cells[9]);
    return `asks ${code} ${Number(cells[8]) >> 8} x${count}`;
  }
  const [first, count] = cells.slice(11);
  return `asks ${code} ${Number(first)} x${count}`;
}
