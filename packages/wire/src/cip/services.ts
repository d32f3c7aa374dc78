import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect } = VERB;

type Row = readonly [code: number, name: string, verb: number, techniques?: readonly string[]];

export const SERVICE = {
  reset: 0x05,
  multiple: 0x0a,
  executePccc: 0x4b,
  readTag: 0x4c,
  writeTag: 0x4d,
  readModifyWriteTag: 0x4e,
  forwardClose: 0x4e,
  readTagFragmented: 0x52,
  unconnectedSend: 0x52,
  writeTagFragmented: 0x53,
  forwardOpen: 0x54,
  largeForwardOpen: 0x5b,
  getAttributesAll: 0x01,
  setAttributesAll: 0x02,
  getAttributeList: 0x03,
  setAttributeList: 0x04,
  getAttributeSingle: 0x0e,
  setAttributeSingle: 0x10,
  listTags: 0x55,
} as const;

export const CLASS = {
  identity: 0x01,
  connection: 0x05,
  connectionManager: 0x06,
  file: 0x37,
  safetySupervisor: 0x39,
  pccc: 0x67,
  program: 0x68,
  map: 0x69,
  symbol: 0x6b,
  template: 0x6c,
  task: 0x70,
  controllerMode: 0x8e,
  timeSync: 0x43,
  wallClock: 0x8b,
  nonvolatileStorage: 0xa1,
  programTransfer: 0xac,
  tcpIp: 0xf5,
} as const;

/** Common services, CIP Volume 1 appendix A-3. */
const COMMON: readonly Row[] = [
  [0x01, 'get_attributes_all', read],
  [0x02, 'set_attributes_all', write],
  [0x03, 'get_attribute_list', read],
  [0x04, 'set_attribute_list', write],
  [0x05, 'reset', command],
  [0x06, 'start', command, ['T0858']],
  [0x07, 'stop', command, ['T0858']],
  [0x08, 'create', configure],
  [0x09, 'delete', configure],
  [0x0a, 'multiple_service_packet', connect],
  [0x0d, 'apply_attributes', configure],
  [0x0e, 'get_attribute_single', read],
  [0x10, 'set_attribute_single', write],
  [0x11, 'find_next_object_instance', discover],
  [0x15, 'restore', configure],
  [0x16, 'save', configure],
  [0x17, 'no_operation', connect],
  [0x18, 'get_member', read],
  [0x19, 'set_member', write],
  [0x1a, 'insert_member', configure],
  [0x1b, 'remove_member', configure],
  [0x1c, 'group_sync', configure],
  [0x1d, 'get_connection_point_member_list', discover],
];

/** Services on tags: Logix 5000 Controllers Data Access, Rockwell publication 1756-PM020. */
const TAG: readonly Row[] = [
  [0x4c, 'read_tag', read],
  [0x4d, 'write_tag', write],
  [0x4e, 'read_modify_write_tag', write],
  [0x52, 'read_tag_fragmented', read],
  [0x53, 'write_tag_fragmented', write],
  [0x55, 'get_instance_attribute_list', discover, ['T0861']],
];

/**
 * Services of one class: Volume 1 chapters 3 and 5, Volume 2 chapter 5, Volume 5 for safety and
 * Volume 9 for motion for classes of the standard; for Rockwell's, 1756-PM020 and what CISA's
 * indicators for them (ACID) publish. What reads the memory of a Logix controller (0x72), locks it
 * (0x74) and transfers its routines (0x6A) is named by what it does, as Rockwell publishes no
 * names.
 */
