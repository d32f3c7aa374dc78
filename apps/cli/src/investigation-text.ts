import type { RunningEngine } from '@bulkhead/engine';
import type { Investigation } from './commands/investigate.ts';
import { sizeWords, wrapped } from './output.ts';

/** What an investigation found, for people at a terminal: the incidents first. */
export function investigationText(
  result: Investigation,
  engine: RunningEngine,
  folder: string,
): string {
  const lines: string[] = [];
  const { incidents } = engine.situation();
  if (incidents.length === 0) {
    lines.push('No incident: no rule of severity medium or above matched.', '');
  }
  for (const incident of incidents) {
    const { severity, title, headline, severityBecause, techniques } = incident;
    lines.push(lineOf(title, `${severity.toUpperCase()}  `), lineOf(headline, '  ', 2));
    for (const reason of severityBecause) lines.push(lineOf(reason, '  because ', 4));
    const names = techniques.map(({ id, name }) => `${id} ${name}`).join(', ');
    if (names !== '') lines.push(lineOf(names, '  ATT&CK for ICS: ', 4));
    lines.push('');
  }
  for (const { alert } of engine.state.alerts.values()) {
    const { severity, count, outcome, client, server, rule } = alert;
    const lead = `${severity.padEnd(9)}${String(count).padStart(5)}  ${outcome.padEnd(13)}`;
    lines.push(lineOf(rule.title, lead), `${' '.repeat(lead.length)}${client} -> ${server}`);
  }
  if (engine.state.alerts.size > 0) lines.push('');
  for (const capture of result.captures) {
    const skipped = Object.entries(capture.skipped)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(', ');
    const what = `${capture.packets} packets, ${sizeWords(capture.bytes)}`;
    const left = skipped === '' ? '' : `; no operation from: ${skipped}`;
    lines.push(lineOf(`${capture.file}: ${what}${left}`, '', 2));
  }
  const { entries, root } = result.journal;
  lines.push(
    lineOf(`Journal: ${entries} entries, root ${root.slice(0, 16)}…, in ${folder}`, '', 2),
  );
  if (result.report !== null) {
    lines.push(lineOf(`Report: ${result.report} (and .pdf, .bundle.zip)`, '', 2));
    if (result.reportsLeftOut > 0) {
      const others = `${result.reportsLeftOut} more incidents have no report of their own`;
      lines.push(lineOf(`${others}; serve --data ${folder} shows them.`, '', 2));
    }
  }
  return `${lines.join('\n')}\n`;
}

function lineOf(text: string, lead: string, indent: number = lead.length): string {
  return wrapped(text, lead, indent).trimEnd();
}
