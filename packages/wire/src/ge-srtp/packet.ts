import { word16le } from '../bytes.ts';
import { INITIALISE } from './services.ts';

/**
 * A packet is a header of 56 bytes, the mailbox in its second half, and what is beyond the mailbox
 * as text behind it: Denton et al. (2017), tables 1 and 4; GFK-0529 for the mailbox.
 */
export const PACKET = {
  type: 0,
  sequence: 2,
  textLength: 4,
  messageType: 31,
  packetNumber: 40,
  packets: 41,
  service: 42,
  selector: 43,
  shortData: 48,
  extendedService: 50,
  major: 42,
  minor: 43,
  answerData: 44,
  privilege: 51,
  status: 54,
  bytes: 56,
} as const;

/** Data bytes within a mailbox: six in an answer, and in a request behind its six of address. */
export const MAILBOX_DATA_BYTES = 6;
export const TYPE = { open: 0, opened: 1, request: 2, answer: 3 } as const;
/** Message types of the mailbox; those with a text buffer have their data behind the header. */
export const MESSAGE = {
  request: 0xc0,
  requestWithText: 0x80,
  answer: 0xd4,
  answerWithText: 0x94,
  refusal: 0xd1,
} as const;

/** Whether the message type is one of the packet's type. */
export function isMessage(bytes: Uint8Array, at: number): boolean {
  const message = bytes[at + PACKET.messageType]!;
  if (bytes[at] === TYPE.request) {
    return message === MESSAGE.request || message === MESSAGE.requestWithText;
  }
  const answers = message === MESSAGE.answer || message === MESSAGE.answerWithText;
  return answers || message === MESSAGE.refusal;
}

/** Where the service code stands: later where a text buffer follows. */
export function serviceAt(bytes: Uint8Array, at: number): number {
  const withText = bytes[at + PACKET.messageType] === MESSAGE.requestWithText;
  return at + (withText ? PACKET.extendedService : PACKET.service);
}

/** Service of a request of at least a header. */
export function serviceOf(bytes: Uint8Array, at: number): number {
  return bytes[at] === TYPE.open ? INITIALISE : bytes[serviceAt(bytes, at)]!;
}

export function sequenceOf(bytes: Uint8Array, at: number): number {
  return word16le(bytes, at + PACKET.sequence);
}
