/** Where the layers of the packet at hand lie. One object, filled again for each packet. */
export class Packet {
  bytes: Uint8Array = new Uint8Array();
  /** Of the frame. */
  start = 0;
  /** Of the captured bytes. */
  end = 0;
  /** Whether the capture kept less of the packet than was on the wire. */
  cut = true;
  /** Where the source MAC address is; the destination's is 6 before. -1 without Ethernet. */
  sourceMacAt = -1;
  /** Whether a destination MAC address is there too; Linux cooked headers hold one address. */
  twoMacs = false;
  networkAt = 0;
  /** What the frame carries, as `Carriers.ethernet` numbers it. */
  etherType = 0;
  /** 4 or 6; 0 where the frame carries no IP. Then `networkAt..transportEnd` is its payload. */
  ipVersion = 0;
  sourceAt = 0;
  destinationAt = 0;
  ipProtocol = 0;
  transportAt = 0;
  /** Where the IP packet says that it ends, be it captured or not. */
  transportEnd = 0;
  seconds = 0;
  nanoseconds = 0;
  frame = 0;

  /** Puts `payload` after the headers of this packet, in bytes of its own. */
  replaceTransport(payload: Uint8Array): void {
    const headBytes = this.transportAt - this.start;
    const whole = new Uint8Array(headBytes + payload.length);
    whole.set(this.bytes.subarray(this.start, this.transportAt));
    whole.set(payload, headBytes);
    this.bytes = whole;
    this.sourceAt -= this.start;
    this.destinationAt -= this.start;
    this.networkAt -= this.start;
    if (this.sourceMacAt >= 0) this.sourceMacAt -= this.start;
    this.start = 0;
    this.transportAt = headBytes;
    this.transportEnd = whole.length;
    this.end = whole.length;
  }
}

export function word16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** As a signed 32-bit number, which never leaves the small integers' arithmetic. */
export function word32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}
