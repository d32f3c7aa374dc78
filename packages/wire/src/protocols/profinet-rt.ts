import { word16 } from '../bytes.ts';
import { type Exchange, OUTCOME, VERB } from '../flow/flow.ts';
import {
  ALARM_HIGH,
  ALARM_LOW,
  alarmObject,
  alarmValues,
  cyclicValues,
  DCP_FIRST,
  DCP_LAST,
  frameClass,
  isCyclic,
  SERVICES,
  STATUS_BYTES,
} from '../profinet-rt/frames.ts';
import { defineProtocol, RECOGNISED } from '../protocol.ts';

/**
 * PROFINET RT: cyclic data, alarms and time. What the data of a cyclic frame means is agreed when
 * the connection is made, so that the frame itself tells its status only.
 */
export const profinetRt = defineProtocol({
  name: 'profinet_rt',
  title: 'PROFINET RT',
  standard: 'IEC 61158-6-10, real-time frames and alarms',
  depth: 'header',
  over: { ethernet: [0x8892] },
  services: SERVICES,
  symmetric: true,

  recognise(bytes, at, end, onPort) {
    if (!onPort || end - at < 2 + STATUS_BYTES) return RECOGNISED.no;
    const id = word16(bytes, at);
    return id >= DCP_FIRST && id <= DCP_LAST ? RECOGNISED.no : RECOGNISED.yes;
  },

  parse(context, bytes, at, end) {
    if (end - at < 2) return context.skips.reason('profinet_rt_too_short');
    const { exchanges, whole } = context;
    if (whole) return exchanges.report(VERB.report, bytes, at, end);
    const cut = exchanges.alone(VERB.report);
    cut.anomaly('cut_by_snaplen', end - at);
    exchanges.answer(cut, bytes, at, end, OUTCOME.ok);
  },

  service(exchange) {
    const { code, name } = frameClass(frameId(exchange));
    return { code, name };
  },

  object(exchange) {
    const id = frameId(exchange);
    const { response, responseAt, responseEnd } = exchange;
    if (isAlarm(id)) return alarmObject(response, responseAt, responseEnd);
    return `frame/0x${id.toString(16).padStart(4, '0')}`;
  },

  address: frameId,

  values(exchange) {
    const id = frameId(exchange);
    const { response, responseAt, responseEnd, anomalies } = exchange;
    if (isAlarm(id)) return alarmValues(response, responseAt, responseEnd);
    // The status is at the end, which a capture may have cut off.
    const readable = anomalies === 0 && isCyclic(frameClass(id).code);
    return readable ? cyclicValues(response, responseAt, responseEnd) : [];
  },

  /** The type of an alarm. */
  cause(exchange) {
    const { response, responseAt, responseEnd } = exchange;
    return isAlarm(frameId(exchange))
      ? alarmValues(response, responseAt, responseEnd)[1]
      : undefined;
  },
});

function frameId({ response, responseAt, responseEnd }: Exchange): number {
  return responseAt + 2 <= responseEnd ? word16(response, responseAt) : 0;
}

function isAlarm(id: number): boolean {
  const { code } = frameClass(id);
  return code === ALARM_HIGH || code === ALARM_LOW;
}
