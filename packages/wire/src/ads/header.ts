import { unsigned32le, word16le, word32le } from '../bytes.ts';
import { TRANSPORT } from '../protocol.ts';

/** Offsets in an AMS header, Beckhoff Information System, "AMS Header". */
export const AMS = {
  targetNetId: 0,
  targetPort: 6,
  sourceNetId: 8,
  sourcePort: 14,
  command: 16,
  flags: 18,
  length: 20,
  error: 24,
  invokeId: 28,
  data: 32,
} as const;

/** State flags of an AMS header. */
export const AMS_FLAG = { response: 1, noReturn: 2, adsCommand: 4 } as const;

/** Bytes of the AMS/TCP header that stands before each AMS packet on TCP. */
export const TCP_HEADER_BYTES = 6;
/** The longest packet that is followed; file transfers stay far below. */
export const AMS_BYTES_MAX = 0x400000;

/** First bytes of a message of the discovery on UDP 48899. */
const DISCOVERY_MAGIC = 0x71146603;
/** Highest command of the specification. */
const COMMAND_MAX = 9;

/**
 * What the first word of an AMS/TCP header says, as the router interface of TwinCAT uses it:
 * 0 an AMS packet, others are about the connection to the local router.
 */
export function isRouterFlag(flag: number): boolean {
  return flag === 1 || (flag >= 0x1000 && flag <= 0x1002);
}

/** Whether a datagram is one of the discovery, not an AMS packet. */
export function isDiscovery(bytes: Uint8Array, at: number, end: number): boolean {
  return end - at >= 24 && word32le(bytes, at) === DISCOVERY_MAGIC;
}

/** Whether `bytes[at..end)` starts with a plausible AMS header, whose data ends at `packetEnd`. */
export function isAmsHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  packetEnd: number,
): boolean {
  if (end - at < AMS.data) return false;
  const command = word16le(bytes, at + AMS.command);
  const flags = word16le(bytes, at + AMS.flags);
  return (
    command <= COMMAND_MAX &&
    (flags & AMS_FLAG.adsCommand) !== 0 &&
    unsigned32le(bytes, at + AMS.length) === packetEnd - at - AMS.data
  );
}

/** Bytes before the AMS header, by what carries it. */
export function headerBefore(transport: number): number {
  return transport === TRANSPORT.tcp ? TCP_HEADER_BYTES : 0;
}

/** A net id as people write it: `5.13.117.96.1.1`. */
export function netIdText(bytes: Uint8Array, at: number): string {
  return bytes.subarray(at, at + 6).join('.');
}

/**
 * What pairs a request with its answer: invoke id, command and the AMS ports of both ends, because
 * several programs share one connection. Answers have the ports the other way round.
 */
export function pairingKey(bytes: Uint8Array, at: number, answers: boolean): number {
  const target = word16le(bytes, at + AMS.targetPort);
  const source = word16le(bytes, at + AMS.sourcePort);
  const client = answers ? target : source;
  const server = answers ? source : target;
  const ends = Math.imul((client << 16) | server, 0x9e3779b1);
  return (
    word32le(bytes, at + AMS.invokeId) ^ ends ^ Math.imul(bytes[at + AMS.command]!, 0x85ebca6b)
  );
}
