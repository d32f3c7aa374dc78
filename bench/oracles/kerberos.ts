import { defineOracle } from './oracle.ts';

/** Kinds of Kerberos requests, and error codes. */
export const kerberos = defineOracle({
  protocols: ['kerberos'],
  filter: 'kerberos && (tcp.port == 88 || udp.port == 88)',
  decodeAs: [
    ['tcp.port', 'kerberos'],
    ['udp.port', 'kerberos'],
  ],
  fields: ['kerberos.msg_type', 'kerberos.error_code', 'kerberos.realm'],

  theirs([[kind = ''] = [], [error = ''] = [], [realm = ''] = []]) {
    if (ASKS.has(Number(kind))) return [`kind ${Number(kind)}`, `realm ${realm}`];
    return error === '' ? ['granted'] : [`error ${Number(error)}`];
  },

  ours({ service, object, refusal, frames }) {
    return {
      request: [`kind ${service.code}`, `realm ${object.slice(object.lastIndexOf('@') + 1)}`],
      response:
        frames.response === null ? [] : [refusal === null ? 'granted' : `error ${refusal.code}`],
    };
  },
});

const ASKS: ReadonlySet<number> = new Set([10, 12, 14]);
