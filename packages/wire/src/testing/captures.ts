import { fromHex } from '@bulkhead/kernel';
import type { Operation } from '@bulkhead/model';
import { copyOperation } from '../copy-operation.ts';
import { CaptureDissector } from '../dissector.ts';
import { PcapWriter, type PcapOptions } from '../pcap-writer.ts';
import type { CaptureSummary } from '../summary.ts';
import { TcpConversation } from '../tcp-conversation.ts';

/** One message of a conversation under test: who sends it, and its bytes in hexadecimal. */
export type Message = readonly ['client' | 'server', string];

const START_NS = 1_767_225_600_000_000_000n;
const STEP_NS = 10_000_000n;

/** The frames of a conversation on `port`, ten milliseconds apart. */
export function framesOf(
  port: number,
  messages: readonly Message[],
  segmentBytesMax = 1_460,
): { atNs: bigint; frame: Uint8Array }[] {
  const frames: { atNs: bigint; frame: Uint8Array }[] = [];
  const conversation = new TcpConversation({
    client: { ip: '10.20.20.10', port: 49_152, mac: '02:00:0a:14:14:0a' },
    server: { ip: '10.20.11.10', port, mac: '02:00:0a:14:0b:0a' },
    sink: (atNs, frame) => frames.push({ atNs, frame }),
    segmentBytesMax,
  });
  conversation.open(START_NS);
  messages.forEach(([side, hex], i) => {
    const atNs = START_NS + BigInt(i + 1) * STEP_NS;
    conversation.send(atNs, side, fromHex(hex.replaceAll(' ', '')) ?? new Uint8Array());
  });
  conversation.close(START_NS + BigInt(messages.length + 1) * STEP_NS);
  return frames;
}

/** A pcap file of frames. */
export function captureOf(
  frames: readonly { atNs: bigint; frame: Uint8Array }[],
  options?: PcapOptions,
): Uint8Array<ArrayBuffer> {
  const writer = new PcapWriter(options);
  for (const { atNs, frame } of frames) writer.packet(atNs, frame);
  return writer.take();
}

/** Everything that the pieces of a capture give. */
export function dissect(...pieces: readonly Uint8Array[]): {
  operations: Operation[];
  summary: CaptureSummary;
} {
  const operations: Operation[] = [];
  const dissector = new CaptureDissector({
    onOperation: (operation) => operations.push(copyOperation(operation)),
  });
  for (const piece of pieces) dissector.push(piece);
  return { operations, summary: dissector.end() };
}
