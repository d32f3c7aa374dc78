/**
 * What `bulkhead investigate` finds in public captures of attacks, and how quiet it stays on other
 * captures of the same protocols. `BULKHEAD_CORPUS` names the folder of captures. Prints a line for
 * each capture, then totals; see docs/reference/coverage.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { openCaptureFile } from '@bulkhead/connect';
import { CaptureDissector } from '@bulkhead/wire';

const corpus = process.env['BULKHEAD_CORPUS'] ?? join(import.meta.dirname, '../../shared/corpus');
const CLI = join(import.meta.dirname, '../apps/cli/src/main.ts');
const CAPTURE_BYTES_MAX = 64 * 1024 * 1024;
const INVESTIGATION_MS_MAX = 120_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** Who attacked in the S7comm set, as its labels name it, and its clock: Brisbane, all year. */
const QUT_ATTACKER = '10.10.10.66';
const QUT_ZONE = '+10:00';
const WINDOW_SLACK_MS = 1_000;
/** Verbs of an operator's day. A capture with others shows engineering work or an attack. */
const PLAIN_VERBS = new Set(['read', 'write', 'discover', 'connect', 'report']);
const LOW = /^(low|informational)$/;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Alert {
  readonly id: string;
  readonly rule: { readonly title: string };
  readonly severity: string;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly entities: readonly string[];
  readonly frames: readonly number[];
  readonly incident: string | null;
}

interface Investigation {
  readonly captures: readonly { readonly packets: number }[];
  readonly operations: readonly { readonly verb: string; readonly count: number }[];
  readonly alerts: readonly Alert[];
  readonly incidents: readonly { readonly severity: string; readonly title: string }[];
}

/** Which packets are the attack: by number, by who and when, or all of them (`null`). */
interface Labels {
  readonly frames: ReadonlySet<number> | null;
  readonly window: { readonly fromMs: number; readonly toMs: number } | null;
}

interface Attack {
  readonly name: string;
  readonly captures: readonly { readonly file: string; readonly labels: Labels }[];
}

/** How well one attack was seen; the better of its captures counts. */
type Seen = 'missed' | 'context' | 'incident';
const SEEN: readonly Seen[] = ['missed', 'context', 'incident'];

const work = mkdtempSync(join(tmpdir(), 'bulkhead-attacks-'));
let runs = 0;

