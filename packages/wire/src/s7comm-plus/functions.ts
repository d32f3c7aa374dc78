import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/** Functions that are told apart in more than name. */
export const FUNCTION = {
  createObject: 0x04ca,
  deleteObject: 0x04d4,
  setVariable: 0x04f2,
  getVariable: 0x04fc,
  setMultiVariables: 0x0542,
  getMultiVariables: 0x054c,
  invoke: 0x056b,
  setVarSubStreamed: 0x057c,
  getVarSubStreamed: 0x0586,
} as const;

/** What has no function code: what a device sends by itself, and the keep-alive of a connection. */
export const OTHER = { notification: 0x33, systemEvent: 0xfe, keepAlive: 0xff } as const;

/**
 * There is no public standard. Codes and names are those that the analysers of Wiens (dissector and
 * driver) and of CISA agree on; 0x0524 reads links, unlike older lists say.
 */
const ROWS: readonly (readonly [number, string, number, ...string[]])[] = [
  [0x04b1, 'error', report],
  [0x04bb, 'explore', discover, 'T0861'],
  [FUNCTION.createObject, 'create_object', program],
  [FUNCTION.deleteObject, 'delete_object', program],
  [FUNCTION.setVariable, 'set_variable', write],
  [FUNCTION.getVariable, 'get_variable', read],
  [0x0506, 'add_link', configure],
  [0x051a, 'remove_link', configure],
  [0x0524, 'get_link', discover],
  [FUNCTION.setMultiVariables, 'set_multi_variables', write],
  [FUNCTION.getMultiVariables, 'get_multi_variables', read],
  [0x0556, 'begin_sequence', program],
  [0x0560, 'end_sequence', program],
  [FUNCTION.invoke, 'invoke', command],
  [FUNCTION.setVarSubStreamed, 'set_var_sub_streamed', write],
  [FUNCTION.getVarSubStreamed, 'get_var_sub_streamed', read],
  [0x0590, 'get_variables_address', discover],
  [0x059a, 'abort', command],
  [0x05a9, 'error_2', report],
  [0x05b3, 'init_ssl', connect],
  [OTHER.notification, 'notification', report],
  [OTHER.systemEvent, 'system_event', report],
  [OTHER.keepAlive, 'keep_alive', connect],
];

export const S7_PLUS_SERVICES: readonly ServiceFacts[] = ROWS.map(
  ([code, name, verb, ...techniques]) => ({ code, name, verb, techniques }),
);

const BY_CODE = new Map(S7_PLUS_SERVICES.map((service) => [service.code, service]));

/** The function of a code; one that nobody knows acts as a command. */
export function plusFunction(code: number): ServiceFacts {
  const name = `unknown_service_0x${code.toString(16).padStart(4, '0')}`;
  return BY_CODE.get(code) ?? { code, name, verb: command };
}

export function isKnownFunction(code: number): boolean {
  return BY_CODE.has(code);
}
