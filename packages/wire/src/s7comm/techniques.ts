const DOWNLOAD = ['T0843'];
const UPLOAD = ['T0845'];
const MODE = ['T0858'];

/**
 * ATT&CK for ICS techniques that a service by itself implies, by its name, because program
 * invocations share one code.
 */
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
  start_program: MODE,
  exit_hold: MODE,
  memory_reset: ['T0809', 'T0858'],
  insert_block: ['T0889'],
  delete_block: ['T0809', 'T0889'],
  copy_ram_to_rom: ['T0889'],
  breakpoint: ['T0858'],
  modify_variable: ['T0836'],
  force: ['T0835'],
  set_clock: ['T0836'],
  alarm_8_lock: ['T0878'],
  read_szl: ['T0888'],
};

const NONE: readonly string[] = [];

export function techniquesOfService(name: string): readonly string[] {
  return TECHNIQUES[name] ?? NONE;
}
