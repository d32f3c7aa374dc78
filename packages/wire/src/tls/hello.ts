import { textOf } from '../bytes.ts';
import { word16 } from '../packet/packet.ts';

/** Extension types that are read, of IANA's "TLS ExtensionType Values". */
export const EXTENSION = {
  serverName: 0,
  signatureAlgorithms: 13,
  applicationProtocols: 16,
  supportedVersions: 43,
} as const;

/** Lists of a hello are read up to here; 65,535 bytes could hold thousands. */
const LIST_MAX = 256;

/** What a ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2) offers; lists as they stand there. */
export interface ClientHello {
  /** Of the hello itself; what counts since TLS 1.3 is in `versions`. */
  readonly version: number;
  readonly ciphers: number[];
  readonly extensions: number[];
  serverName: string;
  /** Each as the bytes of the hello: `[at, end)`. */
  readonly applicationProtocols: (readonly [number, number])[];
  readonly versions: number[];
  readonly signatureAlgorithms: number[];
  /** Whether all of it was there and its lengths fit. */
  whole: boolean;
}

/** What a ServerHello chose. */
export interface ServerHello {
  version: number;
  readonly cipher: number;
  applicationProtocol: string;
  whole: boolean;
}

/** Values that clients send to keep servers tolerant (RFC 8701): 0x0a0a, 0x1a1a, ... 0xfafa. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 255);
}

/** Reads the body of a ClientHello, behind type and length; total. */
export function readClientHello(bytes: Uint8Array, at: number, end: number): ClientHello {
  const hello: ClientHello = {
    version: at + 2 <= end ? word16(bytes, at) : 0,
    ciphers: [],
    extensions: [],
    serverName: '',
    applicationProtocols: [],
    versions: [],
    signatureAlgorithms: [],
    whole: false,
  };
  at += 34;
  if (at >= end) return hello;
  at += 1 + bytes[at]!;
  if (at + 2 > end) return hello;
  const ciphersEnd = at + 2 + word16(bytes, at);
  if (ciphersEnd >= end) return hello;
  list16(bytes, at + 2, ciphersEnd, hello.ciphers);
  at = ciphersEnd + 1 + bytes[ciphersEnd]!;
  hello.whole = at === end;
  if (at + 2 > end) return hello;
  hello.whole = at + 2 + word16(bytes, at) === end;
  eachExtension(bytes, at + 2, end, (type, from, to) => {
    hello.extensions.push(type);
    takeExtension(hello, bytes, type, from, to);
  });
  return hello;
}

function takeExtension(
  hello: ClientHello,
  bytes: Uint8Array,
  type: number,
  at: number,
  end: number,
): void {
  if (type === EXTENSION.serverName && at + 5 <= end && bytes[at + 2] === 0) {
    hello.serverName = textOf(bytes, at + 5, Math.min(end, at + 5 + word16(bytes, at + 3)));
  } else if (type === EXTENSION.signatureAlgorithms) {
    list16(bytes, at + 2, end, hello.signatureAlgorithms);
  } else if (type === EXTENSION.supportedVersions) {
    list16(bytes, at + 1, end, hello.versions);
  } else if (type === EXTENSION.applicationProtocols) {
    for (let i = at + 2; i < end && hello.applicationProtocols.length < 16;) {
      const stop = i + 1 + bytes[i]!;
      if (stop > end) return;
      hello.applicationProtocols.push([i + 1, stop]);
      i = stop;
    }
  }
}

/** Reads the body of a ServerHello, behind type and length; total. */
export function readServerHello(bytes: Uint8Array, at: number, end: number): ServerHello {
  const version = at + 2 <= end ? word16(bytes, at) : 0;
  const sessionEnd = at + 34 < end ? at + 35 + bytes[at + 34]! : end;
  if (sessionEnd + 3 > end) return { version, cipher: -1, applicationProtocol: '', whole: false };
  const hello: ServerHello = {
    version,
    cipher: word16(bytes, sessionEnd),
    applicationProtocol: '',
    whole: true,
  };
  if (sessionEnd + 5 > end) return hello;
  hello.whole = sessionEnd + 5 + word16(bytes, sessionEnd + 3) === end;
  eachExtension(bytes, sessionEnd + 5, end, (type, from, to) => {
    if (type === EXTENSION.supportedVersions && from + 2 <= to) hello.version = word16(bytes, from);
    if (type === EXTENSION.applicationProtocols && from + 3 <= to) {
      hello.applicationProtocol = textOf(
        bytes,
        from + 3,
        Math.min(to, from + 3 + bytes[from + 2]!),
      );
    }
  });
  return hello;
}

function eachExtension(
  bytes: Uint8Array,
  at: number,
  end: number,
  take: (type: number, at: number, end: number) => void,
): void {
  for (let count = 0; at + 4 <= end && count < LIST_MAX; count++) {
    const stop = at + 4 + word16(bytes, at + 2);
    if (stop > end) return;
    take(word16(bytes, at), at + 4, stop);
    at = stop;
  }
}

function list16(bytes: Uint8Array, at: number, end: number, out: number[]): void {
  for (; at + 2 <= end && out.length < LIST_MAX; at += 2) out.push(word16(bytes, at));
}