const OF_CLASS: readonly (readonly [classId: number, rows: readonly Row[]])[] = [
  [
    CLASS.identity,
    [
      // Other objects have counters, faults and states that are reset.
      [0x05, 'reset', command, ['T0816']],
      [0x4b, 'flash_leds', command],
    ],
  ],
  [
    CLASS.connection,
    [
      [0x08, 'create', connect],
      [0x09, 'delete', connect],
    ],
  ],
  [
    CLASS.connectionManager,
    [
      [0x4e, 'forward_close', connect],
      [0x52, 'unconnected_send', connect],
      [0x54, 'forward_open', connect],
      [0x56, 'get_connection_data', discover],
      [0x57, 'search_connection_data', discover],
      [0x5a, 'get_connection_owner', discover],
      [0x5b, 'large_forward_open', connect],
    ],
  ],
  [
    CLASS.file,
    [
      [0x08, 'create', program],
      [0x09, 'delete', program, ['T0809']],
      [0x4b, 'initiate_upload', program, ['T0845']],
      [0x4c, 'initiate_download', program, ['T0843']],
      [0x4d, 'initiate_partial_read', read],
      [0x4e, 'initiate_partial_write', program],
      [0x4f, 'upload_transfer', program, ['T0845']],
      [0x50, 'download_transfer', program, ['T0843']],
      [0x51, 'clear_file', program, ['T0809']],
    ],
  ],
  [
    0x42,
    [
      [0x4b, 'get_axis_attribute_list', read],
      [0x4c, 'set_axis_attribute_list', configure, ['T0836']],
      [0x4d, 'set_cyclic_write_list', configure],
      [0x4e, 'set_cyclic_read_list', configure],
      [0x4f, 'run_motor_test', command, ['T0855']],
      [0x50, 'get_motor_test_data', read],
      [0x51, 'run_inertia_test', command, ['T0855']],
      [0x52, 'get_inertia_test_data', read],
      [0x53, 'run_hookup_test', command, ['T0855']],
      [0x54, 'get_hookup_test_data', read],
    ],
  ],
  [
    0x44,
    [
      [0x4b, 'read_discrete_inputs', read],
      [0x4c, 'read_coils', read],
      [0x4d, 'read_input_registers', read],
      [0x4e, 'read_holding_registers', read],
      [0x4f, 'write_coils', write],
      [0x50, 'write_holding_registers', write],
      [0x51, 'modbus_passthrough', write],
    ],
  ],
  [
    0x47,
    [
      [0x4b, 'verify_fault_location', command],
      [0x4c, 'clear_rapid_faults', command],
      [0x4d, 'restart_sign_on', command],
    ],
  ],
  [
    CLASS.safetySupervisor,
    [
      [0x4c, 'recover', command],
      [0x4e, 'perform_diagnostics', command],
      [0x4f, 'configure_request', configure],
      [0x50, 'validate_configuration', configure],
      [0x51, 'set_password', configure, ['T0892']],
      [0x52, 'configuration_lock', configure],
      [0x53, 'mode_change', command, ['T0858']],
      [0x54, 'safety_reset', command, ['T0816']],
      [0x55, 'reset_password', configure, ['T0892']],
      [0x56, 'propose_tunid', configure],
      [0x57, 'apply_tunid', configure],
      [0x58, 'propose_tunid_list', configure],
      [0x59, 'apply_tunid_list', configure],
    ],
  ],
  [0x3a, [[0x4b, 'reset_error', command]]],
  [CLASS.pccc, [[0x4b, 'execute_pccc', command]]],
  [
    CLASS.program,
    [
      [0x08, 'create', program, ['T0843']],
      [0x09, 'delete', program, ['T0809', 'T0889']],
      [0x4d, 'force', configure, ['T0835']],
      [0x4e, 'force_change', configure, ['T0835']],
    ],
  ],
  [
    CLASS.map,
    [
      [0x08, 'create', program, ['T0843']],
      [0x09, 'delete', program, ['T0809', 'T0889']],
      [0x4d, 'force', configure, ['T0835']],
      [0x4e, 'force_change', configure, ['T0835']],
    ],
  ],
  [
    0x6a,
    [
      [0x4f, 'upload_transfer', program, ['T0845']],
      [0x50, 'download_transfer', program, ['T0843']],
      [0x51, 'parameter_change', configure, ['T0836']],
    ],
  ],
  [
    CLASS.symbol,
    [...TAG, [0x08, 'create', program, ['T0889']], [0x09, 'delete', program, ['T0809', 'T0889']]],
  ],
  [0x6c, [[0x4c, 'read_template', discover, ['T0861']]]],
  [
    CLASS.task,
    [
      [0x08, 'create', program, ['T0889']],
      [0x09, 'delete', program, ['T0809', 'T0889']],
    ],
  ],
  [
    CLASS.controllerMode,
    [
      [0x06, 'run_mode', command, ['T0858']],
      [0x07, 'program_mode', command, ['T0858']],
      [0x5c, 'device_handshake', connect],
    ],
  ],
  [0x72, [[0x4c, 'read_memory', read]]],
  [
    0x74,
    [
      [0x4b, 'lock', configure],
      [0x4c, 'unlock', configure],
    ],
  ],
  [
    CLASS.nonvolatileStorage,
    [
      [0x4b, 'update', program, ['T0857']],
      [0x4d, 'transfer', program, ['T0857']],
    ],
  ],
  [CLASS.programTransfer, [[0x08, 'program_download', program, ['T0843']]]],
  [
    0xf3,
    [
      [0x4b, 'kick_timer', connect],
      [0x4c, 'open_connection', connect],
      [0x4d, 'close_connection', connect],
      [0x4e, 'stop_connection', connect],
      [0x4f, 'change_start', configure],
      [0x50, 'get_status', read],
      [0x51, 'change_complete', configure],
      [0x52, 'audit_changes', configure],
    ],
  ],
  [CLASS.tcpIp, [[0x4c, 'get_and_clear', read]]],
  [0xf6, [[0x4c, 'get_and_clear', read]]],
];

/**
 * Classes whose attributes say how a device works rather than what the process does: identity,
 * connection manager, DLR, QoS, security, port and Ethernet link.
 */
const CONFIGURATION = new Set([
  0x01, 0x06, 0x39, 0x47, 0x48, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x62, 0xf3, 0xf4, 0xf6,
]);
/** Setting their attributes sets the clock, or the address and name of the device. */
const CLOCK_AND_ADDRESS = new Set<number>([CLASS.timeSync, CLASS.wallClock, CLASS.tcpIp]);
/** Setting their attributes changes a running program, or which values it forces. */
const PROGRAMS = new Set<number>([CLASS.program, CLASS.map, 0x6a, 0x6c, CLASS.task]);

