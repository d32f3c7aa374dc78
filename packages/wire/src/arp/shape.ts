import { word16, word32 } from '../bytes.ts';

/** Where the fields of an Ethernet-and-IPv4 ARP packet are, RFC 826. */
export const ARP = {
  hardware: 0,
  protocol: 2,
  hardwareBytes: 4,
  protocolBytes: 5,
  operation: 6,
  senderMac: 8,
  senderIp: 14,
  targetMac: 18,
  targetIp: 24,
  bytes: 28,
} as const;

/** Operations of the IANA registry of ARP parameters. */
export const ARP_OPERATION = {
  request: 1,
  reply: 2,
  reverseRequest: 3,
  reverseReply: 4,
  inverseRequest: 8,
  inverseReply: 9,
} as const;

/**
 * Whether the packet tells its sender's own address to all: an announcement (RFC 5227 §2.3), which
 * is a request or a reply for the address of its sender.
 */
export function announces(bytes: Uint8Array, at: number): boolean {
  const operation = word16(bytes, at + ARP.operation);
  if (operation !== ARP_OPERATION.request && operation !== ARP_OPERATION.reply) return false;
  const ip = word32(bytes, at + ARP.senderIp);
  return ip !== 0 && ip === word32(bytes, at + ARP.targetIp);
}

/** Whether the operation asks: those of the registry that do are 1, 3 and 8. */
export function asks(operation: number): boolean {
  return (
    operation === ARP_OPERATION.request ||
    operation === ARP_OPERATION.reverseRequest ||
    operation === ARP_OPERATION.inverseRequest
  );
}