function investigate(file: string, plan: string | null): Investigation | null {
  const out = join(work, `run-${++runs}`);
  const given = ['investigate', file, '--out', out, '--json'];
  if (plan !== null) given.push('--plan', plan);
  const ran = spawnSync(process.execPath, [CLI, ...given], {
    encoding: 'utf8',
    timeout: INVESTIGATION_MS_MAX,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  rmSync(out, { recursive: true, force: true });
  try {
    const printed = JSON.parse(ran.stdout) as Partial<Investigation>;
    if (printed.captures !== undefined) return printed as Investigation;
  } catch {
    // Told below, as any other run without a result.
  }
  print(`  could not be investigated: ${ran.stderr.trim().slice(0, 400)}`);
  process.exitCode = 1;
  return null;
}

function describe(name: string, found: Investigation): void {
  const packets = found.captures.reduce((sum, capture) => sum + capture.packets, 0);
  const operations = found.operations.reduce((sum, one) => sum + one.count, 0);
  print(`  ${name}: ${packets} packets, ${operations} operations`);
  for (const { severity, title } of found.incidents) print(`    incident, ${severity}: ${title}`);
  if (found.incidents.length === 0) print('    no incident');
}

function hits(alert: Alert, { frames, window }: Labels): boolean {
  if (frames !== null) return alert.frames.some((frame) => frames.has(frame));
  if (window === null) return true;
  return (
    alert.entities.includes(QUT_ATTACKER) &&
    Date.parse(alert.firstAt) <= window.toMs &&
    Date.parse(alert.lastAt) >= window.fromMs
  );
}

function judge(found: Investigation, labels: Labels): Seen {
  const hitting = found.alerts.filter((alert) => hits(alert, labels));
  for (const alert of hitting) {
    const state = alert.incident === null ? 'context' : 'in the incident';
    print(`    on the attack: ${alert.rule.title} (${alert.severity}, ${alert.count}x, ${state})`);
  }
  if (labels.frames !== null) {
    const { frames } = labels;
    const cited = new Set(hitting.flatMap((alert) => alert.frames));
    const right = [...cited].filter((frame) => frames.has(frame)).length;
    print(`    frames cited: ${right} labelled as attack, ${cited.size - right} not`);
  }
  if (hitting.some((alert) => alert.incident !== null)) return 'incident';
  return hitting.length > 0 ? 'context' : 'missed';
}

function runAttacks(attacks: readonly Attack[], plan: string | null): Record<Seen, number> {
  const totals: Record<Seen, number> = { incident: 0, context: 0, missed: 0 };
  for (const attack of attacks) {
    print(attack.name);
    let best = 0;
    for (const { file, labels } of attack.captures) {
      const found = investigate(file, plan);
      if (found === null) continue;
      describe(basename(file), found);
      best = Math.max(best, SEEN.indexOf(judge(found, labels)));
    }
    const seen = SEEN[best]!;
    totals[seen]++;
    print(`  => ${seen}`);
  }
  return totals;
}

/** The CSET 2016 set: labels are lines `frame;0|1`. One capture is kept as a zip, unlabelled. */
function lemay(folder: string): readonly Attack[] {
  const attacks: Attack[] = [];
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(folder, name);
    if (name.endsWith('.zip')) {
      const file = join(work, name.replace(/\.zip$/, '.pcap'));
      writeFileSync(file, firstOfZip(readFileSync(path)));
      const labels = { frames: null, window: null };
      attacks.push({ name: `lemay-modbus ${name}`, captures: [{ file, labels }] });
    } else if (name.endsWith('.pcap')) {
      const csv = readFileSync(path.replace(/\.pcap$/, '_labeled.csv'), 'utf8');
      const bad = csv.split(/\r?\n/).filter((line) => line.endsWith(';1'));
      const frames = new Set(bad.map((line) => Number.parseInt(line, 10)));
      const labels = { frames, window: null };
      attacks.push({ name: `lemay-modbus ${name}`, captures: [{ file: path, labels }] });
    }
  }
  return attacks;
}

interface QutAttack {
  readonly dir: string;
  readonly attack: string;
  readonly start_local: string;
  readonly finish_local: string;
}

/** The QUT set: a folder for each attack, seen at up to three places of the network. */
function qut(folder: string): readonly Attack[] {
  const truth = readFileSync(join(folder, 'ground-truth-attacks.json'), 'utf8');
  return (JSON.parse(truth) as readonly QutAttack[]).map((one) => {
    const at = join(folder, '..', '..', one.dir);
    const ms = (local: string): number => Date.parse(`${local.replace(' ', 'T')}${QUT_ZONE}`);
    const window = {
      fromMs: ms(one.start_local) - WINDOW_SLACK_MS,
      toMs: ms(one.finish_local) + WINDOW_SLACK_MS,
    };
    const captures = capturesOf(at).map((file) => ({ file, labels: qutLabels(file, window) }));
    return { name: `qut-s7comm ${basename(one.dir)}`, captures };
  });
}

function qutLabels(file: string, window: Labels['window']): Labels {
  const csv = file.replace(/\.pcap$/, '.csv');
  if (!existsSync(csv)) return { frames: null, window };
  const lines = readFileSync(csv, 'utf8').split('\n');
  const numbers = lines.map((line) => Number.parseInt(line, 10));
  return { frames: new Set(numbers.filter((number) => number > 0)), window };
}

/** What the set publishes of its plant: one operator panel may write to one controller. */
function qutPlan(): string {
  const folder = join(work, 'plan');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const zone = (id: string, level: number): string =>
    `  - {id: ${id}, name: ${id}, level: ${level}, site: laboratory, targetLevel: 2}`;
  const files: Readonly<Record<string, readonly string[]>> = {
    'plan.yaml': [
      'name: Laboratory',
      'version: "1"',
      'timeZone: Etc/UTC',
      'languages: [en]',
      'sites: [{id: laboratory, name: Laboratory}]',
    ],
    'zones.yaml': ['zones:', zone('supervision', 2), zone('control', 1), 'conduits: []'],
    'people.yaml': ['people: [{id: owner, name: Owner, side: ot, roles: [engineer]}]'],
    'roles.yaml': [
      'roles:',
      '  - {id: engineer, name: Engineer, side: ot, duties: Runs it., permissions: [attest]}',
    ],
    'assets/all.yaml': [
      'assets:',
      '  - {id: hmi, name: Panel, kind: hmi, zone: supervision, level: 2, owner: owner,',
      '     addresses: [10.10.10.20], writes: [master]}',
      '  - {id: master, name: Controller, kind: plc, zone: control, level: 1, owner: owner,',
      '     addresses: [10.10.10.10], protocols: [s7comm]}',
    ],
  };
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  }
  return folder;
}

