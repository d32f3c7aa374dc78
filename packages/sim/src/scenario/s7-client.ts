import { s7 } from '../clients/s7.ts';
import type { Controller } from '../controllers/controller.ts';
import type { Host } from '../plant/hosts.ts';
import { Link } from './link.ts';
import type { Network } from './network.ts';
import type { Script } from './schedule.ts';

/** An S7 client: connects to rack and slot, agrees on a PDU size, numbers its requests. */
export class S7Client {
  readonly #link: Link;
  #reference = 0;
  #isOpen = false;

  constructor(network: Network, from: Host, to: Host, controller: Controller) {
    this.#link = new Link(network, from, to, controller);
  }

  /** One request, made with the number that it is given. */
  *ask(request: (reference: number) => Uint8Array): Script<readonly Uint8Array[]> {
    if (!this.#isOpen) {
      this.#isOpen = true;
      yield* this.#link.open();
      yield* this.#link.exchange(s7.connect(0, 2));
      yield* this.#link.exchange(s7.setup(this.#next()));
    }
    return yield* this.#link.exchange(request(this.#next()));
  }

  *close(): Script {
    yield* this.#link.close();
  }

  #next(): number {
    this.#reference = (this.#reference + 1) & 0xffff;
    return this.#reference;
  }
}
