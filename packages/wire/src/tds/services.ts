import { ServiceTable, servicesOf } from '../described/described.ts';
import { VERB } from '../flow/flow.ts';
import { TYPE } from './packet.ts';

const { write, command, connect } = VERB;

/** Types of packets that ask, MS-TDS §2.2.3.1.1. */
export const TDS_SERVICES = servicesOf([
  [TYPE.batch, 'sql_batch', command],
  [TYPE.oldLogin, 'old_login', connect],
  [TYPE.rpc, 'rpc', command],
  [TYPE.result, 'result', connect],
  [TYPE.attention, 'attention', connect],
  [TYPE.bulk, 'bulk_load', write],
  [TYPE.federated, 'federated_token', connect],
  [TYPE.transaction, 'transaction', command],
  [TYPE.login, 'login', connect],
  [TYPE.sspi, 'sspi', connect],
  [TYPE.preLogin, 'pre_login', connect],
]);

export const TDS_TABLE = new ServiceTable(TDS_SERVICES, command, 2);
