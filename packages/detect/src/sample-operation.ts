import type { Operation } from '@bulkhead/model';
import type { AssetContext, OperationContext } from './context.ts';

const START_MS = Date.UTC(2026, 2, 14, 3);

/** What a golden or a test says of an operation; the rest is an ordinary Modbus read. */
export type Partly<T> = T extends object ? { readonly [K in keyof T]?: Partly<T[K]> } : T;

/** An operation `atSeconds` after the start, with what `given` says of it. For tests. */
export function sampleOperation(given: Partly<Operation>, atSeconds: number): Operation {
  const outcome = given.outcome ?? 'ok';
  return {
    time: new Date(START_MS + atSeconds * 1_000).toISOString(),
    protocol: 'modbus',
    unit: 1,
    verb: 'read',
    object: 'holding_register/0',
    address: 0,
    count: 1,
    refusal: null,
    ...(given as Partial<Operation>),
    outcome,
    techniques: (given.techniques as Operation['techniques'] | undefined) ?? [],
    values: (given.values as Operation['values'] | undefined) ?? [],
    client: { ip: '10.20.30.21', port: 49_152, mac: '', ...given.client },
    server: { ip: '10.20.11.10', port: 502, mac: '', ...given.server },
    service: { code: 3, name: 'read_holding_registers', ...given.service },
    frames: { request: 1, response: outcome === 'no-response' ? null : 2, ...given.frames },
    anomalies: (given.anomalies as Operation['anomalies'] | undefined) ?? [],
  };
}

/** The context that a golden gives; what it leaves out is an ordinary asset. */
export function sampleContext(given: Partly<OperationContext> | undefined): OperationContext {
  return {
    client: given?.client ? asset(given.client) : null,
    server: given?.server ? asset(given.server) : null,
    permitted: given?.permitted ?? null,
  };
}

function asset(given: Partly<AssetContext>): AssetContext {
  return { id: 'asset', kind: 'workstation', zone: 'zone', level: 3, safety: false, ...given };
}
