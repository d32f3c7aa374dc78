import { defineOracle } from './oracle.ts';

/** Command, memory area, address, count and response code of FINS frames. */
export const fins = defineOracle({
  protocols: ['fins'],
  filter: 'omron',
  decodeAs: [
    ['tcp.port', 'omron'],
    ['udp.port', 'omron'],
  ],
  fields: [
    'omron.command',
    'omron.memory.address',
    'omron.memory.address.bits',
    'omron.memory.numitems',
    'omron.response.code',
    'omron.mode_code',
    'omron.controller.model',
  ],

  theirs([commands = [], words = [], , counts = [], codes = [], , models = []]) {
    const claims = commands.map((code) => `command ${Number(code)}`);
    const isAnswer = codes.length > 0;
    if (isAnswer) claims.push(...codes.map((code) => `end code ${Number(code)}`));
    const command = Number(commands[0] ?? 0);
    if (!isAnswer && RANGES.has(command)) {
      claims.push(...words.slice(0, 1).map((word) => `word ${Number(word)}`));
      claims.push(...counts.slice(0, 1).map((count) => `count ${Number(count)}`));
    }
    claims.push(...models.map((model) => `model ${model.trim()}`));
    return claims;
  },

  ours({ service, address, count, outcome, refusal, values, frames, anomalies }) {
    if (service.code < 0x100) return { request: [], response: [] };
    const command = `command ${service.code}`;
    const request = [command];
    if (RANGES.has(service.code) && frames.request !== null) {
      if (address !== null) request.push(`word ${address}`, `count ${count}`);
    }
    // An error in the header of FINS/TCP is no FINS frame.
    if (refusal !== null && refusal.code < 0x100 && refusal.code > 1) {
      return { request, response: [] };
    }
    const response = [command];
    // Flags of CPU errors beside a good end code are not in the outcome.
    const flagged = anomalies.some(({ code }) => code === 'cpu_error_flag');
    if (outcome === 'ok') response.push(flagged ? 'end code 64' : 'end code 0');
    if (refusal !== null) response.push(`end code ${refusal.code}`);
    if (service.code === 0x0501 && values.length > 0) response.push(`model ${String(values[0])}`);
    return { request, response };
  },
});

/** Commands with one range of memory. */
const RANGES: ReadonlySet<number> = new Set([0x0101, 0x0102, 0x0103]);
