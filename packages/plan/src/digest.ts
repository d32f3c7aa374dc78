import { canonicalJson, digestName, utf8 } from '@bulkhead/kernel';

/**
 * The name of a plan: `sha256:` over the canonical JSON of `[file, digest of its UTF-8 bytes]` of
 * every file, sorted by name. The same files give the same digest on every machine.
 */
export function planDigest(files: ReadonlyMap<string, string>): string {
  const list = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => [file.toWellFormed(), digestName(utf8(text))]);
  return digestName(utf8(canonicalJson(list)));
}
