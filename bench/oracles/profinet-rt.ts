import { defineOracle } from './oracle.ts';

const DCP_FIRST = 0xfefc;
const DCP_LAST = 0xfeff;

/** Frame id of PROFINET frames other than those of DCP; cycle counter of cyclic ones. */
export const profinetRt = defineOracle({
  protocols: ['profinet_rt'],
  filter: 'pn_rt && !pn_dcp',
  fields: ['pn_rt.frame_id', 'pn_rt.cycle_counter', 'pn_rt.ds_ok'],

  theirs([ids = [], counters = []]) {
    const id = Number(ids[0]);
    if (id >= DCP_FIRST && id <= DCP_LAST) return [];
    return [`frame ${id}`, ...counters.map((counter) => `cycle ${Number(counter)}`)];
  },

  ours({ address, service, values }) {
    const response = [`frame ${address}`];
    if (service.name.startsWith('cyclic') && values.length > 0) response.push(`cycle ${values[0]}`);
    return { request: [], response };
  },
});
