import type { OperationValue, SightingField } from '@bulkhead/model';
import { eitherText } from '../ntlmssp/utf16.ts';
import type { CodesysPacket } from './layers.ts';
import { groupName } from './services.ts';
import { TagSearch } from './tags.ts';

const tag = new TagSearch();

/** What tags of a request are read as. */
type Kind = 'name' | 'text' | readonly string[];

/** A tag of a request that says what a service is about; within another one where that is. */
interface Told {
  readonly outer: number;
  readonly tag: number;
  readonly kind: Kind;
}

const FILE: readonly Told[] = [
  { outer: 0x81, tag: 0x01, kind: 'name' },
  { outer: 0x84, tag: 0x01, kind: 'name' },
  { outer: 0, tag: 0x01, kind: 'name' },
];
const DIRECTORY: readonly Told[] = [{ outer: 0, tag: 0x0b, kind: 'name' }];
const APPLICATION: readonly Told[] = [{ outer: 0x81, tag: 0x10, kind: 'name' }];
const USER: readonly Told[] = [{ outer: 0x81, tag: 0x03, kind: 'name' }];
const RESETS = ['warm', 'cold', 'origin', 'origin_device'];
const MODES = ['none', 'debug', 'locked', 'operational'];
const SHELL: readonly Told[] = [
  { outer: 0, tag: 0x10, kind: 'text' },
  { outer: 0, tag: 0x12, kind: 'text' },
];

/** Tags by service, as the interfaces of the runtime components have them. */
const TOLD: ReadonlyMap<number, readonly Told[]> = new Map<number, readonly Told[]>([
  [0x0102, [{ outer: 0x81, tag: 0x10, kind: 'name' }]],
  [0x0106, [{ outer: 0, tag: 0x54, kind: MODES }]],
  [0x0109, [{ outer: 0, tag: 0x58, kind: 'name' }]],
  [0x0201, APPLICATION],
  [0x0203, APPLICATION],
  [0x0208, APPLICATION],
  [
    0x0212,
    [
      { outer: 0x81, tag: 0x10, kind: RESETS },
      { outer: 0, tag: 0x10, kind: RESETS },
    ],
  ],
  [0x0801, FILE],
  [0x0802, FILE],
  [0x0803, FILE],
  [0x0805, FILE],
  [0x0806, FILE],
  [0x080c, DIRECTORY],
  [0x080e, FILE],
  [0x080f, FILE],
  [0x0810, DIRECTORY],
  [0x0811, DIRECTORY],
  [0x0812, DIRECTORY],
  [0x0c05, USER],
  [0x0c06, USER],
  [0x0c07, USER],
  [0x1101, SHELL],
]);
/** Services about somebody or something else than their group says. */
const OBJECTS: ReadonlyMap<number, string> = new Map([
  [0x0102, 'user'],
  [0x080c, 'directory'],
  [0x0810, 'directory'],
  [0x0811, 'directory'],
  [0x0812, 'directory'],
]);

/** The state of an application, in an answer to the service that asks for it. */
const STATUS = { service: 0x0214, outer: 0x82, tag: 0x13, at: 2, bytes: 6 } as const;
const STATES = ['none', 'run', 'stop', 'halt_on_breakpoint', 'step', 'single_cycle'];

/** What the tags of a service say it is about: name of its object, and values. */
export interface ToldBy {
  readonly object: string;
  readonly values: readonly OperationValue[];
}

/** Reads the tags of a request; services that name nothing are about their group. */
export function toldBy(packet: CodesysPacket, bytes: Uint8Array): ToldBy {
  const { service, tagsAt, tagsEnd, isSecure } = packet;
  const bare = OBJECTS.get(service) ?? groupName(service);
  if (isSecure) return { object: bare, values: ['secure'] };
  let name = '';
  const values: OperationValue[] = [];
  for (const { outer, tag: wanted, kind } of TOLD.get(service) ?? []) {
    const found =
      outer === 0
        ? tag.find(bytes, tagsAt, tagsEnd, wanted)
        : tag.findWithin(bytes, tagsAt, tagsEnd, outer, wanted);
    if (!found) continue;
    if (kind === 'text') values.push(tag.text(bytes));
    else if (kind === 'name') name ||= nameAt(bytes);
    else if (values.length === 0) values.push(numbered(kind, tag.number(bytes)));
  }
  return { object: name === '' ? bare : `${bare}/${name}`, values };
}

/** The tag found, in whichever width its characters have. */
function nameAt(bytes: Uint8Array): string {
  const { at, end } = tag;
  return eitherText(bytes, at, end, end - at > 1 && bytes[at + 1] === 0);
}

function numbered(names: readonly string[], number: number): OperationValue {
  return names[number] ?? number;
}

/** State that an answer tells. */
export function stateIn(packet: CodesysPacket, bytes: Uint8Array): readonly OperationValue[] {
  const { service, tagsAt, tagsEnd } = packet;
  if (service !== STATUS.service) return [];
  const found = tag.findWithin(bytes, tagsAt, tagsEnd, STATUS.outer, STATUS.tag);
  if (!found || tag.end - tag.at < STATUS.bytes) return [];
  const state = bytes[tag.at + STATUS.at]!;
  return [numbered(STATES, state)];
}

/** Whether a reset takes the program away with it. */
export function isResetOfAll(packet: CodesysPacket, bytes: Uint8Array): boolean {
  if (packet.service !== 0x0212) return false;
  return toldBy(packet, bytes).values.some((value) => String(value).startsWith('origin'));
}

const IDENTITY: readonly (readonly [tag: number, field: SightingField])[] = [
  [0x02, 'model'],
  [0x03, 'vendor'],
  [0x04, 'name'],
  [0x09, 'serial'],
];
const VERSION = 0x06;

/** What the answer to a question for the identity of the device says. */
export function identityIn(
  packet: CodesysPacket,
  bytes: Uint8Array,
): readonly (readonly [SightingField, string])[] {
  const { service, isAnswer, tagsAt, tagsEnd } = packet;
  if (service !== 0x0101 || !isAnswer) return [];
  const out: (readonly [SightingField, string])[] = [];
  for (const [wanted, field] of IDENTITY) {
    if (tag.find(bytes, tagsAt, tagsEnd, wanted)) out.push([field, nameAt(bytes)]);
  }
  if (tag.find(bytes, tagsAt, tagsEnd, VERSION) && tag.end - tag.at === 4) {
    out.push(['firmware', [...bytes.subarray(tag.at, tag.end)].toReversed().join('.')]);
  }
  return out;
}
