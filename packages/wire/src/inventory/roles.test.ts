import type { AssetFact, Verb } from '@bulkhead/model';
import { expect, test } from 'vitest';
import { Activity, count, notePeer } from './activity.ts';
import { guessRoles } from './roles.ts';

interface Story {
  readonly asks?: readonly (readonly [protocol: string, verb: Verb, times: number])[];
  readonly answers?: readonly (readonly [protocol: string, verb: Verb, times: number])[];
  /** Ends that it asks; 1 where it is not said. */
  readonly of?: number;
  readonly seconds?: number;
  readonly name?: string;
}

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const timeAt = (seconds: number): string => new Date(START_MS + seconds * 1_000).toISOString();

function activityOf({ asks = [], answers = [], of = 1, seconds = 60, name }: Story): Activity {
  const activity = new Activity();
  activity.seen(timeAt(0), '');
  activity.seen(timeAt(seconds), '');
  for (const [protocol, verb, times] of asks) {
    count(activity.asked, protocol, times);
    count(activity.askedVerbs, verb, times);
    for (let i = 0; i < of; i++) notePeer(activity.askedOf, `10.20.11.${i}`);
  }
  for (const [protocol, verb, times] of answers) {
    count(activity.served, protocol, times);
    count(activity.servedVerbs, verb, times);
    notePeer(activity.servedTo, '10.20.20.10');
  }
  if (name !== undefined) {
    const time = timeAt(0);
    const fact: AssetFact = {
      time,
      lastAt: time,
      frame: 1,
      protocol: 's7comm_plus',
      field: 'name',
      value: name,
    };
    activity.tell(fact);
  }
  return activity;
}

const STORIES: readonly (readonly [string, Story, readonly string[]])[] = [
  [
    'a server of the control system that polls three controllers each second',
    { asks: [['modbus', 'read', 1_800]], of: 3, seconds: 600 },
    [
      'hmi 40 %: reads from 3 ends, each every 1 s, and wrote nothing in 10 min',
      'historian 30 %: reads from 3 ends, each every 1 s, and wrote nothing in 10 min',
    ],
  ],
  [
    'the same, which wrote once',
    {
      asks: [
        ['modbus', 'read', 1_800],
        ['modbus', 'write', 1],
      ],
      of: 3,
      seconds: 600,
    },
    ['hmi 60 %: polls 3 ends and writes to them (1 changes)'],
  ],
  [
    'somebody who never wrote in a day',
    { asks: [['modbus', 'read', 259_200]], of: 3, seconds: 86_400 },
    [
      'historian 40 %: reads from 3 ends, each every 1 s, and wrote nothing in 24 h',
      'hmi 30 %: reads from 3 ends, each every 1 s, and wrote nothing in 24 h',
    ],
  ],
  [
    'a collector that asks five controllers each minute',
    { asks: [['s7comm', 'read', 100]], of: 5, seconds: 1_200 },
    [
      'historian 40 %: reads from 5 ends, each every 60 s, and wrote nothing in 20 min',
      'hmi 30 %: reads from 5 ends, each every 60 s, and wrote nothing in 20 min',
    ],
  ],
  [
    'a collector that reads from one OPC UA server',
    { asks: [['opcua', 'read', 60]], seconds: 60 },
    [
      'historian 40 %: reads from 1 end, each every 1 s, and wrote nothing in 60 s',
      'hmi 30 %: reads from 1 end, each every 1 s, and wrote nothing in 60 s',
    ],
  ],
  [
    'the panel of one machine',
    { asks: [['s7comm', 'read', 120]], seconds: 60 },
    ['hmi 40 %: reads from 1 end, each every 0.5 s, and wrote nothing in 60 s'],
  ],
  [
    'a controller that writes to another',
    {
      asks: [
        ['modbus', 'read', 1_000],
        ['modbus', 'write', 1_000],
      ],
      answers: [['s7comm', 'read', 100]],
    },
    [
      'controller 60 %: answers s7comm to 1 end',
      'hmi 30 %: polls 1 end and writes to them (1000 changes)',
    ],
  ],
  [
    'a control centre that sets the clocks of two stations',
    {
      asks: [
        ['iec104', 'configure', 2],
        ['iec104', 'connect', 9],
      ],
      answers: [['iec104', 'connect', 3]],
      of: 2,
    },
    ['hmi 50 %: is the controlling station of 2 ends over iec104'],
  ],
  [
    'an engineer who sets the clock of a controller',
    { asks: [['s7comm', 'configure', 1]] },
    ['engineering_station 50 %: configured devices (1 operations)'],
  ],
  [
    'a device that only says its name',
    { name: 'HMI HOST' },
    ['hmi 50 %: s7comm_plus says its name is "HMI HOST"'],
  ],
  ['a name that only holds such letters', { name: 'plcx-whmid' }, []],
  ['somebody who looked once', { asks: [['modbus', 'read', 19]] }, []],
];

test.each(STORIES)('%s', (_story, story, expected) => {
  const guesses = guessRoles(activityOf(story)).map(
    ({ role, confidence, because }) => `${role} ${Math.round(confidence * 100)} %: ${because}`,
  );
  expect(guesses).toEqual(expected);
});
