import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Protocol } from '@bulkhead/engine';

const TESTDATA = join(import.meta.dirname, '../../../packages/wire/testdata');

/** How the reading of a protocol compares with tshark's on real captures: `bench/agreement.ts`. */
interface Agreement {
  readonly captures: number;
  readonly messages: number;
  readonly agree: number;
  /** Of those that agree, messages that only say once more what another said. */
  readonly repeated: number;
  readonly explained: number;
  readonly unexplained: number;
  /** Why the two differ. */
  readonly reasons: readonly Reason[];
  /** What tshark has no field for, where the two agree on the rest. */
  readonly unshown: readonly Reason[];
}

/** A reason, how many messages it is about, and one of them: file and frame. */
interface Reason {
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

/** What Zeek, its ICS parsers or Suricata say of the same captures: `bench/baselines.ts`. */
interface Baseline {
  readonly rows: number;
  readonly matched: number;
  readonly explained: number;
  readonly unexplained: number;
}

/** What there is to say of one protocol. */
export interface ProtocolFacts {
  readonly name: string;
  readonly title: string;
  readonly depth: Protocol['depth'];
  readonly standard: string;
  readonly over: string;
  readonly services: number;
  readonly fixtures: number;
  /** Null where tshark does not know the protocol, or no capture of it was at hand. */
  readonly agreement: Agreement | null;
  /** Null where there are no such expectations. */
  readonly baseline: Baseline | null;
  /** Changed messages that the fuzzer has tried: `npm run fuzz`. */
  readonly fuzzed: number;
}

/** Facts of each protocol: from its declaration, its goldens and the last comparison. */
export function protocolFacts(all: readonly Protocol[]): ProtocolFacts[] {
  const agreements = readTable<Agreement>('agreement.json');
  const baselines = readTable<Baseline>('baselines.json');
  const fuzzed = readTable<{ inputs: number }>('fuzz.json');
  return all.map(({ name, title, depth, standard, over, services }) => {
    const agreement = agreements[name];
    return {
      name,
      title,
      depth,
      standard,
      over: overText(over),
      services: services.length,
      fixtures: fixturesOf(name),
      agreement: agreement === undefined || agreement.messages === 0 ? null : agreement,
      baseline: baselines[name] ?? null,
      fuzzed: fuzzed[name]?.inputs ?? 0,
    };
  });
}

function readTable<T>(file: string): Readonly<Record<string, T>> {
  const path = join(TESTDATA, file);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}';
  return JSON.parse(text) as Record<string, T>;
}

function fixturesOf(name: string): number {
  const folder = join(TESTDATA, name);
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).filter(
    (file) => file.endsWith('.golden') && file !== 'coverage.golden',
  ).length;
}

function overText({ tcp, udp, ethernet, within }: Protocol['over']): string {
  const ports = (kind: string, list: readonly number[] | undefined): string[] => {
    if (list === undefined) return [];
    return [list.length === 0 ? `${kind} by content` : `${kind} ${list.join(', ')}`];
  };
  const types = ethernet?.map((type) => `0x${type.toString(16).padStart(4, '0')}`);
  return [
    ...ports('TCP', tcp),
    ...ports('UDP', udp),
    ...(types === undefined ? [] : [`EtherType ${types.join(', ')}`]),
    ...(within === undefined ? [] : [`within ${within.join(', ')}`]),
  ].join('; ');
}

const DEPTHS = [
  ['operation', 'Read to the operation: object, range, values and answer'],
  ['header', 'Read to the header: function, direction and pairing'],
  ['crossing', 'Read for assets and for the crossing from IT to OT'],
] as const;

function baselineText({ baseline }: ProtocolFacts): string {
  if (baseline === null || baseline.rows === 0) return '-';
  const { rows, matched, explained, unexplained } = baseline;
  const rest = [
    ...(explained === 0 ? [] : [`${explained} explained`]),
    ...(unexplained === 0 ? [] : [`${unexplained} unexplained`]),
  ];
  return [`${matched.toLocaleString('en')} of ${rows.toLocaleString('en')}`, ...rest].join(', ');
}

function fuzzedText({ fuzzed }: ProtocolFacts): string {
  return fuzzed === 0 ? '-' : `${(fuzzed / 1e6).toFixed(1)} M`;
}

function agreementText({ agreement }: ProtocolFacts): string {
  if (agreement === null) return '-';
  const { agree, messages, unexplained } = agreement;
  const share = ((100 * agree) / messages).toFixed(2);
  const open = unexplained === 0 ? '' : `, ${unexplained} unexplained`;
  return `${share} % of ${messages.toLocaleString('en')}${open}`;
}

