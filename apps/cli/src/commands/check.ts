import type { Finding } from '@bulkhead/model';
import { defineCommand, EXIT, textOption } from '../command.ts';
import { loadContent } from '../content.ts';
import { print, printJson, printLine, wrapped } from '../output.ts';

export const check = defineCommand({
  name: 'check',
  summary: 'Checks a plan: what is wrong, where, what to do, and how ready it is.',
  takes: '<plan>',
  options: [{ flags: '--rules <folder>', says: 'more Sigma rules to check with it' }],
  run: async (given) => {
    const content = await loadContent(given.args[0], textOption(given, 'rules'));
    const { findings, readiness } = content;
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (given.options['json'] === true) {
      printJson({ ok: errors === 0, findings, score: readiness.score, readiness });
    } else {
      for (const finding of findings) print(findingText(finding, content.where(finding.file)));
      if (findings.length > 0) printLine();
      for (const part of readiness.parts) {
        const missed = part.points < part.pointsMax && part.because.length > 0;
        const why = missed ? `: ${codesOf(part.because)}` : '';
        print(wrapped(`${part.title}${why}`, pointsText(part), POINTS_COLUMNS));
      }
      print(wrapped(`Readiness ${readiness.score} of 100. ${counts(findings)}`));
    }
    return errors === 0 ? EXIT.ok : EXIT.no;
  },
});

/** `file:line:column` first, so that an editor can go there. */
function findingText(finding: Finding, file: string): string {
  const { line, column, severity, code, message, fix } = finding;
  const head = `${file}:${line}:${column}: ${severity} ${code}\n`;
  return head + wrapped(message, '    ') + wrapped(fix, '    ');
}

const POINTS_COLUMNS = 10;

function pointsText({ points, pointsMax }: { points: number; pointsMax: number }): string {
  return `${String(points).padStart(2)} of ${pointsMax}`.padEnd(POINTS_COLUMNS);
}

/** The codes of the findings that cost points; each finding stands above with its place. */
function codesOf(because: readonly string[]): string {
  return [...new Set(because.map((reason) => reason.split(' ')[0]!))].join(', ');
}

function counts(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.';
  const of = (severity: Finding['severity'], word: string): string => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return `${count} ${word}${count === 1 ? '' : 's'}`;
  };
  return `${of('error', 'error')}, ${of('warning', 'warning')}, ${of('note', 'note')}.`;
}
