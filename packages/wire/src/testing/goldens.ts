import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { protocols } from '../protocols.gen.ts';
import type { Carrier } from './conversations.ts';
import { type GoldenInput, readGoldenInput } from './golden-input.ts';

/** Folder of all goldens: one a protocol, and those of the layers below. */
export const TESTDATA = join(import.meta.dirname, '../../testdata');
/** A port that no protocol is known by, for those that only their bytes tell. */
const OTHER_PORT = 4_444;

/** What the messages in a folder's goldens go over where they do not say. */
export function carrierOf(folder: string): Carrier {
  const protocol = protocols.find(({ name }) => name === folder);
  if (protocol === undefined) return { over: 'tcp', port: 502 };
  const { tcp, udp, ethernet, within } = protocol.over;
  if (tcp !== undefined) return { over: 'tcp', port: tcp[0] ?? OTHER_PORT };
  if (udp !== undefined) return { over: 'udp', port: udp[0] ?? OTHER_PORT };
  if (ethernet?.[0] !== undefined) return { over: 'ethernet', port: ethernet[0] };
  return carrierOf(within?.[0] ?? 'cotp');
}

/** Every golden's name, as `folder/file`, without those that only list what others cover. */
export function goldenNames(): string[] {
  return readdirSync(TESTDATA, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.golden') && !file.endsWith('coverage.golden'))
    .toSorted();
}

/** The input half of a golden, without its comments. */
export function goldenScript(name: string): string {
  const text = readFileSync(join(TESTDATA, name), 'utf8').split('----------')[0]!;
  return text.replaceAll(/^#.*\n/gm, '');
}

/** The same, read. */
export function goldenInput(name: string): GoldenInput {
  return readGoldenInput(goldenScript(name), carrierOf(name.split('/')[0]!));
}
