import { defineOracle } from './oracle.ts';

/** Number of TLVs, time to live, texts and addresses of LLDP frames. */
export const lldp = defineOracle({
  protocols: ['lldp'],
  filter: 'lldp',
  fields: [
    'lldp.tlv.type',
    'lldp.time_to_live',
    'lldp.tlv.system.name',
    'lldp.tlv.system.desc',
    'lldp.port.desc',
    'lldp.mgn.addr.ip4',
    'lldp.chassis.id.mac',
  ],

  theirs(cells) {
    const [types = [], lives = [], names = [], texts = [], ports = [], ips = [], macs = []] = cells;
    return [
      `TLVs ${types.filter((type) => Number(type) !== 0).length}`,
      ...lives.map((seconds) => `time_to_live ${Number(seconds)}`),
      ...names.map((text) => `system_name ${text.trim()}`),
      ...texts.map((text) => `system_description ${text.trim()}`),
      ...ports.map((text) => `port_description ${text.trim()}`),
      ...ips.map((ip) => `management_address ${ip}`),
      ...macs.map((mac) => `chassis_id ${mac}`),
    ];
  },

  ours({ items = [] }) {
    const response = [`TLVs ${items.length}`];
    for (const { object, values } of items) {
      const value = String(values[0] ?? '');
      const isIp = /^\d+\.\d+\.\d+\.\d+$/.test(value);
      const isMac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(value);
      if (object === 'chassis_id' ? !isMac : object === 'management_address' && !isIp) continue;
      if (CLAIMED.has(object)) response.push(`${object} ${value}`);
    }
    return { request: [], response };
  },
});

const CLAIMED: ReadonlySet<string> = new Set([
  'time_to_live',
  'system_name',
  'system_description',
  'port_description',
  'management_address',
  'chassis_id',
]);
