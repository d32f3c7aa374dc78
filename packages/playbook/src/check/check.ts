import type { Finding } from '@bulkhead/model';
import type { CacaoPlaybook, CacaoStep } from '../cacao.ts';
import { pointerToken } from '../json.ts';

/** A finding before its place is looked up: `path` leads from the root of the file. */
export interface Problem {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly fix: string;
}

/** One rule set. Each looks at the whole playbook and says all that is wrong with its part. */
export type Check = (playbook: CacaoPlaybook) => readonly Problem[];

/** Makes problems of one code; `error` unless told. */
export function problem(
  code: string,
  path: readonly PropertyKey[],
  message: string,
  fix: string,
  severity: Finding['severity'] = 'error',
): Problem {
  return { code, severity, path, message, fix };
}

export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((token) => `/${pointerToken(String(token))}`).join('');
}

/** The steps of a playbook with their ids, in the order of the file. */
export function stepsOf(playbook: CacaoPlaybook): readonly (readonly [string, CacaoStep])[] {
  return Object.entries(playbook.workflow);
}

/** Looks a definition up without reaching the prototype: ids come from outside. */
export function own<T>(
  record: Readonly<Record<string, T>> | undefined,
  key: string,
): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
