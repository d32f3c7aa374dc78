export { copyOperation } from './copy-operation.ts';
export { CaptureDissector, type DissectorOptions, type OperationOrder } from './dissector.ts';
export { ASSETS_MAX, Inventory, type InventoryReading } from './inventory/inventory.ts';
export { type DeviceNews, Tally } from './inventory/tally.ts';
export { JsonBytes } from './json-bytes.ts';
export { WIRE_LIMITS, type WireLimits } from './limits.ts';
export { PACKET_VIEW_BYTES_MAX, PacketFinder, packetsAt } from './packets-at.ts';
export { PcapWriter, type PcapOptions } from './pcap-writer.ts';
export { protocols } from './protocols.gen.ts';
export type { Carriers, Protocol, ServiceFacts } from './protocol.ts';
export { SightingsTold } from './sightings-told.ts';
export type { CaptureDamage, CaptureSummary, OperationCount } from './summary.ts';
export {
  TcpConversation,
  type FrameSink,
  type TcpConversationOptions,
} from './tcp-conversation.ts';
export {
  ethernetFrame,
  internetChecksum,
  TCP_FLAGS,
  tcpFrame,
  udpFrame,
  type WrittenEndpoint,
} from './tcp-frame.ts';
export { OperationWriter } from './write-operation.ts';
