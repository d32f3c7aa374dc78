import { TECHNIQUES } from '@bulkhead/detect';
import { protocols } from '@bulkhead/wire';
import { expect, test } from 'vitest';

test.each(protocols.map(({ name, services }) => [name, services] as const))(
  '%s hints at techniques that ATT&CK for ICS has',
  (_name, services) => {
    const told = services.flatMap(({ techniques }) => techniques ?? []);
    expect(told.filter((technique) => !TECHNIQUES.has(technique))).toEqual([]);
  },
);
