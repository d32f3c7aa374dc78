import { type PduBytes, requestOf, responseOf } from '../crossing/reading.ts';
import type { Exchange } from '../flow/flow.ts';
import { defineProtocol, FRAMING, RECOGNISED } from '../protocol.ts';
import { readLogin, userOf } from '../tds/login.ts';
import {
  instanceOf,
  isOpening,
  isPacket,
  LAST,
  PACKET,
  packetLength,
  TYPE,
  versionOf,
} from '../tds/packet.ts';
import { parseTds, readBytes } from '../tds/parse.ts';
import { TDS_SERVICES, TDS_TABLE } from '../tds/services.ts';
import { objectOf, runsPrograms } from '../tds/sql.ts';
import { errorName, readResult } from '../tds/tokens.ts';

/** Records of TLS are shorter than a packet's header plus something; a length tells both. */
const LENGTH_BYTES = 5;

/**
 * TDS, which Microsoft SQL Server speaks, and with it many historians: who logs on from where,
 * which table or procedure a statement names, and what became of it. Statements themselves are not
 * told, because they hold what they set, passwords too. Rows are only counted; a log-on within TLS
 * is known by its place.
 */
export const tds = defineProtocol({
  name: 'tds',
  title: 'TDS (Microsoft SQL Server)',
  standard: 'MS-TDS',
  depth: 'crossing',
  over: { tcp: [1433] },
  services: TDS_SERVICES,
  headerBytes: LENGTH_BYTES,

  recognise(bytes, at, end, onPort) {
    if (!isPacket(bytes, at, end)) return RECOGNISED.no;
    if (onPort) return end - at < PACKET.bytes ? RECOGNISED.moreBytes : RECOGNISED.yes;
    // Off the port a connection begins with its options, in one packet.
    if (at < end && bytes[at] !== TYPE.preLogin) return RECOGNISED.no;
    if (end - at < PACKET.bytes + LENGTH_BYTES) return RECOGNISED.moreBytes;
    const first = bytes[at + PACKET.status] === LAST && bytes[at + PACKET.number]! <= 1;
    return first && isOpening(bytes, at, end) ? RECOGNISED.yes : RECOGNISED.no;
  },

  roleOf(bytes, at) {
    if (bytes[at] === TYPE.tls) return -1;
    return bytes[at] === TYPE.result ? 1 : 0;
  },

  frame(bytes, at, end) {
    if (!isPacket(bytes, at, end)) return FRAMING.outOfStep;
    const length = packetLength(bytes, at, end);
    return length === 0 ? FRAMING.moreBytes : readBytes(bytes, at, length);
  },

  parse: parseTds,

  service(exchange) {
    const { bytes, at } = requestOf(exchange) ?? answerOf(exchange);
    return TDS_TABLE.service(bytes[at] === TYPE.tls ? TYPE.login : bytes[at]!);
  },

  object(exchange) {
    const { bytes, at, end } = requestOf(exchange) ?? answerOf(exchange);
    switch (bytes[at]) {
      case TYPE.batch:
      case TYPE.rpc:
        return objectOf(bytes, at, end);
      case TYPE.login:
      case TYPE.sspi: {
        const { user, domain } = userOf(bytes, at, end);
        if (user === '') return 'user';
        return domain === '' ? `user/${user}` : `user/${domain}\\${user}`;
      }
      case TYPE.preLogin: {
        const instance = instanceOf(bytes, at, end);
        return instance === '' ? 'session' : `instance/${instance}`;
      }
      default:
        return 'session';
    }
  },

  values(exchange) {
    const { bytes, at, end } = requestOf(exchange) ?? answerOf(exchange);
    if (bytes[at] === TYPE.tls) return ['encrypted'];
    if (bytes[at] === TYPE.login) {
      const { application, database, server } = readLogin(bytes, at, end);
      return [application, database, server].filter((text) => text !== '');
    }
    const response = responseOf(exchange);
    if (bytes[at] !== TYPE.preLogin || response === null) return [];
    const version = versionOf(response.bytes, response.at, response.end);
    return version === '' ? [] : [version];
  },

  refusal(exchange) {
    const { bytes, at, end } = answerOf(exchange);
    const { error } = readResult(bytes, at, end);
    return { code: error, name: errorName(error) };
  },

  techniques(exchange) {
    const { bytes, at, end } = requestOf(exchange) ?? answerOf(exchange);
    const calls = bytes[at] === TYPE.batch || bytes[at] === TYPE.rpc;
    return calls && runsPrograms(objectOf(bytes, at, end)) ? ['T0807'] : [];
  },
});

function answerOf(exchange: Exchange): PduBytes {
  return responseOf(exchange) ?? { bytes: exchange.response, at: 0, end: 0 };
}
