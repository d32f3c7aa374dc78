import { cidrTest } from './cidr.ts';

/**
 * Ranges that are no host of the public internet: IANA special-purpose registries of IPv4 and IPv6
 * (RFC 6890), with multicast and the reserved block above it.
 */
const INSIDE = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].map((network) => cidrTest(network)!);

/** Answers remembered; beyond it the memory starts anew. */
const KNOWN_MAX = 10_000;
const known = new Map<string, boolean>();

/** Whether a network address is one of the public internet; `undefined` for no address. */
export function isPublic(ip: string): boolean | undefined {
  if (ip === '') return undefined;
  const found = known.get(ip);
  if (found !== undefined) return found;
  const answer = !INSIDE.some((inside) => inside(ip));
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(ip, answer);
  return answer;
}
