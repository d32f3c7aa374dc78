import { writeSync } from 'node:fs';
import { openJournal } from '@bulkhead/store';
import { chainedNotes, seededRandom } from '@bulkhead/testkit';

// Appends without end, and prints each sequence as soon as the journal has acknowledged it. The
// crash test kills this process at a random moment and holds the journal to what was printed.
const [folder = '', seed = ''] = process.argv.slice(2);
const random = seededRandom(seed);
const roll = (limit: number): number => random.bytes(1)[0]! % limit;

const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

say('begun');
const journal = openJournal(folder);
let last = journal.read(Math.max(0, journal.length - 1), 1).at(-1);
for (;;) {
  const calls: Promise<void>[] = [];
  for (let call = 0; call <= roll(20); call++) {
    const entries = chainedNotes(1 + roll(3), last, 'x'.repeat(roll(200) * 8));
    last = entries.at(-1)!;
    const { sequence } = last.entry;
    calls.push(journal.append(entries).then(() => say(String(sequence))));
  }
  await Promise.all(calls);
}