/** The list for a terminal. */
export function protocolsText(facts: readonly ProtocolFacts[]): string {
  const out: string[] = [];
  for (const [depth, title] of DEPTHS) {
    const of = facts.filter((one) => one.depth === depth);
    out.push(`${title} (${of.length})\n`);
    for (const one of of) {
      const { name, services, fixtures, over } = one;
      out.push(
        `  ${name.padEnd(18)}${String(services).padStart(4)} services` +
          `${String(fixtures).padStart(4)} fixtures  ${over}\n` +
          `${''.padEnd(20)}${one.standard}\n` +
          (one.agreement === null
            ? ''
            : `${''.padEnd(20)}agrees with tshark on ${agreementText(one)} messages\n`) +
          (one.baseline === null
            ? ''
            : `${''.padEnd(20)}matches ${baselineText(one)} rows of Zeek and Suricata\n`) +
          (one.fuzzed === 0 ? '' : `${''.padEnd(20)}fuzzed with ${fuzzedText(one)} inputs\n`),
      );
    }
    out.push('\n');
  }
  return out.join('');
}

/** The page `docs/protocols.md`. */
export function protocolsPage(facts: readonly ProtocolFacts[]): string {
  const out = [
    '# Protocols',
    '',
    'Generated from the declarations in `packages/wire/src/protocols`, their goldens, and the last',
    'comparison with tshark (`bench/agreement.ts --write`). `bulkhead protocols` prints the same.',
    '',
    '- **Services** are those known by name; others still give operations.',
    '- **Fixtures** are goldens; each is also fed to the laws and to the fuzzer.',
    '- **tshark** is the share of messages, over all captures at hand, on which our operations and',
    '  tshark say the same; a dash where it does not know the protocol, or no capture had it.',
    '  [Below](#what-tshark-says) is each reason why they differ.',
    '- **Zeek** counts rows of the logs that Zeek, its ICS parsers and Suricata are expected to',
    '  write of the same captures, and how many our operations match: `bench/baselines.ts`.',
    '- **Fuzzed** counts changed messages that were tried: `npm run fuzz`. None threw or hung.',
    '',
  ];
  for (const [depth, title] of DEPTHS) {
    out.push(`## ${title}`, '');
    out.push('| Protocol | Over | Standard | Services | Fixtures | tshark | Zeek | Fuzzed |');
    out.push('|---|---|---|---:|---:|---|---|---:|');
    for (const one of facts.filter((fact) => fact.depth === depth)) {
      const { name, title: called, over, standard, services, fixtures } = one;
      const cells = [`\`${name}\` ${called}`, over, standard, services, fixtures];
      const told = [agreementText(one), baselineText(one), fuzzedText(one)];
      out.push(`| ${[...cells, ...told].join(' | ')} |`);
    }
    out.push('');
  }
  return [...out, ...agreementSection(facts)].join('\n');
}

/** The comparison with tshark, protocol by protocol, and what differs. */
function agreementSection(facts: readonly ProtocolFacts[]): string[] {
  const found = facts.flatMap(({ name, agreement }) => {
    return agreement === null ? [] : [{ name, ...agreement }];
  });
  const out = [
    '## What tshark says',
    '',
    'A message is a frame of which either reading says something: service, object, address, count,',
    'values, status, as far as tshark has fields for them. What a frame **repeats** (a copy by a',
    'mirror port, a request sent again, a TCP retransmission) gives no operation of ours; there',
    "tshark's reading has to equal what ours said of the frame that came first.",
    '',
    '| Protocol | Captures | Messages | Agree | of them repeats | Explained | Unexplained |',
    '|---|---:|---:|---:|---:|---:|---:|',
  ];
  for (const { name, captures, messages, agree, repeated, explained, unexplained } of found) {
    const counts = [captures, messages, agree, repeated, explained, unexplained];
    out.push(`| \`${name}\` | ${counts.map((one) => one.toLocaleString('en')).join(' | ')} |`);
  }
  const differ = found.flatMap(({ name, reasons }) => reasonLines(name, reasons));
  out.push('', '### Where the two differ', '', ...differ);
  const unshown = found.flatMap((one) => reasonLines(one.name, one.unshown));
  out.push('', '### What tshark has no field for, though the rest agrees', '', ...unshown);
  return [...out, ''];
}

function reasonLines(name: string, reasons: readonly Reason[]): string[] {
  return reasons.map(({ reason, count, example }) => {
    return `- \`${name}\`, ${count}: ${reason} (\`${example}\`).`;
  });
}
