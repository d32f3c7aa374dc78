import { OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { certificateNames } from './certificate.ts';
import { readClientHello, readServerHello } from './hello.ts';
import { ja4Of } from './ja4.ts';
import { HANDSHAKE, HANDSHAKE_HEADER_BYTES, RECORD, RECORD_HEADER_BYTES } from './records.ts';
import { TlsSession } from './session.ts';

const TLS_1_3 = 0x0304;
/** Encrypted records of one end after which the other is not waited for. */
const RECORDS_MAX = 16;
/** There is one handshake at a time. */
const HANDSHAKE_KEY = 1;
const ALERT = { warning: 1, closeNotify: 0 } as const;
/** Longer handshake messages than this are not read; a chain of certificates rarely has 20 kB. */
const MESSAGE_BYTES_MAX = 65_535;
const CERTIFICATES_MAX = 1;

/** One record. What follows the handshake is encrypted, and only counted. */
export function parseRecord(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  const type = bytes[at]!;
  const session = context.state(TlsSession);
  const { side } = context;
  if (type === RECORD.data) return passData(context, session);
  if (type === RECORD.changeCipher) {
    // Since version 1.3 it means nothing (RFC 8446 §D.4).
    if (session.version >= TLS_1_3) return;
    session.encrypts[side] = true;
    if (session.encrypts[0] && session.encrypts[1]) context.ignoreRest();
    return;
  }
  if (session.encrypts[side]) return;
  if (type === RECORD.alert) return parseAlert(context, session, bytes, at, end);
  parseFragment(context, session, bytes, at + RECORD_HEADER_BYTES, end);
}

/**
 * Encrypted data: nothing more is in clear once both ends send it. Until then the other end may
 * still refuse, and early data (RFC 8446 §4.2.10) comes before the server has said anything.
 */
function passData(context: PduContext, session: TlsSession): void {
  const { flow, side } = context;
  session.records++;
  const asks = context.exchanges.find(flow, side, HANDSHAKE_KEY) !== null;
  if (!asks) session.encrypts[side] = true;
  const begun = session.version > 0 || asks;
  const both = session.encrypts[0] && session.encrypts[1];
  if (!begun || both || session.records >= RECORDS_MAX) context.ignoreRest();
}

/** Handshake messages may span records, and a record may hold several (RFC 8446 §5.1). */
function parseFragment(
  context: PduContext,
  session: TlsSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { flow, side } = context;
  const kept = flow.sides[side];
  if (kept.unit !== null) {
    if (!context.keepUnit(bytes, at, end)) return tooLong(context);
    if (kept.unitBytes < HANDSHAKE_HEADER_BYTES) return;
    if (session.needed[side] === 0) {
      session.needed[side] = messageBytes(kept.unit, 0);
    }
    if (kept.unitBytes < session.needed[side]) return;
    bytes = context.takeUnit();
    at = 0;
    end = bytes.length;
  }
  session.needed[side] = 0;
  while (at < end) {
    const enough = at + HANDSHAKE_HEADER_BYTES <= end;
    const length = enough ? messageBytes(bytes, at) : 0;
    if (length > MESSAGE_BYTES_MAX) return tooLong(context);
    if (!enough || at + length > end) {
      session.needed[side] = length;
      if (!context.keepUnit(bytes, at, end)) tooLong(context);
      return;
    }
    parseMessage(context, session, bytes, at, at + length);
    at += length;
  }
}

function messageBytes(bytes: Uint8Array, at: number): number {
  const length = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return HANDSHAKE_HEADER_BYTES + length;
}

function tooLong(context: PduContext): void {
  context.anomaly('tls_handshake_too_long');
  context.ignoreRest();
}

function parseMessage(
  context: PduContext,
  session: TlsSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, side } = context;
  const type = bytes[at];
  if (type === HANDSHAKE.clientHello) {
    const hello = readClientHello(bytes, at + HANDSHAKE_HEADER_BYTES, end);
    session.serverName = hello.serverName;
    const exchange = exchanges.request(HANDSHAKE_KEY, VERB.connect, bytes, at, end);
    if (!hello.whole) exchange.anomaly('hello_malformed', 0);
    context.sighting('software', `ja4/${ja4Of(hello, bytes)}`);
    context.sighting('name', hello.serverName, 1 - side);
  } else if (type === HANDSHAKE.serverHello) {
    let exchange = exchanges.asked(HANDSHAKE_KEY);
    if (exchange === null) {
      exchange = exchanges.alone(VERB.connect);
      exchange.anomaly('response_without_request', 0);
    }
    const hello = readServerHello(bytes, at + HANDSHAKE_HEADER_BYTES, end);
    if (!hello.whole) exchange.anomaly('hello_malformed', 0);
    session.version = hello.version;
    if (hello.version >= TLS_1_3) session.encrypts.fill(false);
    exchanges.answer(exchange, bytes, at, end, OUTCOME.ok);
  } else if (type === HANDSHAKE.certificate) {
    parseCertificates(context, bytes, at + HANDSHAKE_HEADER_BYTES, end);
  }
}

/** The sender's own certificate comes first (RFC 5246 §7.4.2); the rest are of its issuers. */
function parseCertificates(context: PduContext, bytes: Uint8Array, at: number, end: number): void {
  at += 3;
  for (let i = 0; i < CERTIFICATES_MAX && at + 3 < end; i++) {
    const stop = at + 3 + ((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!);
    if (stop > end) return context.anomaly('tls_certificate_beyond_message');
    const names = certificateNames(bytes, at + 3, stop);
    at = stop;
    if (names === null) {
      context.anomaly('tls_certificate_malformed');
      continue;
    }
    for (const name of new Set([names.commonName, ...names.hosts])) {
      context.sighting('name', name);
    }
    const told = `certificate ${names.subject} issued by ${names.issuer}`;
    context.sighting('description', told);
  }
}

/** An alert in clear: what is fatal ends the attempt to connect, whoever sends it. */
function parseAlert(
  context: PduContext,
  session: TlsSession,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  // What is not two bytes is encrypted, and its change of cipher was not seen.
  if (end - at !== RECORD_HEADER_BYTES + 2) return context.skips.reason('tls_alert_encrypted');
  const level = bytes[at + RECORD_HEADER_BYTES]!;
  const description = bytes[at + RECORD_HEADER_BYTES + 1]!;
  if (level === ALERT.warning || description === ALERT.closeNotify) {
    return context.skips.reason('tls_warning');
  }
  const { exchanges } = context;
  let exchange = exchanges.asked(HANDSHAKE_KEY);
  if (exchange === null) {
    exchange = exchanges.alone(VERB.connect);
    exchange.note = session.serverName;
  }
  exchanges.answer(exchange, bytes, at, end, OUTCOME.refused);
}
