import { word16 } from '../bytes.ts';

/** Offsets in a DCP PDU, from the frame id on; IEC 61158-6-10 §4.3 (coding of DCP). */
export const DCP = {
  frameId: 0,
  service: 2,
  type: 3,
  xid: 4,
  length: 10,
  blocks: 12,
} as const;

/** Frame ids: Hello, Get and Set, Identify, and the answer to Identify. */
export const FRAME_ID = { hello: 0xfefc, getSet: 0xfefd, identify: 0xfefe, identified: 0xfeff };

export const SERVICE = { get: 3, set: 4, identify: 5, hello: 6 } as const;
export const TYPE = { request: 0, success: 1, notSupported: 5 } as const;
export const OPTION = { ip: 1, device: 2, dhcp: 3, control: 5 } as const;
export const DEVICE = { vendor: 1, name: 2, id: 3, role: 4, alias: 6, oemId: 8 } as const;
export const CONTROL = {
  start: 1,
  stop: 2,
  signal: 3,
  response: 4,
  resetFactory: 5,
  resetToFactory: 6,
} as const;

/** Blocks that are looked at in one PDU; a frame has room for some 370 of four bytes. */
const BLOCKS_MAX = 400;

/** One block: `bytes[at..end)` is its value, after the qualifier or the information word. */
export interface Block {
  readonly option: number;
  readonly sub: number;
  /** Qualifier of a request, information of an answer; -1 where the block has neither. */
  readonly word: number;
  readonly at: number;
  readonly end: number;
}

export function serviceCode(bytes: Uint8Array, at: number): number {
  return bytes[at + DCP.service]!;
}

export function isRequest(bytes: Uint8Array, at: number): boolean {
  return bytes[at + DCP.type] === TYPE.request;
}

/** End of the blocks as the PDU tells it, within the frame. */
export function blocksEnd(bytes: Uint8Array, at: number, end: number): number {
  return Math.min(end, at + DCP.blocks + word16(bytes, at + DCP.length));
}

/**
 * The blocks of a PDU. A request to get lists options alone; the filters of a request to identify
 * have no word before their value, and neither do the answers of the control option.
 */
export function blocksOf(bytes: Uint8Array, at: number, end: number): Block[] {
  const out: Block[] = [];
  if (at + DCP.blocks > end) return out;
  const asks = isRequest(bytes, at);
  const service = serviceCode(bytes, at);
  const last = blocksEnd(bytes, at, end);
  let next = at + DCP.blocks;
  if (service === SERVICE.get && asks) {
    for (; next + 2 <= last && out.length < BLOCKS_MAX; next += 2) {
      out.push({ option: bytes[next]!, sub: bytes[next + 1]!, word: -1, at: next, end: next });
    }
    return out;
  }
  while (next + 4 <= last && out.length < BLOCKS_MAX) {
    const [option, sub] = [bytes[next]!, bytes[next + 1]!];
    const length = word16(bytes, next + 2);
    const blockEnd = Math.min(last, next + 4 + length);
    const isFilter = asks && service === SERVICE.identify;
    const isResult = option === OPTION.control && sub === CONTROL.response;
    const hasWord = !isFilter && !isResult && next + 6 <= blockEnd;
    out.push({
      option,
      sub,
      word: hasWord ? word16(bytes, next + 4) : -1,
      at: next + (hasWord ? 6 : 4),
      end: blockEnd,
    });
    next += 4 + length + (length & 1);
  }
  return out;
}

/** Whether the blocks fill the PDU as their lengths say. */
export function blocksFit(bytes: Uint8Array, at: number, end: number): boolean {
  const told = at + DCP.blocks + word16(bytes, at + DCP.length);
  if (told > end) return false;
  if (serviceCode(bytes, at) === SERVICE.get && isRequest(bytes, at)) return true;
  let next = at + DCP.blocks;
  while (next + 4 <= told) {
    const length = word16(bytes, next + 2);
    next += 4 + length;
    if (next > told) return false;
    next += length & 1;
  }
  return true;
}
