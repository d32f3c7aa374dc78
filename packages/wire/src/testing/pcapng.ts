/** A pcapng file of frames: one section, one interface, enhanced packet blocks. */
export function pcapngOf(
  frames: readonly { atNs: bigint; frame: Uint8Array }[],
  options: { readonly little: boolean; readonly resolution: number },
): Uint8Array<ArrayBuffer> {
  const { little, resolution } = options;
  const blocks = [
    block(0x0a0d0d0a, little, 16, (view) => {
      view.setUint32(0, 0x1a2b3c4d, little);
      view.setUint16(4, 1, little);
      view.setBigInt64(8, -1n, little);
    }),
    block(1, little, 20, (view) => {
      view.setUint16(0, 1, little);
      view.setUint32(4, 262_144, little);
      view.setUint16(8, 9, little);
      view.setUint16(10, 1, little);
      view.setUint8(12, resolution);
    }),
    ...frames.map(({ atNs, frame }) =>
      block(6, little, 20 + ((frame.length + 3) & ~3), (view, body) => {
        const base =
          resolution >= 0x80 ? 2n ** BigInt(resolution - 0x80) : 10n ** BigInt(resolution);
        const stamp = (atNs * base) / 1_000_000_000n;
        view.setUint32(4, Number(stamp >> 32n), little);
        view.setUint32(8, Number(stamp & 0xffffffffn), little);
        view.setUint32(12, frame.length, little);
        view.setUint32(16, frame.length, little);
        body.set(frame, 20);
      }),
    ),
  ];
  return new Uint8Array(blocks.flatMap((one) => [...one]));
}

function block(
  type: number,
  little: boolean,
  bodyBytes: number,
  fill: (view: DataView, body: Uint8Array) => void,
): Uint8Array {
  const bytes = new Uint8Array(12 + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, little);
  view.setUint32(4, bytes.length, little);
  view.setUint32(bytes.length - 4, bytes.length, little);
  fill(new DataView(bytes.buffer, 8, bodyBytes), bytes.subarray(8, 8 + bodyBytes));
  return bytes;
}
