import type { InventoryReading } from '@bulkhead/engine';
import type { ObservedAsset, SightingField } from '@bulkhead/model';

/** Facts shown on the first line of an asset, in this order. */
const SHORT: readonly SightingField[] = ['name', 'vendor', 'model', 'firmware', 'serial', 'os'];
const CHANGES_SHOWN_MAX = 100;

/** The inventory for a person: a paragraph an asset, then what changed. */
export function assetsText(reading: InventoryReading, details: boolean): string {
  const { assets, changes, shed } = reading;
  const out = assets.map((asset) => assetText(asset, details));
  if (changes.length > 0) out.push('Changes of identity:\n');
  for (const change of changes.slice(0, CHANGES_SHOWN_MAX)) {
    const { address, field, from, to, protocol, time, frame } = change;
    out.push(
      `  ${time}  ${address}  ${field}: "${from}" became "${to}" (${protocol}, frame ${frame})\n`,
    );
  }
  if (changes.length > CHANGES_SHOWN_MAX) {
    out.push(`  and ${changes.length - CHANGES_SHOWN_MAX} more; --json has them all\n`);
  }
  out.push(
    `\n${plural(assets.length, 'device')}, ${plural(changes.length, 'change')} of identity.\n`,
  );
  if (shed > 0) out.push(`${shed} addresses or changes were left out, beyond the limits.\n`);
  return out.join('');
}

function assetText(asset: ObservedAsset, details: boolean): string {
  const { address, macs, interfaceVendor, roles, level, asked, served, facts } = asset;
  const role = roles[0];
  const head = [
    address,
    role === undefined ? 'role unknown' : `${words(role.role)} (${percent(role.confidence)})`,
    ...(level === null ? [] : [`level ${level}`]),
    ...SHORT.flatMap((field) => {
      const fact = facts.findLast((one) => one.field === field);
      return fact === undefined ? [] : [`${words(field)} ${fact.value}`];
    }),
  ];
  const lines = [head.join('  ')];
  const makers = interfaceVendor === null ? '' : ` (${interfaceVendor})`;
  if (macs.length > 0 && macs[0] !== address) lines.push(`  MAC ${macs.join(', ')}${makers}`);
  else if (makers !== '') lines.push(`  interface by ${interfaceVendor}`);
  if (Object.keys(served).length > 0) lines.push(`  answers ${counts(served)}`);
  if (Object.keys(asked).length > 0) lines.push(`  asks ${counts(asked)}`);
  if (details) {
    for (const { role: may, confidence, because } of roles) {
      lines.push(`  may be ${words(may)}, ${percent(confidence)}: ${because}`);
    }
    for (const { field, value, protocol, frame } of facts) {
      lines.push(`  ${words(field)}: ${value}  (${protocol}, frame ${frame})`);
    }
  }
  return `${lines.join('\n')}\n\n`;
}

function counts(byProtocol: Readonly<Record<string, number>>): string {
  return Object.entries(byProtocol)
    .toSorted(([, a], [, b]) => b - a)
    .map(([protocol, count]) => `${protocol} ${count}`)
    .join(', ');
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
