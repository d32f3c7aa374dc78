import { defineOracle } from './oracle.ts';

const SENDS = new Set([0x6f, 0x70]);
const IO_DATA = 0x8002;

/** Commands that carry no CIP, their status, who answers a List Identity, and connected data. */
export const enip = defineOracle({
  protocols: ['enip'],
  filter: 'enip',
  decodeAs: [
    ['tcp.port', 'enip'],
    ['udp.port', 'enip'],
  ],
  fields: [
    'enip.command',
    'enip.status',
    'enip.lir.vendor',
    'enip.lir.prodcode',
    'enip.lir.serial',
    'enip.lir.name',
    'enip.cpf.sai.connid',
    'enip.cpf.data',
  ],

  theirs(cells) {
    const [commands = [], statuses = [], vendors = [], codes = [], serials = []] = cells;
    const [, , , , , names = [], connections = []] = cells;
    const claims = commands.flatMap((command, i) =>
      SENDS.has(Number(command)) ? [] : [`command ${Number(command)} ${Number(statuses[i])}`],
    );
    claims.push(...vendors.map((vendor) => `vendor ${Number(vendor)}`));
    claims.push(...codes.map((code) => `product ${Number(code)}`));
    claims.push(...serials.map((serial) => `serial ${Number(serial)}`));
    claims.push(...names.map((name) => `name ${name.trim()}`));
    // Connected data has no command; with one, the address item is that of a message.
    if (commands.length === 0) {
      claims.push(...connections.map((connection) => `connection ${Number(connection)}`));
    }
    return claims;
  },

  ours({ service, refusal, values, object }) {
    if (service.code === IO_DATA) {
      return { request: [], response: [`connection ${Number(object.split('/')[1])}`] };
    }
    if (SENDS.has(service.code)) return { request: [], response: [] };
    const request = [`command ${service.code} 0`];
    const response = [`command ${service.code} ${refusal?.code ?? 0}`];
    if (service.code === 0x63 && values.length === 7) {
      const [vendor, , product, , , serial, name] = values;
      response.push(`vendor ${vendor}`, `product ${product}`);
      response.push(`serial ${Number.parseInt(String(serial), 16)}`, `name ${name}`);
    }
    return { request, response };
  },
});
