/** Where the bytes of one end stand among commands (RFC 854, RFC 855). */
export const AT = { text: 0, command: 1, option: 2, sub: 3, subCommand: 4 } as const;
/** What is awaited in the course of a login: `named` stands between the name and the password. */
export const LOGIN = { none: 0, user: 1, named: 2, password: 3, result: 4 } as const;

/** Bytes kept of the line at hand, and of a subnegotiation; never more than one line. */
export const LINE_BYTES_MAX = 64;

/** One end. */
export class TelnetSide {
  at: number = AT.text;
  command = 0;
  /** Subnegotiation at hand. */
  readonly sub = new Uint8Array(LINE_BYTES_MAX);
  subBytes = 0;
  /** Line at hand: prompts of the server, the user's name of the client. */
  readonly line = new Uint8Array(LINE_BYTES_MAX);
  lineBytes = 0;
  negotiated = false;
  textBytes = 0;
}

/** What is remembered until somebody has logged in, or text has gone by without a login. */
export class TelnetSession {
  readonly sides: readonly [TelnetSide, TelnetSide] = [new TelnetSide(), new TelnetSide()];
  login: number = LOGIN.none;
}
