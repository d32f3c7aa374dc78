import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';
import { TYPE } from './frame.ts';

const { command, discover, report, write } = VERB;

/** Code of a service: the type of the frame, and of a command frame what it commands. */
export function codeOf(type: number, commanded: number): number {
  return (type << 8) | (type === TYPE.command ? commanded & 0xff : 0);
}

/** A configuration lists stations, phasors and channels by name. */
const POINTS = ['T0861'];

/** Frames, and the commands of IEEE C37.118.2 §6.6 Table 15. */
export const SERVICES: readonly ServiceFacts[] = [
  { code: 0x000, name: 'data', verb: report },
  { code: 0x100, name: 'header', verb: report },
  { code: 0x200, name: 'configuration_1', verb: report },
  { code: 0x300, name: 'configuration_2', verb: report },
  { code: 0x401, name: 'turn_off_transmission', verb: command, techniques: ['T0804'] },
  { code: 0x402, name: 'turn_on_transmission', verb: command },
  { code: 0x403, name: 'send_header', verb: discover },
  { code: 0x404, name: 'send_configuration_1', verb: discover, techniques: POINTS },
  { code: 0x405, name: 'send_configuration_2', verb: discover, techniques: POINTS },
  { code: 0x406, name: 'send_configuration_3', verb: discover, techniques: POINTS },
  { code: 0x408, name: 'extended_frame', verb: write },
  { code: 0x500, name: 'configuration_3', verb: report },
];

const BY_CODE = new Map(SERVICES.map((service) => [service.code, service]));

export function serviceNamed(code: number): { readonly code: number; readonly name: string } {
  const known = BY_CODE.get(code);
  return { code, name: known?.name ?? `unknown_service_${code}` };
}

export function isKnownService(code: number): boolean {
  return BY_CODE.has(code);
}

export function verbOf(code: number): number {
  return BY_CODE.get(code)?.verb ?? command;
}

/** Type of the frame that answers a command; -1 where nothing does. */
export function answeredBy(commanded: number): number {
  switch (commanded) {
    case 3:
      return TYPE.header;
    case 4:
      return TYPE.configuration1;
    case 5:
      return TYPE.configuration2;
    case 6:
      return TYPE.configuration3;
    default:
      return -1;
  }
}
