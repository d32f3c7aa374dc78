import { unsigned32le, word32le } from '../bytes.ts';
import { guidText } from '../described/guid.ts';

/** Start of an object reference, MS-DCOM §2.2.18; how far into the call it is looked for. */
const REFERENCE = { signature: 0x574f454d, place: 256, blob: 48 } as const;
/** Header of the properties within it, MS-DCOM §2.2.22; each has a header of its own. */
const HEADER = { at: 8, bytes: 20, count: 64, classes: 68 } as const;
const PROPERTY_HEADER_BYTES = 16;
const GUID_BYTES = 16;
const PROPERTIES_MAX = 16;
/** The property that names the class, MS-DCOM §2.2.22.2.1. */
const INSTANTIATION = '000001ab-0000-0000-c000-000000000046';
/** Where the older way to activate has the class: behind what is common to all calls of DCOM. */
const OLD_CLASS_AT = 32;

/**
 * Classes that matter: those with which programs are run on another machine, and the list of the
 * OPC servers of a machine.
 */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['8bc3f05e-d86b-11d0-a075-00c04fb68820', 'wbem_level1_login'],
  ['49b2791a-b1ae-4c90-9b8e-e860ba07f889', 'mmc20_application'],
  ['9ba05972-f6a8-11cf-a442-00a0c90a8f39', 'shell_windows'],
  ['c08afd90-f2a1-11d1-8455-00a0c91f3880', 'shell_browser_window'],
  ['13486d51-4821-11d2-a494-3cb306c10000', 'opc_server_list'],
]);

/** `class/opc_server_list`: what an activation makes; empty where it does not tell. */
export function activatedClass(bytes: Uint8Array, at: number, end: number, old: boolean): string {
  const place = old ? at + OLD_CLASS_AT : classAt(bytes, at, end);
  if (place < 0 || place + GUID_BYTES > end) return '';
  const guid = guidText(bytes, place);
  return `class/${CLASSES.get(guid) ?? guid}`;
}

/** Where the class is: in the property for it, which the header's list of properties has. */
function classAt(bytes: Uint8Array, at: number, end: number): number {
  let reference = at;
  const last = Math.min(end - 4, at + REFERENCE.place);
  while (reference <= last && word32le(bytes, reference) !== REFERENCE.signature) reference++;
  const header = reference + REFERENCE.blob + HEADER.at;
  if (reference > last || header + HEADER.classes > end) return -1;
  const count = unsigned32le(bytes, header + HEADER.count);
  const classes = header + HEADER.classes;
  const sizes = classes + count * GUID_BYTES + 4;
  if (count > PROPERTIES_MAX || sizes + 4 * count > end) return -1;
  let property = header + unsigned32le(bytes, header + HEADER.bytes);
  for (let i = 0; i < count; i++) {
    if (guidText(bytes, classes + i * GUID_BYTES) === INSTANTIATION) {
      return property + PROPERTY_HEADER_BYTES;
    }
    property += unsigned32le(bytes, sizes + 4 * i);
  }
  return -1;
}
