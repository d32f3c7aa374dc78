import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalAddress } from './addresses.ts';
import { loadPlan } from './load.ts';
import { indexPlan } from './plan-index.ts';
import { consequenceWords } from './words.ts';

const folder = join(import.meta.dirname, '../../../content/plans/millbrook-water');
const files = new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
);
const regimes = ['nis2', 'nerc-cip-008'];
const loaded = loadPlan(files, { today: '2026-11-22', regimes });
const index = indexPlan(loaded.plan!);
const ids = (items: readonly { id: string }[] | undefined): string =>
  (items ?? [{ id: 'no way' }]).map(({ id }) => id).join(' ');

test('the sample plant has no errors, and the weaknesses that it means to have', () => {
  expect(loaded.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'warning backup-not-tested',
    'warning drill-never-held',
    'warning role-single-holder',
  ]);
  expect(loaded.readiness.score).toBe(90);
});

test('addresses and ids lead to assets', () => {
  expect(index.assetByAddress('10.20.30.21')?.id).toBe('engineering-station');
  expect(index.assetByAddress('10.20.30.22')).toBeUndefined();
  expect(index.asset('sis-dosing')?.level).toBe(1);
  expect(index.zone('safety')?.safety).toBe(true);
  expect(index.assetByMac('00:00:00:00:00:00')).toBeUndefined();
});

// from            to               direct conduits     way
const ways = `
  site-operations  dosing-control   engineering-dosing  engineering-dosing
  dosing-control   site-operations  engineering-dosing  engineering-dosing
  corporate        site-operations  -                   corporate-dmz dmz-site
  dmz              safety           -                   dmz-site engineering-dosing dosing-safety
  corporate        field            -                   no way
  dmz              dmz              -                   -
`;

test.each(rows(ways))('from %s to %s: %s, by way of %s', (from, to, direct, way) => {
  expect(ids(index.conduitsBetween(from, to)) || '-').toBe(direct);
  expect(ids(index.pathBetween(from, to)) || '-').toBe(way);
});

test('what rests on an asset, and what that does', () => {
  expect(ids(index.functionsOf('plc-filter'))).toBe(
    'filtration chlorination caustic-dosing high-lift-pumping',
  );
  expect(ids(index.functionsOf('historian'))).toBe('compliance-records');
  expect(ids(index.functionsOf('hmi-1'))).toBe('plant-supervision compliance-records');
  expect(ids(index.functionsOf('sis-dosing'))).toBe('high-ph-trip high-lift-pumping');
  const [dosing] = index.functionsOf('plc-dosing');
  expect(consequenceWords(dosing!.consequence)).toBe(
    'major for people, major for what is produced, minor for the environment',
  );
});

test('who may write, who decides, who is asked next', () => {
  expect(index.mayWrite('engineering-station', 'plc-dosing')).toBe(true);
  expect(index.mayWrite('hmi-1', 'plc-filter')).toBe(false);
  expect(index.mayWrite('engineering-station', 'sis-dosing')).toBe(false);
  expect(ids(index.peopleInRole('incident-commander'))).toBe('aoife-brennan marek-nowak');
  expect(index.escalation('cut-engineering-conduit')?.steps.map(({ role }) => role)).toEqual([
    'ot-engineer',
    'safety-officer',
    'plant-manager',
  ]);
});

// role               instant                on duty          why this row is here
const duty = `
  shift-supervisor    2026-01-05T07:00:00Z   tomas-walsh      the first day shift
  shift-supervisor    2026-01-05T19:00:00Z   grace-okafor     the first night shift
  shift-supervisor    2026-01-09T07:00:00Z   liam-hennessy    four days later
  shift-supervisor    2026-01-13T07:00:00Z   grace-okafor     nights become days
  shift-supervisor    2026-03-29T05:30:00Z   grace-okafor     06:30, the short night
  shift-supervisor    2026-03-29T06:00:00Z   tomas-walsh      07:00, the short night is over
  incident-commander  2026-11-22T20:00:00Z   marek-nowak      a Sunday evening
  soc-analyst         2026-11-22T20:00:00Z   ines-carvalho    not the one who commands
  plant-manager       2026-11-22T20:00:00Z   -                no rota, so nobody is on duty
`;

test.each(rows(duty))('%s at %s is %s: %s', (role, at, want) => {
  expect(ids(index.onDuty(role, at)) || '-').toBe(want);
});

test('law: nobody commands and analyses in the same hour', () => {
  const instants = fc.integer({ min: Date.UTC(2026, 0, 6), max: Date.UTC(2030, 0, 1) });
  fc.assert(
    fc.property(instants, (ms) => {
      const at = new Date(ms).toISOString();
      const [commander, analyst] = ['incident-commander', 'soc-analyst'].map((role) =>
        index.onDuty(role, at),
      );
      expect(commander).toHaveLength(1);
      expect(analyst).toHaveLength(1);
      expect(commander![0]!.id).not.toBe(analyst![0]!.id);
      expect(index.onDuty('shift-supervisor', at)).toHaveLength(1);
    }),
  );
});

test('law: an address has one text, however it is written', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const normal = normalAddress(text);
      // Forms with a dotted IPv4 tail are not taken: no asset is listed that way.
      if (text.includes('.')) return;
      expect(normal).toBeDefined();
      expect(normalAddress(normal!)).toBe(normal);
      expect(normalAddress(text.toUpperCase())).toBe(normal);
    }),
  );
  fc.assert(fc.property(fc.ipV4(), (text) => normalAddress(text) === text));
  for (const bad of ['', '1.2.3', '01.2.3.4', '1.2.3.4.5', '::1::', ':::', '1:2', 'g::']) {
    expect(normalAddress(bad)).toBeUndefined();
  }
});

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/));
}
