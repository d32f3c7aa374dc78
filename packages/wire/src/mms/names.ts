import { OPERATION_ITEMS_MAX } from '@bulkhead/model';
import { berText, berUnsigned, hexText, Tlv } from '../osi/ber.ts';

/** Selections within a variable that are followed. */
const ACCESS_DEPTH_MAX = 8;
const OBJECT_CHARACTERS_MAX = 256;

/**
 * An ObjectName (ISO 9506-2 §7.4.1) as IEC 61850 writes references: `LD0/CSWI1$CO$Pos$Oper` within
 * a domain, `mu` of the whole device, `@list` of one association.
 */
export function objectName(bytes: Uint8Array, at: number, end: number): string {
  const name = new Tlv();
  if (!name.take(bytes, at, end)) return '';
  if (name.lead === 0x80) return berText(bytes, name.at, name.end);
  if (name.lead === 0x82) return `@${berText(bytes, name.at, name.end)}`;
  if (name.lead !== 0xa1) return '';
  const domain = new Tlv();
  const item = new Tlv();
  if (!domain.takeIn(bytes, name)) return '';
  const domainText = berText(bytes, domain.at, domain.end);
  if (!item.take(bytes, domain.next, name.end)) return domainText;
  return `${domainText}/${berText(bytes, item.at, item.end)}`;
}

/** One variable, ISO 9506-2 §14.5: by name, by address, or described. */
export function variableName(bytes: Uint8Array, at: number, end: number): string {
  const variable = new Tlv();
  if (!variable.take(bytes, at, end)) return 'variable';
  switch (variable.number) {
    case 0:
      return objectName(bytes, variable.at, variable.end) || 'variable';
    case 1:
      return addressText(bytes, variable.at, variable.end);
    case 2:
      return addressText(bytes, variable.at, variable.end);
    case 3:
      return 'scattered_access';
    default:
      return 'invalidated';
  }
}

/** An Address: a number, a symbol, or octets that only the device understands, §14.3. */
function addressText(bytes: Uint8Array, at: number, end: number): string {
  const address = new Tlv();
  if (!address.take(bytes, at, end)) return 'address';
  if (address.lead === 0xa0) return addressText(bytes, address.at, address.end);
  if (address.lead === 0x80) return `address/${berUnsigned(bytes, address.at, address.end)}`;
  if (address.lead === 0x81) return `address/${berText(bytes, address.at, address.end)}`;
  return `address/0x${hexText(bytes, address.at, address.end)}`;
}

/** Alternate access (§14.6) as a suffix: `.stVal` for a component, `[3]`, `[0..4]`, `[*]`. */
function accessText(bytes: Uint8Array, at: number, end: number, depth: number): string {
  const access = new Tlv();
  if (depth > ACCESS_DEPTH_MAX || !access.take(bytes, at, end)) return '';
  if (access.lead === 0x30) return accessText(bytes, access.at, access.end, depth + 1);
  // A named selection: the name that the result has, then what selects.
  if (access.lead === 0xa5) {
    const name = new Tlv();
    if (!name.takeIn(bytes, access)) return '';
    return accessText(bytes, name.next, access.end, depth + 1);
  }
  if (access.lead === 0xa0) {
    const selected = new Tlv();
    if (!selected.takeIn(bytes, access)) return '';
    const inner = accessText(bytes, selected.next, access.end, depth + 1);
    return selectionText(bytes, selected, 0) + inner;
  }
  return selectionText(bytes, access, 1);
}

/** The same selections have tags 0 to 3 where more follows, and 1 to 4 where it does not. */
function selectionText(bytes: Uint8Array, selected: Tlv, first: number): string {
  switch (selected.number - first) {
    case 0:
      return `.${berText(bytes, selected.at, selected.end)}`;
    case 1:
      return `[${berUnsigned(bytes, selected.at, selected.end)}]`;
    case 2: {
      const low = new Tlv();
      const count = new Tlv();
      if (!low.takeIn(bytes, selected) || !count.take(bytes, low.next, selected.end)) return '[?]';
      const from = berUnsigned(bytes, low.at, low.end);
      return `[${from}..${from + berUnsigned(bytes, count.at, count.end) - 1}]`;
    }
    case 3:
      return '[*]';
    default:
      return '';
  }
}

/** What a VariableAccessSpecification (§14.5.1) names. */
export interface VariableAccess {
  /** The variables of a list that is spelled out; at most `OPERATION_ITEMS_MAX`. */
  readonly names: readonly string[];
  /** How many there were. */
  readonly count: number;
  /** The list that is named instead; empty otherwise. */
  readonly list: string;
}

const NONE: VariableAccess = { names: [], count: 0, list: '' };

/** Reads the specification whose tag is at `at`. */
export function variableAccess(bytes: Uint8Array, at: number, end: number): VariableAccess {
  const specification = new Tlv();
  if (!specification.take(bytes, at, end)) return NONE;
  if (specification.lead === 0xa1) {
    return { names: [], count: 1, list: objectName(bytes, specification.at, specification.end) };
  }
  if (specification.lead !== 0xa0) return NONE;
  const { at: from, end: last } = specification;
  return { ...listedNames(bytes, from, last, OPERATION_ITEMS_MAX), list: '' };
}

/** The variables of a list that is spelled out: at most `max` names, and how many there were. */
export function listedNames(
  bytes: Uint8Array,
  at: number,
  end: number,
  max: number,
): { readonly names: readonly string[]; readonly count: number } {
  const names: string[] = [];
  let count = 0;
  const entry = new Tlv();
  for (; entry.take(bytes, at, end); at = entry.next) {
    count++;
    if (names.length >= max) continue;
    const variable = new Tlv();
    if (!variable.takeIn(bytes, entry)) continue;
    const name = variableName(bytes, entry.at, entry.end);
    const access = new Tlv();
    const selected =
      access.take(bytes, variable.next, entry.end) && access.lead === 0xa5
        ? accessText(bytes, access.at, access.end, 0)
        : '';
    names.push((name + selected).slice(0, OBJECT_CHARACTERS_MAX));
  }
  return { names, count };
}

/** A report control block or its DatSet: node, functional constraint, name of the block. */
const BLOCK = /^([^$]+)\$(BR|RP)\$([^$]+)(\$DatSet)?$/;

/** The report control block that a variable is, or whose data set it is; null for others. */
export function controlBlock(variable: string): {
  readonly node: string;
  readonly kind: 'BR' | 'RP';
  readonly name: string;
  /** Whether it is the block with all its attributes. */
  readonly whole: boolean;
} | null {
  const [, node, kind, name, attribute] = BLOCK.exec(variable) ?? [];
  if (node === undefined || name === undefined) return null;
  return { node, kind: kind === 'BR' ? 'BR' : 'RP', name, whole: attribute === undefined };
}

/** A FileName (§18.1): parts joined as the file systems of devices join them. */
export function fileName(bytes: Uint8Array, at: number, end: number): string {
  const part = new Tlv();
  const parts: string[] = [];
  for (; part.take(bytes, at, end) && parts.length < ACCESS_DEPTH_MAX; at = part.next) {
    // Some devices wrap the parts in a sequence of their own.
    if (part.lead === 0x30) return fileName(bytes, part.at, part.end);
    parts.push(berText(bytes, part.at, part.end));
  }
  return parts.join('/');
}
