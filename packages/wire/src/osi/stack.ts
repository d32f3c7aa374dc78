import { AcseUnit } from './acse.ts';
import { PresentationUnit } from './presentation.ts';
import { SessionUnit, SPDU } from './session.ts';

/** What a TSDU is found to hold. */
export const HOLDS = {
  /** Nothing of these layers. */
  nothing: 0,
  /** A session unit without data of an application that can be read. */
  session: 1,
  /** An APDU of ACSE, with the PDU of the application or without. */
  association: 2,
  /** The PDU of the application. */
  data: 3,
} as const;

/**
 * Session, presentation and ACSE above one transport connection: opens each TSDU as far as the PDU
 * of the application. One object for all; read it before the next `open`.
 */
export class OsiStack {
  readonly session = new SessionUnit();
  readonly presentation = new PresentationUnit();
  readonly acse = new AcseUnit();
  /** The PDU of the application; empty where there is none. */
  at = 0;
  end = 0;

  /** One of `HOLDS`. */
  open(bytes: Uint8Array, at: number, end: number): number {
    const { session, presentation, acse } = this;
    this.at = 0;
    this.end = 0;
    if (!session.take(bytes, at, end)) return HOLDS.nothing;
    if (!presentation.take(bytes, session.at, session.end)) {
      return session.kind === SPDU.dataTransfer ? HOLDS.nothing : HOLDS.session;
    }
    if (!AcseUnit.is(bytes, presentation.at, presentation.end)) {
      this.at = presentation.at;
      this.end = presentation.end;
      return HOLDS.data;
    }
    if (!acse.take(bytes, presentation.at, presentation.end)) return HOLDS.session;
    this.at = acse.at;
    this.end = acse.end;
    return HOLDS.association;
  }
}
