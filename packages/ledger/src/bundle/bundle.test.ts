import { canonicalJson, concat, digestName, fromUtf8, toHex, utf8 } from '@bulkhead/kernel';
import type { EntryBody } from '@bulkhead/model';
import { seededRandom } from '@bulkhead/testkit';
import { describe, expect, test } from 'vitest';
import {
  createSigner,
  MerkleTree,
  NO_PREVIOUS,
  parseManifest,
  partOfBytes,
  planDigest,
  sealEntry,
  signCheckpoint,
  sourceOfBytes,
  verifierKeyOf,
  verifierKeyText,
  verifyBundle,
  writeBundle,
} from '../mod.ts';
import type { BundleContents, Sealed, Verification } from '../mod.ts';
import { measure, writeZip } from './zip-write.ts';
import { readWhole, readZip } from './zip-read.ts';

const ORIGIN = 'millbrook.example/journal';
const SEED = process.env['SEED'] ?? 'bundle';
const signer = await createSigner(ORIGIN, seededRandom('signer').bytes(32));
const KEY = verifierKeyText(verifierKeyOf(signer.name, signer.publicKey));

const capture = seededRandom('capture').bytes(3_000);
const html = utf8('<!doctype html><title>Incident report</title>');
const pdf = utf8('%PDF-1.7 incident report');
const plan: readonly (readonly [string, string])[] = [
  ['zones.yaml', 'zones: []\n'],
  ['plan.yaml', 'name: Millbrook Water\n'],
  ['assets/plc-dosing.yaml', 'id: plc-dosing\n'],
];
const incidentId = 'incident-1';

const bodies: readonly EntryBody[] = [
  { kind: 'journal-opened', origin: ORIGIN, publicKey: KEY },
  { kind: 'plan-loaded', digest: planDigest(plan), name: 'Millbrook', version: '1', score: 90 },
  {
    kind: 'capture-read',
    capture: digestName(capture),
    file: 'span.pcap',
    bytes: capture.length,
    packets: 12,
    firstAt: null,
    lastAt: null,
    operations: 3,
    skipped: {},
    stored: true,
  },
  ...Array.from({ length: 20 }, (_, i) => note(`Set-point of pump ${i} looks wrong — 11100.`)),
  { kind: 'report-made', incidentId, format: 'html', digest: digestName(html) },
  { kind: 'report-made', incidentId, format: 'pdf', digest: digestName(pdf) },
  note('The bundle is being made.'),
];

function note(text: string): EntryBody {
  return { kind: 'note-added', incidentId, text };
}

function chain(all: readonly EntryBody[]): readonly Sealed[] {
  const journal: Sealed[] = [];
  for (const [sequence, body] of all.entries()) {
    const before = journal.at(-1);
    const previous = before === undefined ? NO_PREVIOUS : toHex(before.leaf);
    const at = '2026-03-14T03:00:00.000Z';
    const actor = { kind: 'system', part: 'test' } as const;
    journal.push(sealEntry({ sequence, at, actor, cause: null, previous, body }));
  }
  return journal;
}

const journal = chain(bodies);
const COUNT = journal.length;

async function checkpointOf(entries: readonly Sealed[]): Promise<string> {
  const tree = new MerkleTree();
  for (const { leaf } of entries) tree.append(leaf);
  return await signCheckpoint({ size: tree.size, root: tree.rootAt() }, signer);
}

const contents: BundleContents = {
  incidentId,
  cites: [2, 3, 3, 5, COUNT - 1],
  checkpoint: await checkpointOf(journal),
  signer,
  journal: { read: (from, countMax) => journal.slice(from, from + countMax) },
  captures: [{ ...partOfBytes('', capture), digest: digestName(capture) }],
  plan,
  reportHtml: html,
  reportPdf: pdf,
};

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return concat(...all);
}

const bundle = await collect(writeBundle(contents));
const names = [...(await filesOf(bundle)).keys()];

async function verify(bytes: Uint8Array, key: string | undefined = KEY): Promise<Verification> {
  return await verifyBundle(sourceOfBytes(bytes), { key });
}

async function filesOf(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const source = sourceOfBytes(bytes);
  const zip = await readZip(source);
  if ('problem' in zip) throw new Error(zip.problem);
  const files = new Map<string, Uint8Array>();
  for (const file of zip.value) files.set(file.name, (await readWhole(source, file, 1e9))!);
  return files;
}

/** What one who has no key can do: change files and make manifest and zip agree with them. */
async function remake(change: (files: Map<string, Uint8Array>) => void): Promise<Uint8Array> {
  const parsed = parseManifest((await filesOf(bundle)).get('manifest.json')!);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return await rezip((files) => {
    change(files);
    const listed = [...files]
      .filter(([name]) => !name.startsWith('manifest.'))
      .map(([name, bytes]) => ({ name, sizeBytes: bytes.length, digest: digestName(bytes) }));
    const manifest = utf8(canonicalJson({ ...parsed.value, files: listed }));
    if (files.has('manifest.json')) files.set('manifest.json', manifest);
  });
}

