import { defineOracle } from './oracle.ts';

const REQUEST = 14;
const CONFIRM = 13;

/** Connection requests and confirms, with the TSAP that is called. */
export const cotp = defineOracle({
  protocols: ['cotp'],
  filter: 'cotp.type == 14 or cotp.type == 13',
  decodeAs: [['tcp.port', 'tpkt']],
  fields: ['cotp.type', 'cotp.dst-tsap-bytes', 'cotp.dst-tsap'],

  theirs([types = [], octets = [], texts = []]) {
    const claims: string[] = [];
    const called = [...octets.map((one) => one.replaceAll(':', '')), ...texts.map(hexOf)];
    for (const type of types.map(Number)) {
      if (type === REQUEST) claims.push(`request ${called.shift() ?? ''}`);
      if (type === CONFIRM) claims.push('confirm');
    }
    return claims.toSorted();
  },

  ours({ object, outcome, frames }) {
    const called = object
      .replace(/^tsap\/?/, '')
      .replaceAll('.', '')
      .toLowerCase();
    return {
      request: frames.request === null ? [] : [`request ${called}`],
      response: outcome === 'ok' ? ['confirm'] : [],
    };
  },
});

/** tshark shows a TSAP as text where all of it can be read. */
function hexOf(text: string): string {
  return /^(0x)?[0-9a-f]{4}$/i.test(text)
    ? text.replace(/^0x/i, '').toLowerCase()
    : Buffer.from(text, 'latin1').toString('hex');
}
