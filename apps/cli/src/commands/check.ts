import type { Finding } from '@bulkhead/model';
import { defineCommand, EXIT, textOption } from '../command.ts';
import { loadContent } from '../content.ts';
import { print, printJson, printLine } from '../output.ts';

export const check = defineCommand({
  name: 'check',
  summary: 'Checks a plan: what is wrong, where, what to do, and how ready it is.',
  takes: '<plan>',
  options: [{ flags: '--rules <folder>', says: 'more Sigma rules to check with it' }],
  run: async (given) => {
    const content = await loadContent(given.args[0]!, textOption(given, 'rules'));
    const { findings, readiness } = content;
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (given.options['json'] === true) {
      printJson({ ok: errors === 0, findings, score: readiness.score, readiness });
    } else {
      for (const finding of findings) print(findingText(finding));
      for (const part of readiness.parts) {
        printLine(`${part.title}: ${part.points} of ${part.pointsMax}`);
        for (const reason of part.because) printLine(`  ${reason}`);
      }
      printLine(`Readiness ${readiness.score} of 100. ${counts(findings)}`);
    }
    return errors === 0 ? EXIT.ok : EXIT.no;
  },
});

/** `file:line:column` first, so that an editor can go there. */
export function findingText(finding: Finding): string {
  const { file, line, column, severity, code, message, fix } = finding;
  return `${file}:${line}:${column}: ${severity} ${code}: ${message}\n    ${fix}\n`;
}

function counts(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.';
  const of = (severity: Finding['severity'], word: string): string => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return `${count} ${word}${count === 1 ? '' : 's'}`;
  };
  return `${of('error', 'error')}, ${of('warning', 'warning')}, ${of('note', 'note')}.`;
}
