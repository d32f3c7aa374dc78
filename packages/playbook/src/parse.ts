import { digestName, utf8 } from '@bulkhead/kernel';
import type { Finding } from '@bulkhead/model';
import { CacaoPlaybook } from './cacao.ts';
import { placeOf, pointerToken, readJson } from './json.ts';
import { summarise, type Playbook } from './playbook.ts';

export interface ParsedPlaybook {
  /** Null where the text is not a CACAO 2.0 playbook at all. */
  readonly playbook: Playbook | null;
  readonly findings: readonly Finding[];
  /** `sha256:` of the text. */
  readonly digest: string;
}

/** Reads and checks one playbook. Never throws: what is wrong is a finding with its place. */
export function parsePlaybook(file: string, text: string): ParsedPlaybook {
  const digest = digestName(utf8(text));
  const reading = readJson(text);
  const findings: Finding[] = reading.problems.map(({ offset, message, fix }) => ({
    code: 'not-json',
    severity: 'error',
    file,
    ...placeOf(text, offset),
    message,
    fix,
  }));
  const parsed = CacaoPlaybook.safeParse(reading.value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const pointer = issue.path.map((token) => `/${pointerToken(String(token))}`).join('');
      findings.push({
        code: 'not-cacao',
        severity: 'error',
        file,
        ...placeOf(text, reading.offsets.get(pointer) ?? 0),
        message: issue.message,
        fix: 'Write it as CACAO 2.0 says.',
      });
    }
    return { playbook: null, findings, digest };
  }
  const cacao = parsed.data;
  const runnable = findings.every((finding) => finding.severity !== 'error');
  const { id, name, description = '' } = cacao;
  const steps = summarise(cacao);
  return { playbook: { id, name, description, digest, runnable, steps, cacao }, findings, digest };
}
