import { defineOracle } from './oracle.ts';

/** TLVs, device, port, platform and VLAN of CDP frames. */
export const cdp = defineOracle({
  protocols: ['cdp'],
  filter: 'cdp',
  fields: ['cdp.tlv.type', 'cdp.deviceid', 'cdp.portid', 'cdp.platform', 'cdp.native_vlan'],

  theirs([types = [], devices = [], ports = [], platforms = [], vlans = []]) {
    return [
      ...types.map(
        (type) => `TLV ${NAMES.get(Number(type)) ?? `tlv_0x${Number(type).toString(16)}`}`,
      ),
      ...devices.map((text) => `device_id ${text}`),
      ...ports.map((text) => `port_id ${text}`),
      ...platforms.map((text) => `platform ${text}`),
      ...vlans.map((vlan) => `native_vlan ${Number(vlan)}`),
    ];
  },

  ours({ items = [] }) {
    const response: string[] = [];
    for (const { object, values } of items) {
      response.push(`TLV ${object}`);
      if (CLAIMED.has(object)) response.push(`${object} ${String(values[0] ?? '')}`);
    }
    return { request: [], response };
  },
});

const CLAIMED: ReadonlySet<string> = new Set(['device_id', 'port_id', 'platform', 'native_vlan']);
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'device_id'],
  [2, 'addresses'],
  [3, 'port_id'],
  [4, 'capabilities'],
  [5, 'version'],
  [6, 'platform'],
  [7, 'prefixes'],
  [9, 'vtp_domain'],
  [10, 'native_vlan'],
  [11, 'duplex'],
  [20, 'system_name'],
  [21, 'system_object_id'],
  [22, 'management_addresses'],
  [23, 'location'],
]);
