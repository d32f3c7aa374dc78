import { SpoolFolder } from '../src/durable.ts';

// Lays files down until it is killed; tells how many are down.
const spool = new SpoolFolder(process.argv[2] ?? '');
const { signal } = new AbortController();
for (let count = 0; count < 100_000; count++) {
  await spool.put(`key-${count}`, 'x'.repeat(200_000), signal);
  process.send?.(count + 1);
}
