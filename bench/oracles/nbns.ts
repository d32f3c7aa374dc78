import { type Cells, defineOracle } from './oracle.ts';

/** Operation and first name of NetBIOS name service messages, and their codes. */
export const nbns = defineOracle({
  protocols: ['nbns'],
  filter: 'nbns && !icmp',
  decodeAs: [['udp.port', 'nbns']],
  fields: ['nbns.flags.response', 'nbns.flags.opcode', 'nbns.flags.rcode', 'nbns.name'],

  theirs: claimsOf,

  ours({ service, object, refusal, frames }) {
    return {
      request: [`opcode ${service.code}`, `name ${bare(object.replace(/^NB(?:STAT)?\//, ''))}`],
      response: frames.response === null ? [] : [`rcode ${refusal?.code ?? 0}`],
    };
  },
});

function bare(name: string): string {
  return name.replaceAll(/(?:<00>)+/g, '<00>');
}

function claimsOf([
  [response = ''] = [],
  [code = ''] = [],
  [outcome = '0'] = [],
  names = [],
]: Cells): string[] {
  if (response === '1' || response === 'True') return [`rcode ${Number(outcome)}`];
  const name = /^(?<name>.*<[0-9a-f]{2}>)/.exec(names[0] ?? '')?.groups?.['name'] ?? '';
  // Zeros that fill a name are shown as `<00>` each.
  return [`opcode ${Number(code)}`, `name ${bare(name)}`];
}
