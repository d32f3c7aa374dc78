import type { Operation } from '@bulkhead/model';
import { defineOracle } from './oracle.ts';

const FATAL = '2';

/** Hellos with the name asked for and the version chosen, and alerts that are fatal. */
export const tls = defineOracle({
  protocols: ['tls'],
  filter: 'tcp && (tls.handshake.type == 1 || tls.handshake.type == 2 || tls.alert_message.level)',
  decodeAs: [['tcp.port', 'tls']],
  fields: [
    'tls.handshake.type',
    'tls.handshake.extensions_server_name',
    'tls.alert_message.level',
    'tls.alert_message.desc',
    'tls.handshake.extensions.supported_version',
    'tls.handshake.version',
  ],

  theirs([types, names, levels, descriptions, supported, versions]) {
    const alerts = descriptions!.filter((_, i) => levels![i] === FATAL);
    const chosen = supported!.length === 1 ? supported![0] : versions![0];
    return types!
      .flatMap((type) => {
        if (type === '1') return [`client_hello ${names![0] ?? ''}`];
        return type === '2' ? [`server_hello ${VERSIONS[Number(chosen)] ?? ''}`] : [];
      })
      .concat(alerts.map((code) => `alert ${code}`));
  },

  ours(operation: Operation) {
    const { refusal } = operation;
    const version = operation.items?.find(({ object }) => object === 'version')?.values[0] ?? '';
    return {
      // A hello that names nobody is about the session.
      request: [`client_hello ${operation.object === 'session' ? '' : operation.object}`],
      response: [refusal === null ? `server_hello ${String(version)}` : `alert ${refusal.code}`],
    };
  },
});

const VERSIONS: Readonly<Record<number, string>> = {
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};
