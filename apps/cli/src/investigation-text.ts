import type { RunningEngine } from '@bulkhead/engine';
import type { Investigation } from './commands/investigate.ts';
import { sizeWords, table } from './output.ts';

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
    lines.push(`${incident.severity.toUpperCase()}  ${incident.title}`, `  ${incident.headline}`);
    for (const reason of incident.severityBecause) lines.push(`  because ${reason}`);
    const names = incident.techniques.map(({ id, name }) => `${id} ${name}`).join(', ');
    if (names !== '') lines.push(`  ATT&CK for ICS: ${names}`);
    lines.push('');
  }
  const alerts = [...engine.state.alerts.values()].map(({ alert }) => [
    alert.severity,
    String(alert.count),
    alert.outcome,
    `${alert.client} -> ${alert.server}`,
    alert.rule.title,
  ]);
  if (alerts.length > 0) {
    lines.push(table([['severity', 'count', 'outcome', 'hosts', 'rule'], ...alerts]));
  }
  for (const capture of result.captures) {
    const skipped = Object.entries(capture.skipped)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(', ');
    lines.push(
      `${capture.file}: ${capture.packets} packets, ${sizeWords(capture.bytes)}` +
        `${skipped === '' ? '' : `; not understood: ${skipped}`}`,
    );
  }
  const { entries, root } = result.journal;
  lines.push(`Journal: ${entries} entries, root ${root.slice(0, 16)}…, in ${folder}`);
  if (result.report !== null) lines.push(`Report: ${result.report} (and .pdf)`);
  return `${lines.join('\n')}\n`;
}
