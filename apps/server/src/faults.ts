import type { z } from 'zod';

/** One fault of a request in plain words, with the place of it: `body.reason is missing.` */
export function faultText(place: string, issue: z.core.$ZodIssue): string {
  const field = [place, ...issue.path].join('.');
  return `${field} ${predicate(issue)}.`;
}

function predicate(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      // The message is all that tells a missing member from one of another type.
      return issue.message.endsWith('undefined') ? 'is missing' : `must be a ${issue.expected}`;
    case 'unrecognized_keys':
      return `has no member ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'too_small':
      return issue.minimum === 1 ? 'is empty' : `needs at least ${issue.minimum} characters`;
    case 'too_big':
      return `has more than ${issue.maximum} characters`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'must be a time in UTC, such as 2026-03-14T03:00:00Z'
        : `is not understood: ${issue.message}`;
    case 'invalid_union':
      return 'is of no kind that is taken here';
    default:
      return `is not understood: ${issue.message}`;
  }
}
