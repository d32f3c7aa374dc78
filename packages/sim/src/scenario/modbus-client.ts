import { modbusFrame, type ModbusPdu } from '../clients/modbus.ts';
import type { Controller } from '../controllers/controller.ts';
import type { Host } from '../plant/hosts.ts';
import { Link } from './link.ts';
import type { Network } from './network.ts';
import { ms, type Script } from './schedule.ts';

const TIMEOUT_US = ms(1_000);
/** Requests without an answer after which a client opens a new connection. */
const SILENCES_MAX = 3;

/** A Modbus client as SCADA software has it: numbers its requests, times out, connects again. */
export class ModbusClient {
  readonly #network: Network;
  readonly #from: Host;
  readonly #to: Host;
  readonly #controller: Controller;
  #link: Link | undefined;
  #transaction = 0;
  #silences = 0;

  constructor(network: Network, from: Host, to: Host, controller: Controller) {
    this.#network = network;
    this.#from = from;
    this.#to = to;
    this.#controller = controller;
  }

  /** One request; true when it was answered. */
  *ask(pdu: ModbusPdu, unit = 1): Script<boolean> {
    const link = yield* this.#connected();
    this.#transaction = (this.#transaction + 1) & 0xffff;
    const answers = yield* link.exchange(modbusFrame(this.#transaction, unit, pdu));
    if (answers.length > 0) {
      this.#silences = 0;
      return true;
    }
    yield TIMEOUT_US;
    if (++this.#silences >= SILENCES_MAX) yield* this.close();
    return false;
  }

  *close(): Script {
    const link = this.#link;
    this.#link = undefined;
    this.#silences = 0;
    if (link !== undefined) yield* link.close();
  }

  *#connected(): Script<Link> {
    if (this.#link !== undefined) return this.#link;
    const link = new Link(this.#network, this.#from, this.#to, this.#controller);
    yield* link.open();
    this.#link = link;
    return link;
  }
}
