import { createServer, type AddressInfo, type Socket } from 'node:net';
import { concat } from '@bulkhead/kernel';
import type { Controller, ControllerSession } from '../controllers/controller.ts';

/** A controller on a TCP port of this machine, reachable from this machine only. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Connections that one controller takes at a time; small, as in the real ones. */
const CONNECTIONS_MAX = 32;
/** Bytes of one unfinished frame; more than any frame of Modbus or S7. */
const PENDING_BYTES_MAX = 65_536;
const IDLE_MS = 120_000;

/** Puts a controller on a port of 127.0.0.1; 0 lets the machine choose one. */
export async function listen(controller: Controller, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, controller);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function serve(socket: Socket, controller: Controller): void {
  const session = controller.open();
  let pending: Uint8Array = new Uint8Array();
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  // A client that goes away is no fault of ours; `close` follows.
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    pending = pending.length === 0 ? bytes : concat(pending, bytes);
    const rest = answerAll(socket, controller, session, pending);
    if (rest === undefined || rest.length > PENDING_BYTES_MAX) socket.destroy();
    else pending = rest;
  });
}

/** Answers every whole frame; gives the bytes left over, or undefined where they are no frame. */
function answerAll(
  socket: Socket,
  controller: Controller,
  session: ControllerSession,
  bytes: Uint8Array,
): Uint8Array | undefined {
  let rest = bytes;
  for (;;) {
    const size = controller.frameBytes(rest);
    if (size === undefined) return rest;
    if (size === 0) return undefined;
    for (const answer of session.answer(rest.subarray(0, size))) socket.write(answer);
    rest = rest.subarray(size);
  }
}
