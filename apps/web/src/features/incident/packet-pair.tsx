import type { PacketView } from '@bulkhead/model';
import { useState, type ReactNode } from 'react';
import type { Packets } from '../../client.ts';
import { Instant } from '../../ui/time.tsx';
import { hexRows } from './hex.ts';

/** Two packets side by side: the chosen one and the next that is cited, often its answer. */
export function PacketPair({ data }: { readonly data: Packets }): ReactNode {
  const [at, setAt] = useState(0);
  const { packets } = data;
  if (packets.length === 0) {
    return (
      <p className="empty">
        The bytes of these packets are not stored. The capture is named <code>{data.capture}</code>.
      </p>
    );
  }
  return (
    <>
      <div className="packet-choice">
        <button
          type="button"
          className="button button-small"
          disabled={at === 0}
          onClick={() => setAt(at - 1)}
        >
          Packet before
        </button>
        <span>
          {at + 1} of {packets.length} cited
        </span>
        <button
          type="button"
          className="button button-small"
          disabled={at >= packets.length - 1}
          onClick={() => setAt(at + 1)}
        >
          Next packet
        </button>
        <code className="muted packet-capture" title={data.capture}>
          {data.capture.slice(0, 23)}
        </code>
      </div>
      <div className="packets">
        {packets.slice(at, at + 2).map((packet) => (
          <PacketHex key={packet.frame} packet={packet} />
        ))}
      </div>
    </>
  );
}

function PacketHex({ packet }: { readonly packet: PacketView }): ReactNode {
  return (
    <div className="packet">
      <h3>
        Frame {packet.frame} <Instant at={packet.time} />
      </h3>
      <p className="muted">{packet.summary}</p>
      {/* The bytes scroll on their own on a narrow screen, so they must take the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="hex" tabIndex={0} aria-label={`Bytes of frame ${packet.frame}`}>
        <table>
          <tbody>
            {hexRows(packet.hex).map((row) => (
              <tr key={row.offset}>
                <th scope="row">{row.offset}</th>
                <td>{row.bytes}</td>
                <td className="hex-text">{row.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="muted">
        {packet.capturedBytes === packet.bytes
          ? `${packet.bytes} bytes`
          : `${packet.capturedBytes} of ${packet.bytes} bytes were captured`}
      </p>
    </div>
  );
}
