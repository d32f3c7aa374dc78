import { toHex } from '@bulkhead/kernel';
import {
  createSigner,
  MerkleTree,
  NO_PREVIOUS,
  sealEntry,
  signCheckpoint,
  verifierKeyOf,
  verifierKeyText,
} from '@bulkhead/ledger';
import type { Entry, EntryBody } from '@bulkhead/model';
import { expect, test } from 'vitest';
import type { ProvenEntry } from '../../client.ts';
import { keyOf, verifyEntry } from './verify.ts';

const ORIGIN = 'bulkhead/test';
const COUNT = 5;

/** A journal as the server has it: five entries, signed. */
async function journal() {
  const signer = await createSigner(ORIGIN, new Uint8Array(32).fill(3));
  const key = verifierKeyText(verifierKeyOf(ORIGIN, signer.publicKey));
  const tree = new MerkleTree();
  const entries: Entry[] = [];
  let previous = NO_PREVIOUS;
  for (let sequence = 0; sequence < COUNT; sequence++) {
    const body: EntryBody =
      sequence === 0
        ? { kind: 'journal-opened', origin: ORIGIN, publicKey: key }
        : { kind: 'signed-in', person: `person-${sequence}` };
    const actor = { kind: 'system', part: 'engine' } as const;
    const at = '2026-03-14T03:00:00.000Z';
    const sealed = sealEntry({ sequence, at, actor, cause: null, previous, body });
    entries.push(sealed.entry);
    tree.append(sealed.leaf);
    previous = toHex(sealed.leaf);
  }
  const checkpoint = await signCheckpoint({ size: COUNT, root: tree.rootAt() }, signer);
  const proven = (index: number): ProvenEntry => ({
    entry: entries[index]!,
    inclusion: {
      index,
      size: COUNT,
      root: toHex(tree.rootAt()),
      proof: tree.inclusionProof(index, COUNT).map(toHex),
    },
    checkpoint,
  });
  return { entries, proven, key: keyOf(entries[0]!) };
}

const verdict = async (...given: Parameters<typeof verifyEntry>): Promise<string> =>
  (await verifyEntry(...given)).map(({ holds }) => (holds ? 'holds' : 'broken')).join(' ');

test('every entry of an honest journal holds', async () => {
  const { entries, proven, key } = await journal();
  for (let i = 0; i < COUNT; i++) {
    expect(await verdict(proven(i), entries[i - 1] ?? null, key)).toBe('holds holds holds');
  }
});

// What a lying server could change -> the checks of chain, inclusion and signature.
test('whatever is changed is found, and by the check that is about it', async () => {
  const { entries, proven, key } = await journal();
  const given = proven(3);
  const before = entries[2]!;
  const { entry, inclusion } = given;
  const other = verifierKeyText(verifierKeyOf(ORIGIN, new Uint8Array(32).fill(9)));
  const changed = { ...entry, at: '2020-01-01T00:00:00.000Z' };
  expect(await verdict({ ...given, entry: changed }, before, key)).toBe('holds broken holds');
  expect(await verdict(given, entries[1]!, key)).toBe('broken holds holds');
  expect(await verdict(given, { ...before, cause: 1 }, key)).toBe('broken holds holds');
  expect(await verdict(given, null, key)).toBe('broken holds holds');
  expect(await verdict({ ...given, inclusion: { ...inclusion, index: 2 } }, before, key)).toBe(
    'holds broken holds',
  );
  const root = '0'.repeat(64);
  expect(await verdict({ ...given, inclusion: { ...inclusion, root } }, before, key)).toBe(
    'holds broken broken',
  );
  expect(await verdict(given, before, other)).toBe('holds holds broken');
  expect(await verdict(given, before, 'no key')).toBe('holds holds broken');
  const checkpoint = given.checkpoint.replace('\n5\n', '\n6\n');
  expect(await verdict({ ...given, checkpoint }, before, key)).toBe('holds holds broken');
});
