import type { Exchange } from '../flow/flow.ts';
import { Decoder } from './decoder.ts';
import { requestBody, skipResponseHeader } from './message.ts';
import { SERVICE } from './services.ts';
import { isBad } from './status-codes.ts';

/** Aliases remembered of one connection; beyond them nodes are called as the client calls them. */
const ALIASES_MAX = 4_096;
const NODE_CHARACTERS_MAX = 256;

/**
 * The node ids that RegisterNodes gave to nodes (OPC 10000-4 §5.9.5): a client reads and writes by
 * them, and they say nothing by themselves. They hold for the session, or until they are given
 * anew.
 */
export class Aliases {
  readonly #nodes = new Map<string, string>();

  /** What an object of an operation is really called: its node, then attribute and range. */
  nameOf(object: string): string {
    if (this.#nodes.size === 0) return object;
    const known = this.#nodes.get(object);
    if (known !== undefined) return known;
    const end = object.search(/[/[]/);
    const node = end < 0 ? undefined : this.#nodes.get(object.slice(0, end));
    return node === undefined ? object : node + object.slice(end);
  }

  /** Takes what an answer in `bytes` changes; `at` is where its body starts. */
  note(exchange: Exchange, service: number, bytes: Uint8Array, at: number, end: number): void {
    if (service === SERVICE.createSession) this.#nodes.clear();
    if (service !== SERVICE.registerNodes) return;
    const request = requestBody(exchange);
    const response = new Decoder(bytes, at, end);
    if (request === null || isBad(skipResponseHeader(response))) return;
    const count = Math.min(request.count(), response.count());
    for (let i = 0; i < count; i++) {
      const node = request.nodeId();
      const alias = response.nodeId();
      if (request.broken || response.broken) return;
      this.#add(alias, node);
    }
  }

  #add(alias: string, node: string): void {
    if (alias === node || this.#nodes.size >= ALIASES_MAX) return;
    this.#nodes.set(alias, this.nameOf(node).slice(0, NODE_CHARACTERS_MAX));
  }
}
