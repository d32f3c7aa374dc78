import { copyBytes } from '../bytes.ts';

/** Outstations of one connection whose last selection is remembered. */
const SELECTIONS_MAX = 16;
const SELECTION_BYTES_MAX = 2_048;
/** One control with its header has 16. */
const SELECTION_BYTES_USUAL = 32;

/** The message that one end sends in several frames, as far as it came. */
export class Assembly {
  /** Both addresses, as in the frame. */
  addresses = 0;
  /** Transport sequence number expected next. */
  sequence = 0;
}

/** What an outstation was last told to select. Used again for the next selection. */
class Selection {
  outstation = -1;
  bytes: Uint8Array = new Uint8Array(SELECTION_BYTES_USUAL);
  length = 0;
}

/** What is remembered of one connection. */
export class Dnp3Session {
  #assemblies: readonly [Assembly, Assembly] | null = null;
  /** The oldest first. */
  readonly #selections: Selection[] = [];

  /** By the side that sends; most messages come in one frame, so they are made when needed. */
  get assemblies(): readonly [Assembly, Assembly] {
    this.#assemblies ??= [new Assembly(), new Assembly()];
    return this.#assemblies;
  }

  /** An outstation was told to select the objects `bytes[at..end)`. */
  select(outstation: number, bytes: Uint8Array, at: number, end: number): void {
    const length = end - at;
    if (length > SELECTION_BYTES_MAX) return this.forget(outstation);
    const selection = this.#newest(outstation);
    if (length > selection.bytes.length) selection.bytes = new Uint8Array(length);
    copyBytes(selection.bytes, 0, bytes, at, end);
    selection.outstation = outstation;
    selection.length = length;
  }

  forget(outstation: number): void {
    const at = this.#indexOf(outstation);
    if (at >= 0) this.#selections[at]!.outstation = -1;
  }

  /** Whether the objects `bytes[at..end)` are those that the outstation was told to select. */
  isSelected(outstation: number, bytes: Uint8Array, at: number, end: number): boolean {
    const selection = this.#selections[this.#indexOf(outstation)];
    if (selection === undefined || selection.length !== end - at) return false;
    for (let i = 0; i < selection.length; i++) {
      if (selection.bytes[i] !== bytes[at + i]) return false;
    }
    return true;
  }

  /** Room for a selection, behind all others: its own, one that is free, or the oldest. */
  #newest(outstation: number): Selection {
    const selections = this.#selections;
    let at = this.#indexOf(outstation);
    if (at < 0) at = this.#indexOf(-1);
    if (at < 0 && selections.length < SELECTIONS_MAX) at = selections.push(new Selection()) - 1;
    const selection = selections[Math.max(0, at)]!;
    if (selection !== selections.at(-1)) {
      selections.splice(Math.max(0, at), 1);
      selections.push(selection);
    }
    return selection;
  }

  #indexOf(outstation: number): number {
    const selections = this.#selections;
    for (let i = 0; i < selections.length; i++) {
      if (selections[i]!.outstation === outstation) return i;
    }
    return -1;
  }
}
