import { type Cells, defineOracle } from './oracle.ts';

/** `OPERATION_ITEMS_MAX` of the model. */
const ITEMS_MAX = 64;

/** Questions, codes and numbers of answers of DNS, multicast DNS and LLMNR. */
export const dns = defineOracle({
  protocols: ['dns', 'mdns', 'llmnr'],
  filter: '(dns || mdns || llmnr) && !icmp && !icmpv6 && !nbns',
  fields: [
    'dns.flags.response',
    'dns.flags.opcode',
    'dns.flags.rcode',
    'dns.count.answers',
    'dns.qry.name',
    'dns.qry.type',
  ],

  theirs: claimsOf,

  ours({ service, object, items, refusal, values, frames }) {
    const asked = items ?? [{ object }];
    const request = [`opcode ${service.code}`];
    for (const one of asked) {
      const slash = one.object.indexOf('/');
      const name = one.object.slice(slash + 1);
      const type = one.object.slice(0, slash);
      request.push(
        `asks ${TYPES[type] ?? type.replace('TYPE', '')} ${name === '.' ? '<Root>' : name}`,
      );
    }
    const response =
      frames.response === null ? [] : [`rcode ${refusal?.code ?? 0}`, `answers ${values.length}`];
    return { request, response };
  },

  explain(ours, theirs) {
    const isCut = ours.length > ITEMS_MAX && theirs.length > ours.length;
    return isCut ? 'an operation keeps 64 items, tshark shows all' : null;
  },
});

const TYPES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  HTTPS: 65,
  ANY: 255,
};

function claimsOf([
  responses = [],
  codes = [],
  outcomes = [],
  answers = [],
  names = [],
  types = [],
]: Cells): string[] {
  const claims: string[] = [];
  let asked = false;
  responses.forEach((response, i) => {
    const isAnswer = response === '1' || response === 'True';
    if (isAnswer) claims.push(`rcode ${Number(outcomes[i])}`, `answers ${Number(answers[i] ?? 0)}`);
    else {
      asked = true;
      claims.push(`opcode ${Number(codes[i])}`);
    }
  });
  if (asked) names.forEach((name, i) => claims.push(`asks ${Number(types[i])} ${name}`));
  return claims;
}
