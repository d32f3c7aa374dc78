import { readFileSync, writeFileSync } from 'node:fs';

const RULE = '----------\n';

/**
 * One file holds a comment, an input and the expected output, divided by a line of ten dashes.
 * `run` gets the input without its comment lines. `UPDATE_GOLDEN=1` rewrites the expected half; the
 * diff in review is the test.
 */
export function checkGolden(path: string, run: (input: string) => string): void {
  const text = readFileSync(path, 'utf8');
  const cut = text.indexOf(RULE);
  if (cut < 0) throw new Error(`${path}: no line of ten dashes divides input and expectation`);
  const given = text.slice(0, cut);
  const want = text.slice(cut + RULE.length);
  const got = run(given.replace(/^#.*\n/gm, ''));
  if (got === want) return;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(path, given + RULE + got);
    return;
  }
  throw new Error(`${path} differs\n--- want\n${want}--- got\n${got}`);
}
