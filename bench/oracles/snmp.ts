import { defineOracle } from './oracle.ts';

/** Version 1 or 2, PDU type, objects and error status; of what version 3 encrypts nothing. */
export const snmp = defineOracle({
  protocols: ['snmp'],
  filter: 'snmp',
  decodeAs: [['udp.port', 'snmp']],
  fields: ['snmp.version', 'snmp.data', 'snmp.name', 'snmp.error_status'],

  theirs([versions = [], types = [], names = [], errors = []]) {
    return [
      ...versions.map((version) => `version ${VERSIONS[version] ?? version}`),
      ...types.map((type) => `pdu ${type}`),
      ...names.map((name) => `object ${name}`),
      ...errors.filter((error) => Number(error) !== 0).map((error) => `error ${error}`),
    ];
  },

  ours({ service, values, items = [], frames, refusal, outcome }) {
    if (service.code === 0x100) return { request: [], response: [] };
    const version = values[0] === 'v3' ? [] : [`version ${String(values[0])}`];
    const objects = items.map(({ object }) => `object ${object}`);
    const asked = [...version, `pdu ${service.code}`, ...objects];
    // A report has objects of its own, which are not those of the request.
    const isReport = refusal?.name === 'report';
    const pdu = frames.request === null ? service.code : isReport ? 8 : 2;
    const answered = [...version, `pdu ${pdu}`, ...(isReport ? [] : objects)];
    if (refusal !== null && !isReport) answered.push(`error ${refusal.code}`);
    // What a walk asks for and what it is answered are different objects.
    const walks = service.code === 1 || service.code === 5;
    return { request: walks && outcome === 'ok' ? [] : asked, response: answered };
  },

  explain(ours, theirs) {
    if (ours.length === 0 && theirs.some((claim) => claim === 'pdu 1' || claim === 'pdu 5')) {
      return 'a walk is told by what it was answered';
    }
    if (theirs.includes('pdu 8') && ours.includes('pdu 8'))
      return 'objects of a report are not told';
    if (theirs.length > OBJECTS_KEPT_MAX) return 'objects beyond the limit of one operation';
    return null;
  },
});

/** Items of one operation, `OPERATION_ITEMS_MAX`. */
const OBJECTS_KEPT_MAX = 64;

const VERSIONS: Readonly<Record<string, string>> = { 0: 'v1', 1: 'v2c', 3: 'v3' };
