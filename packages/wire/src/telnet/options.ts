/** Commands of RFC 854, behind the byte 255. */
export const COMMAND = {
  endSub: 240,
  sub: 250,
  will: 251,
  wont: 252,
  do: 253,
  dont: 254,
  iac: 255,
} as const;

export const OPTION = { terminalType: 24, newEnvironment: 39 } as const;

/** IANA's "TELNET Options", those that are met. */
const OPTION_NAMES: Readonly<Record<number, string>> = {
  0: 'binary_transmission',
  1: 'echo',
  3: 'suppress_go_ahead',
  5: 'status',
  6: 'timing_mark',
  24: 'terminal_type',
  31: 'negotiate_about_window_size',
  32: 'terminal_speed',
  33: 'remote_flow_control',
  34: 'linemode',
  35: 'x_display_location',
  36: 'environment',
  37: 'authentication',
  38: 'encryption',
  39: 'new_environment',
};

export function optionName(option: number): string {
  return OPTION_NAMES[option] ?? String(option);
}

/** WILL, WONT, DO or DONT: each with an option behind it. */
export function isNegotiation(command: number): boolean {
  return command >= COMMAND.will && command <= COMMAND.dont;
}
