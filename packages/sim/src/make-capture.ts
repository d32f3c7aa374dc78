import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dosingAttackCapture } from './scenario/dosing-attack.ts';

const FILE = join(import.meta.dirname, '../../../content/scenarios/dosing-attack/attack.pcap');

if (import.meta.main) {
  const bytes = dosingAttackCapture();
  writeFileSync(FILE, bytes);
  process.stdout.write(
    `wrote content/scenarios/dosing-attack/attack.pcap, ${bytes.length} bytes\n`,
  );
}
