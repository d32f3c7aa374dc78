/** A device of the sample plant as it appears on the wire. */
export interface Host {
  readonly id: string;
  readonly ip: string;
  readonly mac: string;
}

function host(id: string, ip: string, mac: string): Host {
  return { id, ip, mac };
}

/** Millbrook Water, as `content/plans/millbrook-water` writes it; only who speaks in scenarios. */
export const HOSTS = {
  jumpHost: host('jump-host', '10.20.35.10', '02:20:35:00:00:10'),
  engineeringStation: host('engineering-station', '10.20.30.21', '02:20:30:00:00:21'),
  scadaServer: host('scada-server', '10.20.20.10', '02:20:20:00:00:10'),
  hmi1: host('hmi-1', '10.20.20.11', '02:20:20:00:00:11'),
  plcDosing: host('plc-dosing', '10.20.11.10', '02:20:11:00:00:10'),
  plcChlorine: host('plc-chlorine', '10.20.11.11', '02:20:11:00:00:11'),
  plcFilter: host('plc-filter', '10.20.12.10', '02:20:12:00:00:10'),
  plcPumps: host('plc-pumps', '10.20.12.11', '02:20:12:00:00:11'),
} as const;