/** The zip made again, and the signed manifest left as it is. */
async function rezip(change: (files: Map<string, Uint8Array>) => void): Promise<Uint8Array> {
  const files = await filesOf(bundle);
  change(files);
  const parts = [...files].map(([name, bytes]) => measure(partOfBytes(name, bytes)));
  return await collect(writeZip(await Promise.all(parts)));
}

async function remakeLines(change: (lines: string[]) => string[]): Promise<Uint8Array> {
  return await remake((files) => {
    const lines = fromUtf8(files.get('entries.jsonl')!)!.split('\n').slice(0, -1);
    files.set(
      'entries.jsonl',
      utf8(
        change(lines)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    );
  });
}

describe('a whole bundle', () => {
  test('holds, with the key and without', async () => {
    const result = await verify(bundle);
    const root = toHex(treeOf(journal).rootAt());
    expect(result).toMatchObject({ ok: true, entries: COUNT, root, origin: ORIGIN, incidentId });
    expect(result.checks.every(({ ok }) => ok)).toBe(true);
    const without = await verifyBundle(sourceOfBytes(bundle));
    expect(without).toMatchObject({ ok: true, keyGiven: false, key: KEY });
    expect(without.checks.find(({ name }) => name === 'key')?.detail).toMatch('not origin');
  });

  test('is the same bytes for the same contents', async () => {
    expect(await collect(writeBundle(contents))).toEqual(bundle);
  });
});

function treeOf(entries: readonly Sealed[]): MerkleTree {
  const tree = new MerkleTree();
  for (const { leaf } of entries) tree.append(leaf);
  return tree;
}

/** Random numbers below `limit`, the same for the same seed. */
function dice(seed: string): (limit: number) => number {
  const random = seededRandom(`${SEED}/${seed}`);
  return (limit) => {
    const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
    return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % limit;
  };
}

describe(`edits, seed ${SEED}`, () => {
  test('each of 1,000 changed bytes is found, and names its entry', async () => {
    const start = Buffer.from(bundle).indexOf('{"actor"');
    const lines = (await filesOf(bundle)).get('entries.jsonl')!;
    const roll = dice('bytes');
    for (let run = 0; run < 1_000; run++) {
      const place = roll(bundle.length);
      const edited = bundle.slice();
      edited[place]! ^= 1 + roll(255);
      const result = await verify(edited);
      const where = `seed ${SEED}, run ${run}, byte ${place}: ${result.what}`;
      expect(result.ok, where).toBe(false);
      expect(result.what, where).toBeTruthy();
      const inside = place - start;
      if (inside < 0 || inside >= lines.length) continue;
      const entry = lines.subarray(0, inside).filter((byte) => byte === 10).length;
      expect(result.at, where).toBe(entry);
    }
  });

  test('every length to which the file can be cut is found', async () => {
    const roll = dice('cut');
    for (let run = 0; run < 100; run++) {
      expect((await verify(bundle.subarray(0, roll(bundle.length)))).ok).toBe(false);
    }
    expect((await verify(concat(bundle, Uint8Array.of(0)))).ok).toBe(false);
  });

  test('every value that a verifier reads as an entry is held to its neighbours', async () => {
    // A digit in a text: still an entry, still canonical, so only the digests can tell.
    for (let at = 3; at < 23; at++) {
      const edited = await remakeLines((lines) =>
        lines.map((line, i) => (i === at ? line.replace('11100', '11101') : line)),
      );
      expect(await verify(edited)).toMatchObject({ ok: false, at });
    }
  });
});

describe('entries, in a bundle that was made again without the key', () => {
  const changes: readonly [string, (lines: string[], at: number) => string[], number][] = [
    ['deleted', (lines, at) => lines.toSpliced(at, 1), 0],
    ['swapped with the next', (lines, at) => lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!), 0],
    ['given twice', (lines, at) => lines.toSpliced(at, 0, lines[at]!), 1],
    ['the first that is missing', (lines, at) => lines.slice(0, at), 0],
    ['replaced by an empty line', (lines, at) => lines.with(at, ''), 0],
    ['cut in its middle', (lines, at) => lines.with(at, lines[at]!.slice(0, 40)), 0],
    ['linked to another', (lines, at) => lines.with(at, relink(lines[at]!)), 0],
    ['written with a space', (lines, at) => lines.with(at, lines[at]!.replace(':', ': ')), 0],
    ['given a member more', (lines, at) => lines.with(at, lines[at]!.replace('{', '{"a":1,')), 0],
  ];

  test.each(changes)('entry %s', async (_, change, shift) => {
    for (let at = 0; at < COUNT - 1; at++) {
      const edited = await remakeLines((lines) => change(lines, at));
      expect(await verify(edited)).toMatchObject({ ok: false, at: at + shift });
    }
  });

  test('the last one, changed, deleted, relinked, or one added after it', async () => {
    const at = COUNT - 1;
    const texts = [
      await remakeLines((lines) => lines.with(at, lines[at]!.replace('made', 'lost'))),
      await remakeLines((lines) => lines.with(at, relink(lines[at]!))),
      await remakeLines((lines) => lines.slice(0, at)),
    ];
    for (const edited of texts) expect(await verify(edited)).toMatchObject({ ok: false, at });
    const longer = chain([...bodies, note('More.')]).at(-1)!;
    const added = await remakeLines((lines) => [...lines, fromUtf8(longer.bytes)!]);
    expect(await verify(added)).toMatchObject({ ok: false, at: COUNT });
  });

  test('all chained anew after a change: the signed root no longer holds', async () => {
    const forged = chain(bodies.with(5, note('Nothing happened.')));
    const edited = await remakeLines(() => forged.map(({ bytes }) => fromUtf8(bytes)!));
    expect(await verify(edited)).toMatchObject({ ok: false, at: COUNT - 1 });
  });
});

