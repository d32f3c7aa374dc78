import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';
import { INVOCATION_ROWS } from './invocations.ts';
import { techniquesOfService } from './techniques.ts';

/** What a function, sub-function or program invocation asks for. */
export interface S7Function {
  readonly service: { readonly code: number; readonly name: string };
  readonly verb: number;
}

const { read, write, command, program, configure, discover, connect, report } = VERB;

/** Functions of jobs. There is no public standard; names follow what analysers agree on. */
export const JOB = {
  cpuServices: 0x00,
  readVar: 0x04,
  writeVar: 0x05,
  requestDownload: 0x1a,
  downloadBlock: 0x1b,
  downloadEnded: 0x1c,
  startUpload: 0x1d,
  upload: 0x1e,
  endUpload: 0x1f,
  programInvocation: 0x28,
  stop: 0x29,
  setup: 0xf0,
} as const;

const JOBS = new Map<number, S7Function>(
  (
    [
      [JOB.cpuServices, 'cpu_services', command],
      [JOB.readVar, 'read_var', read],
      [JOB.writeVar, 'write_var', write],
      [JOB.requestDownload, 'request_download', program],
      [JOB.downloadBlock, 'download_block', program],
      [JOB.downloadEnded, 'download_ended', program],
      [JOB.startUpload, 'start_upload', program],
      [JOB.upload, 'upload', program],
      [JOB.endUpload, 'end_upload', program],
      [JOB.stop, 'plc_stop', command],
      [JOB.setup, 'setup_communication', connect],
    ] as const
  ).map(([code, name, verb]) => [code, { service: { code, name }, verb }]),
);

/** Program invocations by their name on the wire. */
const INVOCATIONS = new Map<string, S7Function>(
  INVOCATION_ROWS.map(([pi, name, verb]) => [
    pi,
    { service: { code: JOB.programInvocation, name }, verb },
  ]),
);

const UNKNOWN_INVOCATION = {
  service: { code: JOB.programInvocation, name: 'unknown_program_invocation' },
  verb: command,
};

/** Userdata by group, then sub-function. */
const USERDATA: Readonly<Record<number, Readonly<Record<number, readonly [string, number]>>>> = {
  0: {
    0: ['mode_stop', report],
    1: ['mode_warm_restart', report],
    2: ['mode_run', report],
    3: ['mode_hot_restart', report],
    4: ['mode_hold', report],
    6: ['mode_cold_restart', report],
    9: ['mode_run_redundant', report],
    11: ['mode_link_up', report],
    12: ['mode_update', report],
  },
  1: {
    1: ['block_status', read],
    2: ['variable_status', read],
    3: ['output_istack', read],
    4: ['output_bstack', read],
    5: ['output_lstack', read],
    6: ['time_measurement', read],
    7: ['force_selection', read],
    8: ['modify_variable', write],
    9: ['force', configure],
    10: ['breakpoint', command],
    11: ['exit_hold', command],
    12: ['memory_reset', command],
    13: ['disable_job', configure],
    14: ['enable_job', configure],
    15: ['delete_job', configure],
    16: ['read_job_list', read],
    17: ['read_job', read],
    18: ['replace_job', configure],
    19: ['block_status_v2', read],
    22: ['flash_led', command],
  },
  2: {
    1: ['cyclic_transfer', read],
    4: ['cyclic_unsubscribe', read],
    5: ['change_driven_transfer', read],
    7: ['change_driven_modify', read],
    8: ['read_record', read],
  },
  3: {
    1: ['list_blocks', discover],
    2: ['list_blocks_of_type', discover],
    3: ['get_block_info', discover],
  },
  4: {
    1: ['read_szl', discover],
    2: ['message_service', configure],
    3: ['diagnostic_message', report],
    5: ['alarm_8_indication', report],
    6: ['notify_indication', report],
    7: ['alarm_8_lock', configure],
    8: ['alarm_8_unlock', configure],
    9: ['scan_indication', report],
    11: ['alarm_acknowledge', command],
    12: ['alarm_acknowledge_indication', report],
    13: ['alarm_lock_indication', report],
    14: ['alarm_unlock_indication', report],
    17: ['alarm_sq_indication', report],
    18: ['alarm_s_indication', report],
    19: ['alarm_query', read],
    22: ['notify_8_indication', report],
  },
  5: { 1: ['plc_password', connect] },
  7: {
    1: ['read_clock', read],
    2: ['set_clock', configure],
    3: ['read_clock_following', read],
    4: ['set_clock', configure],
  },
  15: {
    1: ['nc_request_download', program],
    2: ['nc_download_block', program],
    3: ['nc_continue_download', program],
    4: ['nc_download_ended', program],
    6: ['nc_start_upload', program],
    7: ['nc_upload', program],
    8: ['nc_continue_upload', program],
  },
};

/** Group 6 carries an identifier of the sender's where others have a sub-function. */
const BLOCK_SEND_GROUP = 6;

const userdataCache = new Map<number, S7Function>();

/** `unknown_function_...` for a job that no analyser knows. */
export function jobFunction(code: number): S7Function {
  return (
    JOBS.get(code) ?? {
      service: { code, name: `unknown_function_0x${code.toString(16).padStart(2, '0')}` },
      verb: command,
    }
  );
}

export function isKnownJob(code: number): boolean {
  return JOBS.has(code) || code === JOB.programInvocation;
}

/** What a program invocation does, by its name on the wire. */
export function invocationFunction(name: string): S7Function {
  return INVOCATIONS.get(name) ?? UNKNOWN_INVOCATION;
}

export function isKnownInvocation(name: string): boolean {
  return INVOCATIONS.has(name);
}

/** The code of a userdata service: 7, then the group, then two digits of sub-function, in hex. */
export function userdataCode(group: number, sub: number): number {
  return 0x7000 | (group << 8) | sub;
}

/** What a userdata PDU asks for; a push (`pushed`) is a report whatever its sub-function. */
export function userdataFunction(group: number, sub: number, pushed: boolean): S7Function {
  const code = userdataCode(group, sub);
  const key = pushed ? code | 0x10000 : code;
  const cached = userdataCache.get(key);
  if (cached !== undefined) return cached;
  const known: readonly [string, number] | undefined =
    group === BLOCK_SEND_GROUP ? ['block_send', write] : USERDATA[group]?.[sub];
  const name = known?.[0] ?? `unknown_userdata_0x${code.toString(16)}`;
  const made = { service: { code, name }, verb: pushed ? report : (known?.[1] ?? command) };
  userdataCache.set(key, made);
  return made;
}

export function isKnownUserdata(group: number, sub: number): boolean {
  return group === BLOCK_SEND_GROUP || USERDATA[group]?.[sub] !== undefined;
}

/** Every service that has a name. */
export const S7_SERVICES: readonly ServiceFacts[] = [
  ...[...JOBS.values(), ...INVOCATIONS.values()].map(({ service, verb }) => ({ ...service, verb })),
  ...Object.entries(USERDATA).flatMap(([group, subs]) =>
    Object.entries(subs).map(([sub, [name, verb]]) => {
      return { code: userdataCode(Number(group), Number(sub)), name, verb };
    }),
  ),
  { code: userdataCode(BLOCK_SEND_GROUP, 0), name: 'block_send', verb: write },
].map((facts) => ({ ...facts, techniques: techniquesOfService(facts.name) }));
