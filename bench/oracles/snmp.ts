import { defineOracle } from './oracle.ts';

/** Objects that are compared, `OPERATION_ITEMS_MAX`; of more, the first. */
const OBJECTS_MAX = 64;
/** What a walk asks for is not what it is answered; a report has objects of its own. */
const WITHOUT_OBJECTS: ReadonlySet<number> = new Set([1, 5, 8]);

/** Version 1 or 2, PDU type, objects and error status; of what version 3 encrypts nothing. */
export const snmp = defineOracle({
  protocols: ['snmp'],
  filter: 'snmp',
  decodeAs: [['udp.port', 'snmp']],
  fields: ['snmp.version', 'snmp.data', 'snmp.name', 'snmp.error_status'],

  theirs([versions = [], types = [], names = [], errors = []]) {
    const told = types.some((type) => WITHOUT_OBJECTS.has(Number(type))) ? [] : names;
    return [
      ...versions.map((version) => `version ${VERSIONS[version] ?? version}`),
      ...types.map((type) => `pdu ${type}`),
      ...told.slice(0, OBJECTS_MAX).map((name) => `object ${name}`),
      ...errors.filter((error) => Number(error) !== 0).map((error) => `error ${error}`),
    ];
  },

  ours({ service, values, items = [], frames, refusal }) {
    if (service.code === 0x100) return { request: [], response: [] };
    const version = values[0] === 'v3' ? [] : [`version ${String(values[0])}`];
    const objects = items.map(({ object }) => `object ${object}`);
    const walks = WITHOUT_OBJECTS.has(service.code);
    const request = [...version, `pdu ${service.code}`, ...(walks ? [] : objects)];
    const isReport = refusal?.name === 'report';
    const pdu = frames.request === null ? service.code : isReport ? 8 : 2;
    const answered = [...version, `pdu ${pdu}`, ...(isReport ? [] : objects)];
    if (refusal !== null && !isReport) answered.push(`error ${refusal.code}`);
    return { request, response: answered };
  },
});

const VERSIONS: Readonly<Record<string, string>> = { 0: 'v1', 1: 'v2c', 3: 'v3' };
