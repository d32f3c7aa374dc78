import type { Operation } from '@bulkhead/model';
import { textOf } from '../bytes.ts';
import type { Exchange } from '../flow/flow.ts';
import { type ClientHello, isGrease, readClientHello, readServerHello } from './hello.ts';
import { ja4Of } from './ja4.ts';
import { cipherName, versionName } from './names.ts';
import { HANDSHAKE, HANDSHAKE_HEADER_BYTES, RECORD, RECORD_HEADER_BYTES } from './records.ts';

type Items = NonNullable<Operation['items']>;

/** Whether the answer is an alert. */
export function isAlert(exchange: Exchange): boolean {
  return (
    exchange.responseEnd > exchange.responseAt &&
    exchange.response[exchange.responseAt] === RECORD.alert
  );
}

/** Description of the alert that refused. */
export function alertOf(exchange: Exchange): number {
  return exchange.response[exchange.responseAt + RECORD_HEADER_BYTES + 1] ?? 0;
}

/** The ClientHello of a handshake; null where it was not seen. */
export function clientHelloOf(exchange: Exchange): ClientHello | null {
  const { request, requestBytes } = exchange;
  if (requestBytes < HANDSHAKE_HEADER_BYTES) return null;
  return readClientHello(request, HANDSHAKE_HEADER_BYTES, requestBytes);
}

/** What was offered and chosen, each under its name: what it has depends on what was seen. */
export function itemsOf(exchange: Exchange): Items | undefined {
  const items: Items[number][] = [];
  const add = (object: string, ...values: string[]): void => {
    items.push({ object, count: values.length, values });
  };
  const hello = clientHelloOf(exchange);
  if (hello !== null) {
    const versions = hello.versions.filter((version) => !isGrease(version));
    add('offered_version', versionName(Math.max(hello.version, ...versions)));
    const protocols = hello.applicationProtocols.map(([at, end]) =>
      textOf(exchange.request, at, end),
    );
    if (protocols.length > 0) add('offered_application_protocols', ...protocols);
    add('ja4', ja4Of(hello, exchange.request));
  }
  const { response, responseAt, responseEnd } = exchange;
  if (responseEnd > responseAt && response[responseAt] === HANDSHAKE.serverHello) {
    const chosen = readServerHello(response, responseAt + HANDSHAKE_HEADER_BYTES, responseEnd);
    add('version', versionName(chosen.version));
    if (chosen.cipher >= 0) add('cipher_suite', cipherName(chosen.cipher));
    if (chosen.applicationProtocol !== '') add('application_protocol', chosen.applicationProtocol);
  }
  return items.length === 0 ? undefined : items;
}
