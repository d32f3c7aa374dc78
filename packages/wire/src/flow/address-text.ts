const HEX_OCTETS = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Dotted form of a 32-bit address. */
export function ipv4Text(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
export function ipv6Text(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let [runAt, runLength] = [-1, 1];
  for (let at = 0; at < groups.length; at++) {
    let end = at;
    while (end < groups.length && groups[end] === 0) end++;
    if (end - at > runLength) [runAt, runLength] = [at, end - at];
    if (end > at) at = end;
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return runAt < 0 ? text(0, 8) : `${text(0, runAt)}::${text(runAt + runLength, 8)}`;
}

/** Lower case with colons, of the first 16 and the last 32 bits. */
export function macText(high: number, low: number): string {
  const octets = [high >> 8, high, low >> 24, low >> 16, low >> 8, low];
  return octets.map((octet) => HEX_OCTETS[octet & 255]!).join(':');
}
