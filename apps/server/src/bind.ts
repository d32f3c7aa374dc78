import { isIP } from 'node:net';
import type { Bind, ServerOptions } from './options.ts';

/** The server will not start like this; the message says what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

const isAnyAddress = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Refuses what would open the plant to its network by mistake. */
export function checkBind({ bind, accounts, demo }: ServerOptions): void {
  if (isLoopback(bind.host)) return;
  if (bind.tls === undefined) {
    throw new StartRefused(
      `Listening on ${bind.host} needs TLS: give a certificate file and a key file, ` +
        'or listen on 127.0.0.1.',
    );
  }
  if (demo !== null) {
    throw new StartRefused(`A demo lets anyone be anyone: it listens on 127.0.0.1 only.`);
  }
  if (!accounts.list().some((account) => account.administrator)) {
    throw new StartRefused(
      `Listening on ${bind.host} needs an administrator: start once on 127.0.0.1, ` +
        'open the start link that is printed, and start again.',
    );
  }
  if (isAnyAddress(bind.host) && (bind.names ?? []).length === 0) {
    throw new StartRefused(
      `Listening on ${bind.host} needs the names by which browsers reach the server.`,
    );
  }
}

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** The address to open in a browser. */
export function urlOf(bind: Bind, port: number): string {
  const scheme = bind.tls === undefined ? 'http' : 'https';
  const host = isAnyAddress(bind.host) ? (bind.names?.[0] ?? bind.host) : bind.host;
  return `${scheme}://${bracketed(host)}:${port}`;
}

/** Values of the Host header that are ours; any other is a name that was pointed here. */
export function hostsOf(bind: Bind, port: number): ReadonlySet<string> {
  const names = isLoopback(bind.host)
    ? ['127.0.0.1', 'localhost', '::1', bind.host]
    : [bind.host, ...(bind.names ?? [])];
  const hosts = new Set<string>();
  const defaultPort = bind.tls === undefined ? 80 : 443;
  for (const name of names.map((item) => bracketed(item.toLowerCase()))) {
    hosts.add(`${name}:${port}`);
    if (port === defaultPort) hosts.add(name);
  }
  return hosts;
}
