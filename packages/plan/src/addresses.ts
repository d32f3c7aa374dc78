/** Dotted decimal IPv4 without leading zeros, or lower-case IPv6; undefined for anything else. */
export function normalAddress(text: string): string | undefined {
  if (text.length > 45) return undefined;
  return ipv4(text) ?? ipv6(text);
}

function ipv4(text: string): string | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  return parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
    ? text
    : undefined;
}

/** RFC 4291 §2.2 in, RFC 5952 §4 out, so that one address has one text. */
function ipv6(text: string): string | undefined {
  const halves = text.toLowerCase().split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0]!);
  const tail = groups(halves[1] ?? '');
  if (!head || !tail) return undefined;
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 1 ? zeros !== 0 : zeros < 1) return undefined;
  const all = [...head, ...Array.from({ length: zeros }, () => 0), ...tail];
  return shortest(all.map((group) => group.toString(16)));
}

function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  return parts.every((part) => /^[0-9a-f]{1,4}$/.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined;
}

function shortest(parts: readonly string[]): string {
  let [from, length] = [0, 1];
  for (let i = 0; i < parts.length; i++) {
    let end = i;
    while (parts[end] === '0') end++;
    if (end - i > length) [from, length] = [i, end - i];
  }
  if (length === 1) return parts.join(':');
  return `${parts.slice(0, from).join(':')}::${parts.slice(from + length).join(':')}`;
}

/** `02:1b:84:00:00:0f`, or undefined for anything but six octets divided by `:` or `-`. */
export function normalMac(text: string): string | undefined {
  const mac = text.toLowerCase().replaceAll('-', ':');
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) ? mac : undefined;
}
