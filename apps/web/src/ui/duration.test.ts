import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  durationText,
  fromWallTime,
  instantText,
  sinceText,
  untilText,
  urgency,
  utcText,
  wallTime,
} from './duration.ts';

const AT = Date.parse('2026-11-22T19:42:10Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('lengths of time', () => {
  test.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [MINUTE, '1 min'],
    [HOUR - 1, '59 min'],
    [2 * HOUR + 5 * MINUTE, '2 h 05 min'],
    [24 * HOUR, '1 d 0 h'],
    [-72 * HOUR, '3 d 0 h'],
  ])('%d ms is %s', (ms, want) => {
    expect(durationText(ms)).toBe(want);
  });

  test.each([
    [-2_000, 'just now'],
    [3_000, 'just now'],
    [7 * MINUTE, '7 min ago'],
    [-3 * MINUTE, 'in 3 min'],
  ])('%d ms after is %s', (ms, want) => {
    expect(sinceText(AT, AT + ms)).toBe(want);
  });

  test.each([
    [23 * HOUR, '23 h 00 min left', 'soon'],
    [24 * HOUR, '1 d 0 h left', 'later'],
    [42 * MINUTE, '42 min left', 'near'],
    [9 * MINUTE + 5_000, '9 min 05 s left', 'near'],
    [40_000, '40 s left', 'near'],
    [-3 * MINUTE, 'overdue by 3 min', 'past'],
  ])('%d ms before the deadline is %s, %s', (ms, want, near) => {
    expect([untilText(AT + ms, AT), urgency(AT + ms, AT)]).toEqual([want, near]);
  });
});

describe('instants', () => {
  test.each([
    ['2026-11-22T19:42:10Z', 'Europe/Dublin', '19:42:10 GMT'],
    ['2026-11-21T23:59:59Z', 'Europe/Dublin', '21 Nov 23:59:59 GMT'],
    ['2026-11-22T23:30:00Z', 'Asia/Tokyo', '23 Nov 08:30:00 GMT+9'],
  ])('%s in %s is %s', (at, zone, want) => {
    // 05:00 in Tokyo, so that its today is the 23rd only after 15:00 UTC.
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(instantText(Date.parse(at), now, zone)).toBe(want);
  });

  test('UTC says so', () => {
    expect(utcText(AT)).toBe('2026-11-22 19:42:10 UTC');
  });
});

describe('wall time', () => {
  test('goes to the field and back, in any zone, except in an hour shown twice', () => {
    const zones = ['Europe/Dublin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'UTC'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), fc.constantFrom(...zones), (n, zone) => {
        const ms = Date.parse('2025-01-01T00:00:00Z') + n * MINUTE;
        const back = fromWallTime(wallTime(ms, zone), zone)!;
        expect(wallTime(back, zone)).toBe(wallTime(ms, zone));
        expect(ms - back === 0 || ms - back === HOUR).toBe(true);
      }),
    );
  });

  test.each([
    // Clocks in Ireland go from 01:00 to 02:00 on 29 March 2026, and back on 25 October.
    ['2026-03-29T01:30', 'Europe/Dublin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T01:30', 'Europe/Dublin', '2026-10-25T00:30:00.000Z'],
    ['2026-07-01T12:00', 'Europe/Dublin', '2026-07-01T11:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, want) => {
    expect(new Date(fromWallTime(text, zone)!).toISOString()).toBe(want);
  });

  test.each(['', '2026-13-01T00:00', 'yesterday'])('%j is not a time', (text) => {
    expect(fromWallTime(text, 'UTC')).toBeUndefined();
  });
});
