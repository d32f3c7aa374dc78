import { bareNameAt, isNetbiosName, netbiosNameAt, SUFFIX, suffixAt } from '../dns/netbios.ts';
import { OUTCOME, VERB } from '../flow/flow.ts';
import type { PduContext } from '../protocol.ts';
import { SESSION, SESSION_HEADER_BYTES } from './shape.ts';

/** A session is asked for once, before any message. */
const SESSION_KEY = 0x7fffffff;
/** An encoded name: its length, 32 letters, the root. */
const NAME_BYTES = 34;

/** Takes a NetBIOS session packet that is no message, RFC 1002 §4.3. */
export function parseSession(
  context: PduContext,
  bytes: Uint8Array,
  at: number,
  end: number,
): void {
  const { exchanges, side } = context;
  const type = bytes[at]!;
  if (type === SESSION.keepAlive) return context.skips.reason('smb_keep_alive');
  if (type === SESSION.request) {
    const [called, calling] = [at + SESSION_HEADER_BYTES, at + SESSION_HEADER_BYTES + NAME_BYTES];
    if (isNetbiosName(bytes, calling, end)) {
      context.sighting('name', bareNameAt(bytes, calling));
    }
    if (isNetbiosName(bytes, called, end) && suffixAt(bytes, called) === SUFFIX.server) {
      const name = bareNameAt(bytes, called);
      // The name that clients use when they do not know it.
      if (name !== '*SMBSERVER') context.sighting('name', name, 1 - side);
    }
    exchanges.request(SESSION_KEY, VERB.connect, bytes, at, end);
    return;
  }
  let exchange = exchanges.asked(SESSION_KEY);
  if (exchange === null) {
    exchange = exchanges.alone(VERB.connect);
    exchange.anomaly('response_without_request', 0);
  }
  const refused = type === SESSION.negative;
  exchanges.answer(exchange, bytes, at, end, refused ? OUTCOME.refused : OUTCOME.ok);
}

/** `session/SERVER<20>`: who is called. */
export function calledName(bytes: Uint8Array, at: number, end: number): string {
  const called = at + SESSION_HEADER_BYTES;
  return `session/${isNetbiosName(bytes, called, end) ? netbiosNameAt(bytes, called) : ''}`;
}

/** Who calls. */
export function callingNames(bytes: Uint8Array, at: number, end: number): string[] {
  const calling = at + SESSION_HEADER_BYTES + NAME_BYTES;
  return isNetbiosName(bytes, calling, end) ? [netbiosNameAt(bytes, calling)] : [];
}
