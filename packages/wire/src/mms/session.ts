import type { Flow } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';

/** Files and uploads that are remembered of one connection. */
const HANDLES_MAX = 16;

/** What the state machines of one connection stand for, by their identifiers. */
export class MmsSession {
  readonly #names = new Map<string, string>();

  remember(kind: string, id: number, name: string): void {
    const { size } = this.#names;
    if (size >= HANDLES_MAX) {
      const oldest = this.#names.keys().next();
      if (oldest.done !== true) this.#names.delete(oldest.value);
    }
    this.#names.set(`${kind}/${id}`, name);
  }

  /** `file/COMTRADE/1.cfg`; the kind and number where what it stands for was not seen. */
  nameOf(kind: string, id: number): string {
    return this.#names.get(`${kind}/${id}`) ?? `${kind}/${id}`;
  }
}

/** The session of a flow, made when it is first asked for. */
export function sessionOf(context: PduContext, flow: Flow): MmsSession {
  const known = context.state(flow);
  if (known instanceof MmsSession) return known;
  const session = new MmsSession();
  context.setState(flow, session);
  return session;
}
