import { VERB } from '../flow/flow.ts';

const { read, write, command, program, configure, connect } = VERB;

/** A program invocation: its name on the wire, its name here, what it does, what that implies. */
export type InvocationRow = readonly [
  pi: string,
  name: string,
  verb: number,
  techniques?: readonly string[],
];

const DELETION = ['T0809'];
const MODE = ['T0858'];

/**
 * Program invocations of controllers, and those of the numerical controls SINUMERIK 840D, which
 * start with `_N_`: Siemens, SINUMERIK list manual of NC variables and interface signals, "PI
 * services". The controls keep workpiece programs as files, and tools in magazines.
 */
export const INVOCATION_ROWS: readonly InvocationRow[] = [
  ['P_PROGRAM', 'start_program', command, MODE],
  ['_INSE', 'insert_block', program, ['T0889']],
  ['_DELE', 'delete_block', program, ['T0809', 'T0889']],
  ['_GARB', 'compress_memory', program],
  ['_MODU', 'copy_ram_to_rom', program, ['T0889']],
  ['_N_LOGIN_', 'nc_login', connect],
  ['_N_LOGOUT', 'nc_logout', connect],
  ['_N_NEWPWD', 'nc_new_password', configure, ['T0892']],
  ['_N_CANCEL', 'nc_cancel_alarm', command],
  ['_N_DASAVE', 'nc_save_data', configure],
  ['_N_CONFIG', 'nc_activate_machine_data', configure, ['T0836']],
  ['_N_IBN_SS', 'nc_set_up_switch', configure, MODE],
  ['_N_NCKMOD', 'nc_set_mode', command, MODE],
  ['_N_SCALE_', 'nc_set_unit_system', configure, ['T0836']],
  ['_N_SETUFR', 'nc_activate_user_frame', command],
  ['_N_MMCSEM', 'nc_semaphore', connect],
  ['_N_STRTLK', 'nc_disable_start', command, MODE],
  ['_N_STRTUL', 'nc_enable_start', command, MODE],
  ['_N_SELECT', 'nc_select_program', command, ['T0821']],
  ['_N_EXTERN', 'nc_select_external_program', command, ['T0821']],
  ['_N_EXTMOD', 'nc_select_external_modal_program', command, ['T0821']],
  ['_N_ENDEXT', 'nc_end_external_program', command],
  ['_N_ASUP__', 'nc_assign_interrupt', program, ['T0821']],
  ['_N_SEL_BL', 'nc_select_block', command],
  ['_N_FINDBL', 'nc_search_block', command],
  ['_N_OST_ON', 'nc_overstore_on', command],
  ['_N_OST_OF', 'nc_overstore_off', command],
  ['_N_DIGION', 'nc_digitising_on', command],
  ['_N_DIGIOF', 'nc_digitising_off', command],
  ['_N_F_OPEN', 'nc_file_open', program],
  ['_N_F_OPER', 'nc_file_open_to_read', read],
  ['_N_F_SEEK', 'nc_file_seek', read],
  ['_N_F_CLOS', 'nc_file_close', connect],
  ['_N_F_XFER', 'nc_file_select_for_upload', program, ['T0845']],
  ['_N_LOCKE_', 'nc_file_lock_for_editing', program],
  ['_N_SRTEXT', 'nc_file_mark_external', configure],
  ['_N_F_COPY', 'nc_file_copy', program],
  ['_N_F_RENA', 'nc_file_rename', program],
  ['_N_F_PROT', 'nc_file_protect', configure],
  ['_N_F_DELE', 'nc_file_delete', program, DELETION],
  ['_N_F_DELR', 'nc_file_delete_without_rights', program, DELETION],
  ['_N_F_DMDA', 'nc_delete_mda_memory', program, DELETION],
  ['_N_DELVAR', 'nc_delete_data_block', program, DELETION],
  ['_N_CHEKDM', 'nc_check_d_numbers', read],
  ['_N_CHKDNO', 'nc_check_d_numbers_of_tools', read],
  ['_N_DZERO_', 'nc_invalidate_d_numbers', configure],
  ['_N_CREACE', 'nc_create_cutting_edge', configure],
  ['_N_CRCEDN', 'nc_create_numbered_cutting_edge', configure],
  ['_N_DELECE', 'nc_delete_cutting_edge', configure],
  ['_N_CREATO', 'nc_create_tool', configure],
  ['_N_CRTOCE', 'nc_create_tool_with_edge', configure],
  ['_N_DELETO', 'nc_delete_tool', configure],
  ['_N_SETTST', 'nc_activate_replacement_tools', command],
  ['_N_TMAWCO', 'nc_tool_set_wear_group', configure],
  ['_N_TMCRTO', 'nc_tool_create', configure],
  ['_N_TMCRTC', 'nc_tool_create_with_edge', configure],
  ['_N_TMFDPL', 'nc_tool_find_loading_place', read],
  ['_N_TMFPBP', 'nc_tool_find_empty_place', read],
  ['_N_TMGETT', 'nc_tool_find_number', read],
  ['_N_TMMVTL', 'nc_tool_load_or_unload', command, ['T0855']],
  ['_N_TMPCIT', 'nc_tool_set_piece_counter', write],
  ['_N_TMPOSM', 'nc_tool_position_magazine', command, ['T0855']],
  ['_N_TMRASS', 'nc_tool_reset_active', configure],
  ['_N_TRESMO', 'nc_tool_reset_monitoring', configure],
  ['_N_TSEARC', 'nc_tool_search', read],
];
