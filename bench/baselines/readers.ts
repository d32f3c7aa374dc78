import { bacnet } from './bacnet.ts';
import { dnp3 } from './dnp3.ts';
import { enip } from './enip.ts';
import { fins } from './fins.ts';
import { genisys } from './genisys.ts';
import { hartIp } from './hart-ip.ts';
import { modbus } from './modbus.ts';
import { opcua } from './opcua.ts';
import { profinetIo } from './profinet-io.ts';
import type { BaselineReader } from './reader.ts';
import { s7comm } from './s7comm.ts';
import { suricata } from './suricata.ts';
import { synchrophasor } from './synchrophasor.ts';

/** All readers, in the order of the table. */
export const READERS: readonly BaselineReader[] = [
  ...modbus,
  ...enip,
  ...s7comm,
  ...dnp3,
  ...suricata,
  ...bacnet,
  ...opcua,
  ...hartIp,
  ...fins,
  ...genisys,
  ...profinetIo,
  ...synchrophasor,
];
