import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Who made a network interface, by the first 24, 28 or 36 bits of its MAC address (IEEE). The table
 * is read when the first is asked for; null for addresses that are given locally or not known.
 */
export function interfaceVendors(): (mac: string) => string | null {
  let table: Readonly<Record<string, string>> | undefined;
  return (mac) => {
    const digits = mac.replaceAll(':', '').toUpperCase();
    if ((Number.parseInt(digits.slice(0, 2), 16) & 2) !== 0) return null;
    table ??= readTable();
    const known = table[digits.slice(0, 9)] ?? table[digits.slice(0, 7)];
    const words = known ?? table[digits.slice(0, 6)];
    return words?.split('\n', 1)[0] ?? null;
  };
}

function readTable(): Record<string, string> {
  const path = fileURLToPath(import.meta.resolve('oui-data'));
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
}
