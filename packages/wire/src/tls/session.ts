/** What is remembered of one TLS connection while its handshake lasts. */
export class TlsSession {
  /** Of the ClientHello; told again by what follows it. */
  serverName = '';
  /** Bytes that the handshake message at hand needs, for each end; 0 where none is begun. */
  readonly needed: [number, number] = [0, 0];
  /** That the server chose; 0 before. */
  version = 0;
  /** Encrypted records seen. */
  records = 0;
  /** Whether an end has said that it encrypts from now on. */
  readonly encrypts: [boolean, boolean] = [false, false];
}
