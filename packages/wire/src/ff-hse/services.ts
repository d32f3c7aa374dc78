import { VERB } from '../flow/flow.ts';
import type { ServiceFacts } from '../protocol.ts';

const { read, write, command, program, configure, discover, connect, report } = VERB;

/** Protocols within HSE, in the upper six bits of their byte (FF-588 §6). */
export const PROTOCOL = { session: 1, systemManagement: 2, fms: 3, lanRedundancy: 4 } as const;
/** Set in the service byte of services that are answered. */
export const CONFIRMED = 0x80;

/** The code of a service: its protocol in the upper byte, the service byte in the lower. */
export function hseCode(protocol: number, service: number): number {
  return (protocol << 8) | service;
}

type Row = readonly [protocol: number, service: number, name: string, verb: number, ...string[]];

const { session, systemManagement, fms, lanRedundancy } = PROTOCOL;
const C = CONFIRMED;

const ROWS: readonly Row[] = [
  [session, C | 1, 'fda_open_session', connect],
  [session, C | 3, 'fda_idle', connect],
  [systemManagement, 1, 'sm_find_tag_query', discover, 'T0846'],
  [systemManagement, 2, 'sm_find_tag_reply', report],
  [systemManagement, C | 3, 'sm_identify', discover, 'T0888'],
  [systemManagement, C | 12, 'sm_clear_address', configure, 'T0814'],
  [systemManagement, C | 14, 'sm_set_assignment_info', configure],
  [systemManagement, C | 15, 'sm_clear_assignment_info', configure, 'T0814'],
  [systemManagement, 16, 'sm_device_annunciation', report],
  [fms, C | 0, 'fms_status', read],
  [fms, C | 1, 'fms_identify', discover, 'T0888'],
  [fms, C | 2, 'fms_read', read],
  [fms, C | 3, 'fms_write', write],
  [fms, C | 4, 'fms_get_od', discover],
  [fms, C | 7, 'fms_define_variable_list', configure],
  [fms, C | 8, 'fms_delete_variable_list', configure],
  [fms, C | 9, 'fms_initiate_download_sequence', program, 'T0843'],
  [fms, C | 10, 'fms_download_segment', program, 'T0843'],
  [fms, C | 11, 'fms_terminate_download_sequence', program, 'T0843'],
  [fms, C | 12, 'fms_initiate_upload_sequence', program, 'T0845'],
  [fms, C | 13, 'fms_upload_segment', program, 'T0845'],
  [fms, C | 14, 'fms_terminate_upload_sequence', program, 'T0845'],
  [fms, C | 15, 'fms_request_domain_download', program, 'T0843'],
  [fms, C | 16, 'fms_request_domain_upload', program, 'T0845'],
  [fms, C | 17, 'fms_create_program_invocation', program, 'T0889'],
  [fms, C | 18, 'fms_delete_program_invocation', program, 'T0889'],
  [fms, C | 19, 'fms_start', command, 'T0858'],
  [fms, C | 20, 'fms_stop', command, 'T0858'],
  [fms, C | 21, 'fms_resume', command, 'T0858'],
  [fms, C | 22, 'fms_reset', command, 'T0858'],
  [fms, C | 23, 'fms_kill', command, 'T0858'],
  [fms, C | 24, 'fms_alter_event_condition_monitoring', configure, 'T0838'],
  [fms, C | 25, 'fms_acknowledge_event_notification', command],
  [fms, C | 28, 'fms_initiate_put_od', program, 'T0889'],
  [fms, C | 29, 'fms_put_od', program, 'T0889'],
  [fms, C | 30, 'fms_terminate_put_od', program, 'T0889'],
  [fms, C | 31, 'fms_generic_initiate_download_sequence', program, 'T0843'],
  [fms, C | 32, 'fms_generic_download_segment', program, 'T0843'],
  [fms, C | 33, 'fms_generic_terminate_download_sequence', program, 'T0843'],
  [fms, C | 82, 'fms_read_with_subindex', read],
  [fms, C | 83, 'fms_write_with_subindex', write],
  [fms, C | 96, 'fms_initiate', connect],
  [fms, 0, 'fms_information_report', report],
  [fms, 1, 'fms_unsolicited_status', report],
  [fms, 2, 'fms_event_notification', report],
  [fms, 16, 'fms_information_report_with_subindex', report],
  [fms, 17, 'fms_information_report_on_change', report],
  [fms, 18, 'fms_information_report_on_change_with_subindex', report],
  [fms, 112, 'fms_abort', connect],
  [lanRedundancy, C | 1, 'lan_redundancy_get_information', read],
  [lanRedundancy, C | 2, 'lan_redundancy_put_information', configure],
  [lanRedundancy, C | 3, 'lan_redundancy_get_statistics', read],
  [lanRedundancy, 1, 'lan_redundancy_diagnostic_message', report],
];

export const HSE_SERVICES: readonly ServiceFacts[] = ROWS.map(
  ([protocol, service, name, verb, ...techniques]) => ({
    code: hseCode(protocol, service),
    name,
    verb,
    techniques,
  }),
);

const BY_CODE = new Map(HSE_SERVICES.map((service) => [service.code, service]));

/** The service of a code; one that nobody knows acts as a command where it is confirmed. */
export function hseService(code: number): ServiceFacts {
  const verb = (code & CONFIRMED) === 0 ? report : command;
  const name = `unknown_service_0x${code.toString(16).padStart(4, '0')}`;
  return BY_CODE.get(code) ?? { code, name, verb };
}

export function isKnownHse(code: number): boolean {
  return BY_CODE.has(code);
}

const ERROR_CLASSES = [
  'unknown',
  'vfd_state',
  'application_reference',
  'definition',
  'resource',
  'service',
  'access',
  'od',
  'other',
  'reject',
  'h1_sm_reason',
  'fms_initiate',
];

/** `access_2` of class 6 and code 2. */
export function hseErrorName(errorClass: number, code: number): string {
  return `${ERROR_CLASSES[errorClass] ?? `class_${errorClass}`}_${code}`;
}
