import { fromHex, toBase64, toHex, utf8 } from '@bulkhead/kernel';
import { seededRandom } from '@bulkhead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createSigner,
  EMPTY_ROOT,
  openCheckpoint,
  openNote,
  parseVerifierKey,
  signCheckpoint,
  signNote,
  verifierKeyOf,
  verifierKeyText,
} from './mod.ts';
import type { VerifierKey } from './mod.ts';

// The example of C2SP signed-note, "Verifier keys".
const FOO = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi' +
  '2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

function keyOf(text: string): VerifierKey {
  const parsed = parseVerifierKey(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.value;
}

const signer = await createSigner('millbrook.example/journal', seededRandom('note').bytes(32));
const key = verifierKeyOf(signer.name, signer.publicKey);

describe('signed notes, C2SP', () => {
  test('the example of the specification holds', async () => {
    expect(await openNote(NOTE, keyOf(FOO))).toEqual({
      value: { text: 'This is an example message.\n', signatures: 1 },
    });
    expect(verifierKeyText(keyOf(FOO))).toBe(FOO);
  });

  test('Ed25519 is that of RFC 8032 §7.1, test 1', async () => {
    const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')!;
    const own = await createSigner('a', seed);
    expect(toBase64(own.publicKey)).toBe('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=');
    expect(toHex(await own.sign(utf8('')))).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39' +
        '701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  test('every text comes back from its note, and no edited note opens', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => clean(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.nat(), async (lines, at) => {
        const text = lines.map((part) => `${part}\n`).join('');
        const note = await signNote(text, signer);
        expect(await openNote(note, key)).toEqual({ value: { text, signatures: 1 } });
        const place = at % note.length;
        const other = note[place] === 'x' ? 'y' : 'x';
        const edited = note.slice(0, place) + other + note.slice(place + 1);
        expect(await openNote(edited, key)).toHaveProperty('problem');
      }),
      { numRuns: 60 },
    );
  });

  test('signatures of other keys are ignored; a broken one of ours is not', async () => {
    const other = await createSigner('witness.example', seededRandom('witness').bytes(32));
    const theirs = (await signNote('text\n', other)).split('\n\n')[1];
    const note = await signNote('text\n', signer);
    expect(await openNote(note + theirs, key)).toHaveProperty('value.signatures', 2);
    const broken = (await signNote('other\n', signer)).split('\n\n')[1];
    expect(await openNote(note + broken, key)).toHaveProperty('problem');
  });

  test.each([
    ['an empty text', ''],
    ['no signature', 'text\n\n'],
    ['no final newline', NOTE.slice(0, -1)],
    ['a carriage return', NOTE.replace('.\n', '.\r\n')],
    ['a line after the signatures', `${NOTE}more\n`],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
    ['two spaces', NOTE.replace('foo Uw', 'foo  Uw')],
    ['unused bits in base64', NOTE.replace('aQM=', 'aQN=')],
  ])('%s is refused', async (_, note) => {
    expect(await openNote(note, keyOf(FOO))).toHaveProperty('problem');
  });
});

describe('verifier keys', () => {
  test.each([
    ['no plus sign', 'example.com/foo'],
    ['a wrong id', FOO.replace('530d', '530e')],
    ['another name', FOO.replace('foo', 'bar')],
    ['a space in the name', FOO.replace('/', ' ')],
    ['another type of signature', FOO.replace('+Aek', '+Bek')],
    ['a final newline', `${FOO}\n`],
    ['a key cut short', FOO.slice(0, -4)],
  ])('%s is refused', (_, text) => {
    expect(parseVerifierKey(text)).toHaveProperty('problem');
  });
});

describe('checkpoints, C2SP tlog-checkpoint', () => {
  test('come back as they were signed', async () => {
    const head = { size: 20_852_163, root: EMPTY_ROOT };
    const note = await signCheckpoint(head, signer);
    expect(note.split('\n').slice(0, 3)).toEqual([
      'millbrook.example/journal',
      '20852163',
      '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    ]);
    expect(await openCheckpoint(note, key)).toEqual({ value: { origin: signer.name, ...head } });
  });

  test.each([
    ['a leading zero', 'o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
    ['a short root', 'o\n1\n47DEQpj8HBSa\n'],
    ['no root', 'o\n1\n'],
    ['an extension line', 'o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n'],
    ['a size beyond all logs', 'o\n9999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ])('%s is refused though signed', async (_, text) => {
    expect(await openCheckpoint(await signNote(text, signer), key)).toHaveProperty('problem');
  });
});

function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- a note holds none of these.
  return text.replace(/[\u0000-\u001f]/g, '');
}
