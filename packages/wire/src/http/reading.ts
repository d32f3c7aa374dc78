import { textOf } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { METHOD, methodCode } from './methods.ts';
import { statusOf } from './start-line.ts';

/** A word of a query without `=` may be a secret when it is longer than this. */
const BARE_NAME_CHARACTERS_MAX = 24;
const OBJECT_CHARACTERS_MAX = 256;

/** Status of the answer; 0 where there is none. */
export function statusOfAnswer(exchange: Exchange): number {
  return statusOf(exchange.response, exchange.responseAt, exchange.responseEnd);
}

/**
 * Host and path, `session` where the request was not seen; of the query only the names, because
 * values may be secrets.
 */
export function objectOf(exchange: Exchange): string {
  const { request, requestBytes, note } = exchange;
  if (requestBytes === 0) return 'session';
  const line = textOf(request, 0, requestBytes);
  const target = /^\S+ +(\S*)/.exec(line)?.[1] ?? '';
  if (methodCode(request, 0, requestBytes) === METHOD.connect) return target;
  const absolute = /^https?:\/\/(?:[^/?#]*@)?([^/?#]*)(.*)$/i.exec(target);
  const host = absolute === null ? note : absolute[1]!;
  return `${host}${withoutValues(absolute === null ? target : absolute[2]!)}`.slice(
    0,
    OBJECT_CHARACTERS_MAX,
  );
}

function withoutValues(target: string): string {
  const [beforeFragment = ''] = target.split('#');
  const queryAt = beforeFragment.indexOf('?');
  const path = queryAt < 0 ? beforeFragment : beforeFragment.slice(0, queryAt);
  const clean = path.replaceAll(/;([^=;/]*)=[^;/]*/g, ';$1');
  if (queryAt < 0) return clean;
  return `${clean}?${beforeFragment
    .slice(queryAt + 1)
    .split(/[&;]/)
    .map(nameOf)
    .filter((name) => name !== '')
    .join('&')}`;
}

function nameOf(pair: string): string {
  const equals = pair.indexOf('=');
  if (equals >= 0) return pair.slice(0, equals);
  return pair.length > BARE_NAME_CHARACTERS_MAX ? '' : pair;
}
