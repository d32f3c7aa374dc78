import { word16le } from '../bytes.ts';

/** Types of items in the Common Packet Format, CIP Volume 2 §2-6.2. */
export const ITEM = {
  nullAddress: 0x0000,
  identity: 0x000c,
  security: 0x0086,
  connectedAddress: 0x00a1,
  connectedData: 0x00b1,
  unconnectedData: 0x00b2,
  services: 0x0100,
  toTargetAddress: 0x8000,
  toOriginatorAddress: 0x8001,
  sequencedAddress: 0x8002,
} as const;

/** Items looked at in one packet; the standard needs four. */
const ITEMS_MAX = 16;
/** Type and length of an item. */
export const ITEM_BYTES = 4;

/** Where the item of this type starts among those counted at `at`; -1 where there is none. */
export function itemAt(bytes: Uint8Array, at: number, end: number, type: number): number {
  if (at + 2 > end) return -1;
  const count = Math.min(word16le(bytes, at), ITEMS_MAX);
  let next = at + 2;
  for (let i = 0; i < count && next + ITEM_BYTES <= end; i++) {
    if (word16le(bytes, next) === type) return next;
    next += ITEM_BYTES + word16le(bytes, next + 2);
  }
  return -1;
}

/** Where the data of an item ends, within `end`. */
export function itemEnd(bytes: Uint8Array, item: number, end: number): number {
  return Math.min(end, item + ITEM_BYTES + word16le(bytes, item + 2));
}

/** Whether a datagram is connected data: an address with a sequence number, then the data. */
export function isIoData(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 18 || word16le(bytes, at) < 2) return false;
  const data = at + 14;
  return (
    word16le(bytes, at + 2) === ITEM.sequencedAddress &&
    word16le(bytes, at + 4) === 8 &&
    word16le(bytes, data) === ITEM.connectedData &&
    data + ITEM_BYTES + word16le(bytes, data + 2) <= end
  );
}
