/** Block types as two hexadecimal characters on the wire. */
const BLOCK_TYPES: Readonly<Record<string, string>> = {
  '08': 'OB',
  '0A': 'DB',
  '0B': 'SDB',
  '0C': 'FC',
  '0D': 'SFC',
  '0E': 'FB',
  '0F': 'SFB',
};

/** Bytes of a name shown at most. */
const NAME_BYTES_MAX = 128;

/** Printable text of bytes; others become dots, so that nothing hides in a name. */
export function nameText(bytes: Uint8Array, at: number, end: number): string {
  let text = '';
  for (let i = at; i < Math.min(end, at + NAME_BYTES_MAX); i++) {
    const byte = bytes[i]!;
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return text;
}

/** `DB`, `OB` ... of the two characters, or the characters themselves. */
export function blockType(characters: string): string {
  return BLOCK_TYPES[characters] ?? characters;
}

/**
 * `block/DB1` of `0A00001`, which may have a file identifier before it (`_`) and a file system
 * after it (`P`, `A` or `B`); `file/...` of any other name.
 */
export function blockObject(name: string): string {
  const found = /^[_$]?([0-9A-F]{2})([0-9]{5})[PAB]?$/.exec(name);
  if (found === null) return `file/${name}`;
  return `block/${blockType(found[1]!)}${Number(found[2])}`;
}

/** Blocks that the argument of an insert or delete names: a count, a zero, then 8 bytes each. */
export function blockList(bytes: Uint8Array, at: number, end: number): string[] {
  const out: string[] = [];
  const count = at < end ? bytes[at]! : 0;
  for (let i = 0, name = at + 2; i < count && name + 8 <= end; i++, name += 8) {
    out.push(blockObject(nameText(bytes, name, name + 8)));
  }
  return out;
}
