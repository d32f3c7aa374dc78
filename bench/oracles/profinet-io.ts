import { defineOracle } from './oracle.ts';

/** Calls and their answers; the other types of packets only keep a call going. */
const SHOWN: ReadonlySet<number> = new Set([0, 2, 3, 6]);
const RECORDS: ReadonlySet<number> = new Set([2, 3, 5]);

/** Device, controller, supervisor and parameter server. */
const INTERFACES = [1, 2, 3, 4].map((one) => `dea0000${one}-6c97-11d1-8271-00a02442df7d`);

/** Operation, record index, slot and subslot, station name and status of PROFINET IO calls. */
export const profinetIo = defineOracle({
  protocols: ['profinet_io'],
  filter: INTERFACES.map((uuid) => `dcerpc.dg_if_id == ${uuid}`).join(' || '),
  fields: [
    'dcerpc.pkt_type',
    'dcerpc.opnum',
    'dcerpc.dg_flags1_frag',
    'pn_io.index',
    'pn_io.slot_nr',
    'pn_io.subslot_nr',
    'pn_io.cminitiator_station_name',
    'pn_io.error_code',
    'pn_io.error_code1',
    'dcerpc.dg_flags1_last_frag',
  ],

  theirs(cells) {
    const [types = [], operations = [], fragments = [], indexes = [], slots = []] = cells;
    const [, , , , , subslots = [], stations = [], errors = [], codes = []] = cells;
    const type = Number(types[0]);
    const operation = Number(operations[0]);
    // A call in fragments is read in its last.
    const goesOn = isSet(fragments) && !isSet(cells[9]);
    if (!SHOWN.has(type) || goesOn) return [];
    const claims = [`type ${type === 0 ? 'request' : 'answer'}`, `operation ${operation}`];
    if (type === 0 && RECORDS.has(operation) && indexes.length > 0) {
      claims.push(`index ${Number(indexes[0])}`);
      claims.push(`slot ${Number(slots[0])}`, `subslot ${Number(subslots[0])}`);
    }
    if (type === 0) claims.push(...stations.map((name) => `station ${name}`));
    const failed = type === 2 && Number(errors[0] ?? 0) !== 0;
    if (failed) claims.push(`refused ${Number(errors[0])} ${Number(codes[0])}`);
    return claims;
  },

  ours({ service, object, address, values, refusal }) {
    const operation = `operation ${service.code & 0xff}`;
    const request = ['type request', operation];
    const response = ['type answer', operation];
    const [, slot, , subslot] = object.split('/');
    if (address !== null) {
      request.push(`index ${address}`, `slot ${Number(slot)}`, `subslot ${Number(subslot)}`);
    }
    if (service.code === 0 && values.length > 1) request.push(`station ${String(values[1])}`);
    if (refusal !== null) {
      response.push(`refused ${refusal.code >>> 24} ${(refusal.code >>> 8) & 0xff}`);
    }
    return { request, response };
  },
});

function isSet(cell: readonly string[] | undefined): boolean {
  return cell?.[0] === 'True' || cell?.[0] === '1';
}
