import type { PlanAsset } from '@bulkhead/model';
import type { Draft } from '../draft.ts';
import { dayNumber } from '../wall-time.ts';
import { defineRule, type Hit, type LintOptions } from './rule.ts';

/** A backup that was restored longer ago than this counts as not tried. */
const BACKUP_AGE_DAYS_MAX = 365;
const DRILL_AGE_DAYS_MAX = 365;

const CONTROLLERS: ReadonlySet<PlanAsset['kind']> = new Set(['plc', 'rtu', 'safety-controller']);

export const controllerWithoutBackup = defineRule({
  code: 'controller-without-backup',
  title: 'Every controller has a backup',
  severity: 'warning',
  part: 'recovery',
  points: 5,
  *check(draft): Iterable<Hit> {
    for (const asset of draft.lists.assets) {
      if (!CONTROLLERS.has(asset.kind) || asset.backup !== undefined) continue;
      yield {
        at: draft.place(asset),
        message: `${asset.id} (${asset.name}) has no backup to go back to.`,
        fix: 'Save its program and set-points, and add "backup:" with where they are.',
      };
    }
  },
});

export const backupNotTested = defineRule({
  code: 'backup-not-tested',
  title: 'A backup was restored once to see whether it works',
  severity: 'warning',
  part: 'recovery',
  points: 3,
  *check(draft): Iterable<Hit> {
    for (const asset of draft.lists.assets) {
      if (!asset.backup || asset.backup.testedOn !== undefined) continue;
      yield {
        at: draft.place(asset, 'backup'),
        message: `Nobody has restored the backup of ${asset.id} to see whether it works.`,
        fix: 'Restore it on a spare, and add "testedOn:" with the date.',
      };
    }
  },
});

export const backupTestOld = defineRule({
  code: 'backup-test-old',
  title: `A backup was tried within ${BACKUP_AGE_DAYS_MAX} days`,
  severity: 'warning',
  part: 'recovery',
  points: 2,
  *check(draft, options): Iterable<Hit> {
    for (const asset of draft.lists.assets) {
      const days = ageDays(asset.backup?.testedOn, options);
      if (days === undefined || days <= BACKUP_AGE_DAYS_MAX) continue;
      yield {
        at: draft.place(asset, 'backup', 'testedOn'),
        message: `The backup of ${asset.id} was last restored ${days} days ago.`,
        fix: 'Restore it on a spare again, and write the new date.',
      };
    }
  },
});

export const drillNeverHeld = defineRule({
  code: 'drill-never-held',
  title: 'Every drill was held',
  severity: 'warning',
  part: 'exercises',
  points: 4,
  *check(draft): Iterable<Hit> {
    for (const drill of draft.lists.drills) {
      if (drill.lastHeldOn !== undefined) continue;
      yield {
        at: draft.place(drill),
        message: `The drill "${drill.name}" was never held.`,
        fix: 'Hold it, and add "lastHeldOn:" with the date.',
      };
    }
  },
});

export const drillOld = defineRule({
  code: 'drill-old',
  title: `Every drill was held within ${DRILL_AGE_DAYS_MAX} days`,
  severity: 'warning',
  part: 'exercises',
  points: 3,
  *check(draft, options): Iterable<Hit> {
    for (const drill of draft.lists.drills) {
      const days = ageDays(drill.lastHeldOn, options);
      if (days === undefined || days <= DRILL_AGE_DAYS_MAX) continue;
      yield {
        at: draft.place(drill, 'lastHeldOn'),
        message: `The drill "${drill.name}" was last held ${days} days ago.`,
        fix: 'Hold it again, and write the new date.',
      };
    }
  },
});

export const badDate = defineRule({
  code: 'bad-date',
  title: 'Dates exist, and what was done was not done in the future',
  severity: 'error',
  part: 'recovery',
  points: 15,
  *check(draft, options): Iterable<Hit> {
    for (const { text, item, path } of dates(draft)) {
      const at = draft.place(item, ...path);
      if (dayNumber(text) === undefined) {
        yield { at, message: `"${text}" is not a date.`, fix: 'Write it as 2026-11-22.' };
      } else if (path[0] !== 'startsOn' && (ageDays(text, options) ?? 0) < 0) {
        yield { at, message: `${text} lies in the future.`, fix: 'Write when it was done.' };
      }
    }
  },
});

function dates(draft: Draft): { text: string; item: object; path: readonly string[] }[] {
  const { assets, drills, rotas } = draft.lists;
  return [
    ...assets.map((item) => ({ text: item.backup?.testedOn, item, path: ['backup', 'testedOn'] })),
    ...drills.map((item) => ({ text: item.lastHeldOn, item, path: ['lastHeldOn'] })),
    ...rotas.map((item) => ({ text: item.startsOn, item, path: ['startsOn'] })),
  ].flatMap(({ text, ...rest }) => (text === undefined ? [] : [{ text, ...rest }]));
}

function ageDays(date: string | undefined, { today }: LintOptions): number | undefined {
  const [then, now] = [dayNumber(date ?? ''), dayNumber(today ?? '')];
  return then === undefined || now === undefined ? undefined : now - then;
}
