import { canonicalJson, fromHex, utf8 } from '@bulkhead/kernel';
import {
  createSigner,
  leafDigest,
  openCheckpoint,
  parseVerifierKey,
  verifyInclusion,
} from '@bulkhead/ledger';
import { expect, test } from 'vitest';
import { createDocuments } from './use-cases/documents.ts';
import { openBench, raise } from './testing/bench.ts';

const NO_BLOBS = {
  put: async () => ({ digest: '', sizeBytes: 0 }),
  sizeBytes: () => undefined,
  read: async function* () {},
};

async function withDocuments() {
  const bench = await openBench();
  const signer = await createSigner('bulkhead/bench', new Uint8Array(32).fill(7));
  const documents = createDocuments({
    ...bench,
    blobs: NO_BLOBS,
    signer,
    planFiles: new Map(),
  });
  return { ...bench, documents };
}

// Goal: what a browser is given is enough to verify an entry, and only that entry.
test('every entry is proved to be in a checkpoint that the key of the journal signed', async () => {
  const { engine, journal, documents } = await withDocuments();
  const opened = journal.entries[0]!.entry.body;
  const parsed = parseVerifierKey(opened.kind === 'journal-opened' ? opened.publicKey : '');
  if ('problem' in parsed) throw new Error(parsed.problem);
  // Some entries come before the checkpoint, some after it.
  await engine.checkpoint();
  await raise(engine);
  for (const { entry } of journal.entries) {
    const given = (await documents.entry(entry.sequence))!;
    const { index, size } = given.inclusion;
    const signed = await openCheckpoint(given.checkpoint, parsed.value);
    const root = fromHex(given.inclusion.root)!;
    expect(signed).toEqual({ value: { origin: 'bulkhead/bench', size, root } });
    const proof = given.inclusion.proof.map((text) => fromHex(text)!);
    const holds = (what: unknown): boolean =>
      verifyInclusion({ leaf: leafDigest(utf8(canonicalJson(what))), index, size, root, proof });
    expect(holds(given.entry)).toBe(true);
    expect(holds({ ...given.entry, at: '2020-01-01T00:00:00.000Z' })).toBe(false);
  }
});

test.each([[-1], [0.5], [1_000_000], [Number.NaN]])('there is no entry %s', async (sequence) => {
  const { documents } = await withDocuments();
  expect(await documents.entry(sequence)).toBeUndefined();
});