function facts([code, name, verb, techniques]: Row): ServiceFacts {
  return techniques === undefined ? { code, name, verb } : { code, name, verb, techniques };
}

const COMMON_BY_CODE = byCode(COMMON);
const TAG_BY_CODE = byCode(TAG);
const BY_CLASS = new Map(OF_CLASS.map(([classId, rows]) => [classId, byCode(rows)]));
const CONFIGURING = byCode(setting(configure));
const PROGRAMMING = byCode(setting(program, ['T0889']));
const PARAMETER_SETTING = byCode(setting(configure, ['T0836']));
/** Asks a device for all that it is; single attributes are polled to see whether it is well. */
const IDENTIFYING = byCode([[0x01, 'get_attributes_all', discover, ['T0888']]]);
/**
 * Classes of a Logix program and its data: routines, tags, types, modules, tasks and more. Software
 * that uploads asks each for its instances; that has no published name either.
 */
const LISTED = new Set([
  0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x70, 0x7e, 0x8c, 0x8d, 0xb0, 0xb1, 0x32b, 0x32d, 0x331,
  0x332, 0x338,
]);
const LIST_INSTANCES = facts([0x4b, 'list_instances', discover, ['T0861']]);

/** What is neither common nor known of its class; reading is harmless to assume of nothing. */
const UNKNOWN = Array.from({ length: 128 }, (_, code) => ({
  code,
  name: `unknown_service_${code}`,
  verb: command,
}));

/** The common services that set something, with another verb. */
function setting(verb: number, techniques?: readonly string[]): Row[] {
  return COMMON.filter(([, , common]) => common === write).map(([code, name]) =>
    techniques === undefined ? [code, name, verb] : [code, name, verb, techniques],
  );
}

function byCode(rows: readonly Row[]): ReadonlyMap<number, ServiceFacts> {
  return new Map(rows.map((row) => [row[0], facts(row)]));
}

/** All services by name, once for each class that has its own. */
export const CIP_SERVICES: readonly ServiceFacts[] = [
  ...COMMON.map(facts),
  ...TAG.map(facts),
  LIST_INSTANCES,
  ...OF_CLASS.flatMap(([classId, rows]) => (classId === CLASS.symbol ? [] : rows.map(facts))),
];

/**
 * What a service does to an object of this class; -1 for a symbolic path, or where the class is not
 * known. Codes above 0x31 mean something else in each class, so the class decides first, then the
 * class of the object that this one lies within.
 */
export function cipService(code: number, classId: number, outerClass = classId): ServiceFacts {
  const own = BY_CLASS.get(classId)?.get(code) ?? outerService(code, classId, outerClass);
  if (own !== undefined) return own;
  if (code === LIST_INSTANCES.code && LISTED.has(classId)) return LIST_INSTANCES;
  if (classId === CLASS.identity) {
    const identifying = IDENTIFYING.get(code);
    if (identifying !== undefined) return identifying;
  }
  if (CONFIGURATION.has(classId)) {
    const configuring = CONFIGURING.get(code);
    if (configuring !== undefined) return configuring;
  } else if (CLOCK_AND_ADDRESS.has(classId)) {
    const parameter = PARAMETER_SETTING.get(code);
    if (parameter !== undefined) return parameter;
  } else if (PROGRAMS.has(classId)) {
    const programming = PROGRAMMING.get(code);
    if (programming !== undefined) return programming;
  }
  const common = COMMON_BY_CODE.get(code);
  if (common !== undefined) return common;
  return (classId < 0 ? TAG_BY_CODE.get(code) : undefined) ?? UNKNOWN[code & 0x7f]!;
}

function outerService(code: number, classId: number, outerClass: number): ServiceFacts | undefined {
  if (classId < 0 || outerClass === classId) return undefined;
  return BY_CLASS.get(outerClass)?.get(code);
}

/**
 * What an answer alone is about, which does not say its class. Opening a connection is plain;
 * other codes mean what they mean for tags.
 */
export function answeredService(code: number): ServiceFacts {
  const opens = code === SERVICE.forwardOpen || code === SERVICE.largeForwardOpen;
  return cipService(code, opens ? CLASS.connectionManager : -1);
}

/** Whether the service asks for the instances that a class of a program has. */
export function isListing(code: number, classId: number): boolean {
  return code === LIST_INSTANCES.code && LISTED.has(classId) && !BY_CLASS.get(classId)?.has(code);
}

/** Whether what the service carries must not be shown: passwords of a safety supervisor. */
export function isSecret(code: number, classId: number): boolean {
  return classId === CLASS.safetySupervisor && (code === 0x51 || code === 0x55);
}

/** Whether the service reads or writes a tag by name, or a symbol instance. */
export function isTagService(code: number, classId: number): boolean {
  return (classId < 0 || classId === CLASS.symbol) && TAG_BY_CODE.has(code);
}
