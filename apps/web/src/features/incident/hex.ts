/** One row of a hex view. */
export interface HexRow {
  /** Of the first byte, four hexadecimal digits. */
  readonly offset: string;
  /** Two digits a byte, a space between. */
  readonly bytes: string;
  /** Printable ASCII, a dot for the rest. */
  readonly text: string;
}

const ROW_BYTES = 16;
/** Bytes shown of one packet; a jumbo frame is 9,000. */
export const HEX_BYTES_MAX = 16_384;

/** Rows of a hex view of hexadecimal text; odd digits at the end are left out. */
export function hexRows(hex: string, rowBytes: number = ROW_BYTES): HexRow[] {
  const bytes = (hex.match(/[0-9a-f]{2}/gi) ?? []).slice(0, HEX_BYTES_MAX);
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += rowBytes) {
    const row = bytes.slice(at, at + rowBytes);
    rows.push({
      offset: at.toString(16).padStart(4, '0'),
      bytes: row.join(' '),
      text: row.map((byte) => printable(Number.parseInt(byte, 16))).join(''),
    });
  }
  return rows;
}

function printable(code: number): string {
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
}
