import { OUTCOME } from '../flow/flow.ts';
import {
  GREETING,
  refusalName,
  REPLY,
  SERVICES,
  serviceOfWord,
  UNKNOWN_COMMAND,
} from '../ftp/commands.ts';
import { recogniseFtp, replyCode } from '../ftp/lines.ts';
import { commandText, takeLines, wordOf } from '../ftp/parse.ts';
import { defineProtocol } from '../protocol.ts';

const OBJECT_CHARACTERS_MAX = 200;

/**
 * FTP: the commands of the control connection with their replies. What proves who somebody is
 * (PASS, ACCT, ADAT) is not kept; files go over connections of their own, which are only counted.
 */
export const ftp = defineProtocol({
  name: 'ftp',
  title: 'FTP',
  standard: 'RFC 959; RFC 2228; RFC 2389; RFC 2428; RFC 3659; RFC 4217',
  depth: 'crossing',
  over: { tcp: [21] },
  services: [...SERVICES, UNKNOWN_COMMAND],
  recognise: recogniseFtp,

  roleOf(bytes, at, end) {
    return replyCode(bytes, at, end) > 0 ? 1 : 0;
  },

  parse: takeLines,

  service(exchange) {
    const command = commandText(exchange);
    if (command !== '') {
      const { code, name } = serviceOfWord(wordOf(command));
      return { code, name };
    }
    const { code, name } = exchange.note === GREETING.name ? GREETING : REPLY;
    return { code, name };
  },

  object(exchange) {
    const command = commandText(exchange);
    const argument = command.slice(wordOf(command).length).trim();
    return argument.slice(0, OBJECT_CHARACTERS_MAX) || 'session';
  },

  values(exchange) {
    const code = replyCode(exchange.response, exchange.responseAt, exchange.responseEnd);
    return code === 0 || exchange.outcome === OUTCOME.refused ? [] : [code];
  },

  refusal(exchange) {
    const code = replyCode(exchange.response, exchange.responseAt, exchange.responseEnd);
    return { code, name: refusalName(code) };
  },
});
