import { INVOCATION_ROWS } from './invocations.ts';

const NONE: readonly string[] = [];
const DOWNLOAD = ['T0843'];
const UPLOAD = ['T0845'];
const MODE = ['T0858'];

/** ATT&CK for ICS techniques that a service by itself implies, by its name. */
const TECHNIQUES: Readonly<Record<string, readonly string[]>> = {
  request_download: DOWNLOAD,
  download_block: DOWNLOAD,
  download_ended: DOWNLOAD,
  nc_request_download: DOWNLOAD,
  nc_download_block: DOWNLOAD,
  nc_continue_download: DOWNLOAD,
  nc_download_ended: DOWNLOAD,
  start_upload: UPLOAD,
  upload: UPLOAD,
  end_upload: UPLOAD,
  nc_start_upload: UPLOAD,
  nc_upload: UPLOAD,
  nc_continue_upload: UPLOAD,
  plc_stop: MODE,
  exit_hold: MODE,
  memory_reset: ['T0809', 'T0858'],
  breakpoint: ['T0858'],
  modify_variable: ['T0836'],
  force: ['T0835'],
  set_clock: ['T0836'],
  alarm_8_lock: ['T0878'],
  read_szl: ['T0888'],
};

/** The same of program invocations, which share one code. */
const OF_INVOCATIONS = new Map(
  INVOCATION_ROWS.map(([, name, , techniques = NONE]) => [name, techniques]),
);

export function techniquesOfService(name: string): readonly string[] {
  return TECHNIQUES[name] ?? OF_INVOCATIONS.get(name) ?? NONE;
}
