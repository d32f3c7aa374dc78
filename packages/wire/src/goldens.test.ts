import type { Operation } from '@bulkhead/model';
import { describe, expect, test } from 'vitest';
import { captureOf, dissect, framesOf } from './testing/captures.ts';
import { MODBUS, S7COMM } from './testing/fixtures.ts';

/** One line of an operation: frames, service, verb, object, values, outcome, anomalies. */
function line(operation: Operation): string {
  const { frames, service, verb, object, count, values, outcome, refusal } = operation;
  return [
    `${frames.request ?? '-'}>${frames.response ?? '-'}`,
    `${service.code}`,
    service.name,
    verb,
    `${object}x${count}`,
    JSON.stringify(values),
    refusal === null ? outcome : `${outcome}:${refusal.name}`,
    ...operation.anomalies.map(({ code, offset }) => `!${code}@${offset}`),
  ].join(' ');
}

describe('own-made conversations as operations', () => {
  test('Modbus/TCP', () => {
    const { operations, summary } = dissect(captureOf(framesOf(502, MODBUS)));
    expect(operations.map(line)).toEqual([
      '4>5 3 read_holding_registers read holding_register/0x2 [100,920] ok',
      '6>7 1 read_coils read coil/0x3 [true,false,true] ok',
      '6>7 6 write_single_register write holding_register/1x1 [11100] ok',
      '8>9 3 read_holding_registers read holding_register/20000x1 [] refused:illegal_data_address',
      '10>11 43 read_device_identification discover device_identification/basicx1 ["ABC"] ok',
      '12>13 16 write_multiple_registers write holding_register/1x2 [10,11] ok',
      '14>- 8 force_listen_only_mode command diagnostics/4x1 [0] no-response',
    ]);
    expect(operations[0]).toMatchObject({
      time: '2026-01-01T00:00:00.010000Z',
      protocol: 'modbus',
      client: { ip: '10.20.20.10', port: 49_152, mac: '02:00:0a:14:14:0a' },
      server: { ip: '10.20.11.10', port: 502 },
      unit: 1,
      address: 0,
    });
    expect(summary).toMatchObject({ packets: 17, skipped: {}, anomalies: {}, damage: null });
  });

  test('S7comm', () => {
    const { operations } = dissect(captureOf(framesOf(102, S7COMM)));
    expect(operations.map(line)).toEqual([
      '4>5 224 connection_request connect tsap/01.02x1 [] ok',
      '6>7 240 setup_communication connect sessionx1 [1,1,240] ok',
      '8>9 4 read_var read DB10.DBW0x1 [120] ok',
      '10>11 5 write_var write DB10.DBW2x1 [150] ok',
      '12>13 29697 read_szl discover szl/0x0011/0x0000x1 [] ' +
        'refused:information_function_unavailable',
      '15>16 41 plc_stop command pi/P_PROGRAMx1 [] refused:service_not_implemented',
      '14>- 29 start_upload program block/DB10x1 [] no-response',
    ]);
  });

  test('Modbus off its port is recognised by its structure, other traffic is not', () => {
    expect(dissect(captureOf(framesOf(1502, MODBUS))).operations).toHaveLength(7);
    const http = framesOf(502, [['client', '474554202f20485454502f312e310d0a']]);
    expect(dissect(captureOf(http)).summary.skipped).toEqual({ tcp_not_its_ports_protocol: 1 });
  });

  test('departures from the standard are anomalies, never exceptions', () => {
    const found = dissect(
      captureOf(
        framesOf(502, [
          ['client', '0001 0000 0006 01 03 0000 00ff'],
          ['client', '0002 0000 0006 01 05 0000 1234'],
          ['client', '0003 0000 0003 01 41 00'],
          ['client', '0004 0000 0006 01 03 ffff 0002'],
          ['server', '0009 0000 0003 01 83 63'],
        ]),
      ),
    );
    expect(found.summary.anomalies).toEqual({
      quantity_out_of_range: 1,
      coil_value_invalid: 1,
      user_defined_function_code: 1,
      address_range_overflow: 1,
      response_without_request: 1,
      exception_code_reserved: 1,
    });
    expect(found.operations.find((one) => one.service.code === 65)?.service.name).toBe(
      'unknown_function_65',
    );
  });
});
