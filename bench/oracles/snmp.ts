import { defineOracle } from './oracle.ts';

/** Names of all versions, PDU type, objects and error status. */
export const snmp = defineOracle({
  protocols: ['snmp'],
  filter: 'snmp',
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
    const version = `version ${String(values[0])}`;
    const objects = items.map(({ object }) => `object ${object}`);
    const asked = [version, `pdu ${service.code}`, ...objects];
    const answered = [version, `pdu ${frames.request === null ? service.code : 2}`, ...objects];
    if (refusal !== null) answered.push(`error ${refusal.code}`);
    // What a walk asks for and what it is answered are different objects.
    const walks = service.code === 1 || service.code === 5;
    return { request: walks && outcome === 'ok' ? [] : asked, response: answered };
  },

  explain(ours, theirs) {
    if (ours.length === 0 && theirs.some((claim) => claim === 'pdu 1' || claim === 'pdu 5')) {
      return 'a walk is told by what it was answered';
    }
    return null;
  },
});

const VERSIONS: Readonly<Record<string, string>> = { 0: 'v1', 1: 'v2c', 3: 'v3' };
