import type { Operation } from '@bulkhead/model';

/** A plain object with everything that `operation` says, to keep after the callback. */
export function copyOperation(operation: Operation): Operation {
  const { cause, items, refusal } = operation;
  return {
    time: operation.time,
    protocol: operation.protocol,
    client: endpoint(operation.client),
    server: endpoint(operation.server),
    unit: operation.unit,
    service: named(operation.service),
    verb: operation.verb,
    ...(cause === undefined ? {} : { cause }),
    techniques: [...operation.techniques],
    object: operation.object,
    address: operation.address,
    count: operation.count,
    values: [...operation.values],
    ...(items === undefined
      ? {}
      : { items: items.map((item) => ({ ...item, values: [...item.values] })) }),
    outcome: operation.outcome,
    refusal: refusal === null ? null : named(refusal),
    frames: { request: operation.frames.request, response: operation.frames.response },
    anomalies: operation.anomalies.map((anomaly) => ({ ...anomaly })),
  };
}

// The parts may be readers without properties of their own, so each is taken by name.
function endpoint(from: Operation['client']): Operation['client'] {
  return { ip: from.ip, port: from.port, mac: from.mac };
}

function named(from: Operation['service']): Operation['service'] {
  return { code: from.code, name: from.name };
}