/** Offsets of the central directory of a zip: PKWARE APPNOTE 4.3.12 and 4.3.7. */
function firstOfZip(zip: Buffer): Buffer {
  const entry = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  if (entry < 0) throw new Error('not a zip with a central directory');
  const method = zip.readUInt16LE(entry + 10);
  const sizeBytes = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(data, data + sizeBytes);
  return method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: CAPTURE_BYTES_MAX });
}

function capturesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(pcap|pcapng|cap)(\.gz)?$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size <= CAPTURE_BYTES_MAX)
    .toSorted();
}

async function holdsOperations(file: string): Promise<boolean> {
  let seen = false;
  const dissector = new CaptureDissector({
    // Opening a transport says nothing yet: MMS and others open the same one as S7comm.
    onOperation: ({ service }) => void (seen ||= service.name !== 'connection_request'),
  });
  for await (const chunk of openCaptureFile(file).chunks) dissector.push(chunk);
  dissector.end();
  return seen;
}

/** How many captures, and how many of them with an incident: only low, or `medium` and above. */
interface Quiet {
  plain: number;
  plainWithIncident: number;
  plainInEarnest: number;
  engineering: number;
  engineeringWithIncident: number;
  engineeringInEarnest: number;
  readonly rules: Map<string, number>;
}

/** Captures that are no attack sets. Those with commands or programs show engineering work. */
async function runQuiet(files: readonly string[]): Promise<Quiet> {
  const quiet: Quiet = {
    plain: 0,
    plainWithIncident: 0,
    plainInEarnest: 0,
    engineering: 0,
    engineeringWithIncident: 0,
    engineeringInEarnest: 0,
    rules: new Map(),
  };
  for (const file of files) {
    if (!file.includes('control_set') && !(await holdsOperations(file))) continue;
    const found = investigate(file, null);
    if (found === null) continue;
    const isPlain = found.operations.every(({ verb }) => PLAIN_VERBS.has(verb));
    describe(`${isPlain ? 'plain' : 'engineering'} ${relative(corpus, file)}`, found);
    const opened = found.incidents.length > 0 ? 1 : 0;
    const inEarnest = found.incidents.some(({ severity }) => !LOW.test(severity)) ? 1 : 0;
    if (!isPlain) {
      quiet.engineering++;
      quiet.engineeringWithIncident += opened;
      quiet.engineeringInEarnest += inEarnest;
      continue;
    }
    quiet.plain++;
    quiet.plainWithIncident += opened;
    quiet.plainInEarnest += inEarnest;
    const raised = found.alerts.filter(({ severity }) => !LOW.test(severity));
    for (const title of new Set(raised.map(({ rule }) => rule.title))) {
      quiet.rules.set(title, (quiet.rules.get(title) ?? 0) + 1);
      print(`    false alarm: ${title}`);
    }
  }
  return quiet;
}

async function main(): Promise<void> {
  const sets = { lemay: 'attack-pcap/lemay-modbus', qut: 'attack-pcap/qut-s7comm' };
  if (!existsSync(join(corpus, sets.lemay)) || !existsSync(join(corpus, sets.qut))) {
    print('No corpus: set BULKHEAD_CORPUS to the folder that holds attack-pcap/lemay-modbus and');
    print('attack-pcap/qut-s7comm. Nothing was measured.');
    return;
  }
  print('== attacks, without a plan');
  const lemayTotals = runAttacks(lemay(join(corpus, sets.lemay)), null);
  const qutAttacks = qut(join(corpus, sets.qut));
  const qutTotals = runAttacks(qutAttacks, null);
  print('\n== qut-s7comm, with a plan that names the one writer');
  const plannedTotals = runAttacks(qutAttacks, qutPlan());
  print('\n== other captures, without a plan');
  const control = capturesOf(join(corpus, sets.qut)).filter((file) => /control_set/.test(file));
  const { rules, ...quiet } = await runQuiet([...control, ...capturesOf(join(corpus, 'pcap'))]);
  print('\n== totals');
  for (const [title, count] of rules) print(`false alarms: ${count} captures: ${title}`);
  const totals = { lemay: lemayTotals, qut: qutTotals, qutWithPlan: plannedTotals, quiet };
  print(JSON.stringify(totals));
}

try {
  await main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
