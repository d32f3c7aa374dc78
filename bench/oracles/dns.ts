import type { Cells, Oracle } from './oracle.ts';

/** Questions that are compared one by one, `OPERATION_ITEMS_MAX`; of more, the first. */
const ITEMS_MAX = 64;

export const dns = names('dns', ['udp.port', 'dns'], ['tcp.port', 'dns']);
export const mdns = names('mdns', ['udp.port', 'mdns']);
export const llmnr = names('llmnr', ['udp.port', 'llmnr']);

/** Questions, codes and numbers of answers of DNS, and of those that are spoken like it. */
function names(protocol: string, ...decodeAs: NonNullable<Oracle['decodeAs']>): Oracle {
  return {
    protocols: [protocol],
    filter: `${protocol} && !icmp && !icmpv6`,
    decodeAs,
    fields: [
      'dns.flags.response',
      'dns.flags.opcode',
      'dns.flags.rcode',
      'dns.count.answers',
      'dns.qry.name',
      'dns.qry.type',
      'dns.count.queries',
    ],

    theirs: claimsOf,

    ours({ service, object, items, refusal, values, frames, count }) {
      const asked = items ?? [{ object }];
      const request = [`opcode ${service.code}`, `of ${count}`];
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
  };
}

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
  questions = [],
]: Cells): string[] {
  const claims: string[] = [];
  let asked = false;
  responses.forEach((response, i) => {
    const isAnswer = response === '1' || response === 'True';
    if (isAnswer) claims.push(`rcode ${Number(outcomes[i])}`, `answers ${Number(answers[i] ?? 0)}`);
    else {
      asked = true;
      claims.push(`opcode ${Number(codes[i])}`);
      claims.push(`of ${Number(questions[i]) || Number(answers[i] ?? 0)}`);
    }
  });
  if (asked)
    names.slice(0, ITEMS_MAX).forEach((name, i) => claims.push(`asks ${Number(types[i])} ${name}`));
  return claims;
}
