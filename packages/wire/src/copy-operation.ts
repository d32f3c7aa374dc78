import type { Operation } from '@bulkhead/model';

/** A plain object with everything that `operation` says, to keep after the callback. */
export function copyOperation(operation: Operation): Operation {
  const { items } = operation;
  return {
    time: operation.time,
    protocol: operation.protocol,
    client: { ...operation.client },
    server: { ...operation.server },
    unit: operation.unit,
    service: { ...operation.service },
    verb: operation.verb,
    object: operation.object,
    address: operation.address,
    count: operation.count,
    values: [...operation.values],
    ...(items === undefined
      ? {}
      : { items: items.map((item) => ({ ...item, values: [...item.values] })) }),
    outcome: operation.outcome,
    refusal: operation.refusal === null ? null : { ...operation.refusal },
    frames: { ...operation.frames },
    anomalies: operation.anomalies.map((anomaly) => ({ ...anomaly })),
  };
}