function relink(line: string): string {
  return line.replace(
    /"previous":"./,
    (start) => start.slice(0, -1) + (start.endsWith('7') ? '8' : '7'),
  );
}

describe('other changes without the key', () => {
  const changes: readonly [string, (files: Map<string, Uint8Array>) => void][] = [
    ...names.map((name): (typeof changes)[number] => [
      `${name} deleted`,
      (files) => files.delete(name),
    ]),
    ['a file added', (files) => files.set('captures/more', utf8('more'))],
    ['a file of the plan changed', (files) => files.set('plan/zones.yaml', utf8('zones: [x]\n'))],
    ['the report replaced', (files) => files.set('report.html', utf8('<p>All is well.</p>'))],
    ['an extra signature', (files) => double(files, 'manifest.sig')],
    ['a longer checkpoint note', (files) => double(files, 'checkpoint')],
  ];

  test.each(changes)('%s', async (_, change) => {
    const result = await verify(await remake(change));
    expect(result.ok).toBe(false);
    expect(result.what).toBeTruthy();
  });

  test('files that do not agree with the signed manifest', async () => {
    const says = async (change: (files: Map<string, Uint8Array>) => void): Promise<unknown> =>
      (await verify(await rezip(change))).checks.find(({ name }) => name === 'files')?.detail;
    expect(await says((files) => files.set('report.pdf', utf8('%PDF other')))).toBe(
      'report.pdf is not the file that the manifest names: it was changed.',
    );
    expect(await says((files) => files.set('more', utf8('more')))).toMatch('it was added');
    expect(await says((files) => files.delete('README.txt'))).toMatch('is missing');
    const otherKey = await rezip((files) => files.set('key.txt', utf8('other')));
    expect((await verify(otherKey)).what).toMatch('not the given key');
  });

  test('a checksum changed in both places', async () => {
    const edited = Buffer.from(bundle);
    const { crc32 } = await measure(
      partOfBytes('any', (await filesOf(bundle)).get('manifest.sig')!),
    );
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32);
    for (let at = edited.indexOf(sum); at >= 0; at = edited.indexOf(sum)) edited[at]! ^= 1;
    expect(await verify(edited)).toMatchObject({
      ok: false,
      what: expect.stringContaining('checksum'),
    });
  });

  test('a bundle of another key is not ours, though it agrees with itself', async () => {
    const thief = await createSigner(ORIGIN, seededRandom('thief').bytes(32));
    const { size, root } = { size: COUNT, root: treeOf(journal).rootAt() };
    const checkpoint = await signCheckpoint({ size, root }, thief);
    const forged = await collect(writeBundle({ ...contents, signer: thief, checkpoint }));
    expect((await verify(forged)).ok).toBe(false);
    expect(await verifyBundle(sourceOfBytes(forged))).toMatchObject({ ok: true, keyGiven: false });
  });
});

function double(files: Map<string, Uint8Array>, name: string): void {
  const text = fromUtf8(files.get(name)!)!;
  files.set(name, utf8(text + text.slice(text.indexOf('—'))));
}

describe('what is signed but does not agree with the entries', () => {
  const changes: readonly [string, Partial<BundleContents>, string][] = [
    ['a cited capture is not there', { captures: [] }, 'cites sha256:'],
    ['the plan is another', { plan: [['plan.yaml', 'name: Other\n']] }, 'no entry names'],
    ['the report is another', { reportHtml: utf8('<p>Other</p>') }, 'entry 23 records'],
    ['a cited entry is not there', { cites: [COUNT] }, `No entry ${COUNT}`],
  ];

  test.each(changes)('%s', async (_, change, what) => {
    const result = await verify(await collect(writeBundle({ ...contents, ...change })));
    expect(result).toMatchObject({ ok: false, what: expect.stringContaining(what) });
  });

  test('a capture that is left out is named with the reason', async () => {
    const leftOut = [{ digest: digestName(capture), sizeBytes: 3_000, why: 'too large' }];
    const made = await collect(writeBundle({ ...contents, captures: [], leftOut }));
    expect((await verify(made)).ok).toBe(true);
  });
});
