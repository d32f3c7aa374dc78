import { TCP_FLAGS } from '@bulkhead/wire';
import type { Controller, ControllerSession } from '../controllers/controller.ts';
import type { Host } from '../plant/hosts.ts';
import type { Network } from './network.ts';
import { ms, type Script } from './schedule.ts';

type Side = 'client' | 'server';

/** How long an end waits to send an acknowledgement along with data, RFC 1122 §4.2.3.2. */
const DELAYED_ACK_US = ms(40);
const NOTHING = new Uint8Array();

/** One TCP connection over the simulated network, with a controller at its far end. */
export class Link {
  readonly #network: Network;
  readonly #ends: Record<Side, { host: Host; port: number; sequence: number }>;
  readonly #session: ControllerSession;
  /** An acknowledgement that is owed and not sent yet. */
  #owed: { side: Side; atUs: number } | undefined;

  constructor(network: Network, client: Host, server: Host, controller: Controller) {
    this.#network = network;
    const sequence = (): number => network.chance.below(2 ** 31);
    this.#ends = {
      client: { host: client, port: network.clientPort(client), sequence: sequence() },
      server: { host: server, port: controller.port, sequence: sequence() },
    };
    this.#session = controller.open();
  }

  /** Opens the connection, RFC 9293 §3.5. */
  *open(): Script {
    const { chance, schedule } = this.#network;
    const trip = chance.between(250, 700);
    this.#write(schedule.nowUs, 'client', TCP_FLAGS.syn);
    this.#ends.client.sequence++;
    this.#write(schedule.nowUs + trip, 'server', TCP_FLAGS.syn | TCP_FLAGS.ack);
    this.#ends.server.sequence++;
    this.#write(schedule.nowUs + trip + chance.between(40, 160), 'client', TCP_FLAGS.ack);
    yield trip + chance.between(300, 900);
  }

  /** Sends one request and takes the answers, which are none where the controller stays silent. */
  *exchange(request: Uint8Array): Script<readonly Uint8Array[]> {
    const { chance, schedule } = this.#network;
    const startUs = schedule.nowUs;
    this.#settle(startUs);
    this.#send(startUs, 'client', request);
    const answers = this.#session.answer(request);
    if (answers.length === 0) {
      this.#owed = { side: 'server', atUs: startUs + DELAYED_ACK_US };
      return answers;
    }
    // A controller answers between two scans of its program.
    let atUs = startUs + chance.between(1_200, 6_800);
    for (const answer of answers) {
      this.#send(atUs, 'server', answer);
      atUs += chance.between(80, 200);
    }
    this.#owed = { side: 'client', atUs: atUs + DELAYED_ACK_US };
    yield atUs - startUs + chance.between(150, 900);
    return answers;
  }

  /** Bytes one way that belong to no controller: a session that only has to be seen. */
  *say(side: Side, bytes: Uint8Array): Script {
    const { chance, schedule } = this.#network;
    this.#settle(schedule.nowUs);
    this.#send(schedule.nowUs, side, bytes);
    const other = side === 'client' ? 'server' : 'client';
    this.#owed = { side: other, atUs: schedule.nowUs + DELAYED_ACK_US };
    yield chance.between(800, 4_000);
  }

  /** Closes the connection from the client's side. */
  *close(): Script {
    const { chance, schedule } = this.#network;
    this.#settle(schedule.nowUs);
    const trip = chance.between(250, 700);
    this.#write(schedule.nowUs, 'client', TCP_FLAGS.fin | TCP_FLAGS.ack);
    this.#ends.client.sequence++;
    this.#write(schedule.nowUs + trip, 'server', TCP_FLAGS.fin | TCP_FLAGS.ack);
    this.#ends.server.sequence++;
    this.#write(schedule.nowUs + trip + chance.between(40, 160), 'client', TCP_FLAGS.ack);
    yield trip + chance.between(300, 900);
  }

  /** Sends what is owed if its time came before `nowUs`; else the next segment carries it. */
  #settle(nowUs: number): void {
    const owed = this.#owed;
    this.#owed = undefined;
    if (owed !== undefined && owed.atUs < nowUs) this.#write(owed.atUs, owed.side, TCP_FLAGS.ack);
  }

  #send(atUs: number, side: Side, payload: Uint8Array): void {
    this.#write(atUs, side, TCP_FLAGS.psh | TCP_FLAGS.ack, payload);
    this.#ends[side].sequence += payload.length;
  }

  #write(atUs: number, side: Side, flags: number, payload: Uint8Array = NOTHING): void {
    const [from, to] = [this.#ends[side], this.#ends[side === 'client' ? 'server' : 'client']];
    this.#network.send(Math.round(atUs), {
      from: from.host,
      fromPort: from.port,
      to: to.host,
      toPort: to.port,
      sequence: from.sequence,
      acknowledgement: to.sequence,
      flags,
      payload,
    });
  }
}
