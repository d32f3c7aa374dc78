import { defineOracle } from './oracle.ts';

/** Service, names, addresses, identities and block errors of PROFINET DCP. */
export const profinetDcp = defineOracle({
  protocols: ['profinet_dcp'],
  filter: 'pn_dcp',
  fields: [
    'pn_dcp.service_id',
    'pn_dcp.service_type',
    'pn_dcp.suboption_device_nameofstation',
    'pn_dcp.suboption_ip_ip',
    'pn_dcp.suboption_ip_standard_gateway',
    'pn_dcp.suboption_device_devicevendorvalue',
    'pn_dcp.suboption_device_id',
    'pn_dcp.block_error',
  ],

  theirs([
    services = [],
    types = [],
    names = [],
    ips = [],
    gateways = [],
    models = [],
    ids = [],
    errors = [],
  ]) {
    const claims = services.map((code) => `service ${Number(code)}`);
    claims.push(...names.map((name) => `name ${name.trim()}`), ...ips.map((ip) => `ip ${ip}`));
    claims.push(
      ...gateways.map((ip) => `gateway ${ip}`),
      ...models.map((one) => `model ${one.trim()}`),
    );
    claims.push(...ids.map((id) => `device ${Number(id)}`));
    const codes = errors.map(Number).filter((code) => code !== 0);
    const failed = Number(types[0]) > 1 ? [Number(types[0])] : codes.slice(0, 1);
    return [...claims, ...failed.map((code) => `refused ${code}`)];
  },

  ours({ service, object, values, items, refusal, frames }) {
    const request = [`service ${service.code}`];
    const response = [`service ${service.code}`];
    const told = items ?? [{ object, values }];
    // What is set stands in the request, what is told in the answer.
    const inRequest = frames.request !== null && (service.code === 4 || frames.response === null);
    const side = inRequest ? request : response;
    for (const one of told) side.push(...blockClaims(one.object, one.values));
    if (refusal !== null) response.push(`refused ${refusal.code}`);
    return { request, response };
  },
});

function blockClaims(object: string, values: readonly unknown[]): string[] {
  if (values.length === 0) return [];
  switch (object) {
    case 'device/name_of_station':
      return [`name ${String(values[0])}`];
    case 'ip/parameter':
      return [`ip ${String(values[0])}`, `gateway ${String(values[2])}`];
    case 'device/vendor':
      return [`model ${String(values[0])}`];
    case 'device/device_id':
      return [`device ${Number(values[1])}`];
    default:
      return [];
  }
}
