import type { Flow } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';

/** Outstations of one connection whose last selection is remembered. */
const SELECTIONS_MAX = 16;
const SELECTION_BYTES_MAX = 2_048;

/** The message that one end sends in several frames, as far as it came. */
export class Assembly {
  /** Both addresses, as in the frame. */
  addresses = 0;
  /** Transport sequence number expected next. */
  sequence = 0;
}

/** What is remembered of one connection. */
export class Dnp3Session {
  readonly assemblies = [new Assembly(), new Assembly()] as const;
  readonly #selections = new Map<number, Uint8Array>();

  /** An outstation was told to select these objects; null takes that back. */
  remember(outstation: number, objects: Uint8Array | null): void {
    this.#selections.delete(outstation);
    if (objects === null || objects.length > SELECTION_BYTES_MAX) return;
    if (this.#selections.size >= SELECTIONS_MAX) {
      const oldest = this.#selections.keys().next();
      if (oldest.done !== true) this.#selections.delete(oldest.value);
    }
    this.#selections.set(outstation, objects);
  }

  /** Whether the objects `bytes[at..end)` are those that the outstation was told to select. */
  isSelected(outstation: number, bytes: Uint8Array, at: number, end: number): boolean {
    const selected = this.#selections.get(outstation);
    if (selected === undefined || selected.length !== end - at) return false;
    return selected.every((byte, i) => byte === bytes[at + i]);
  }
}

/** The session of a flow, made when it is first asked for. */
export function sessionOf(context: PduContext, flow: Flow): Dnp3Session {
  const known = context.state(flow);
  if (known instanceof Dnp3Session) return known;
  const session = new Dnp3Session();
  context.setState(flow, session);
  return session;
}
