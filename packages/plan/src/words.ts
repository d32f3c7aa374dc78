import type { Consequence } from '@bulkhead/model';

const RANKS = ['none', 'minor', 'major', 'catastrophic'] as const;
const HARMED = [
  ['safety', 'people'],
  ['environment', 'the environment'],
  ['quality', 'what is produced'],
  ['production', 'production'],
] as const;

/** The worst of the four: 0 none, 1 minor, 2 major, 3 catastrophic. */
export function consequenceRank(consequence: Consequence): number {
  return Math.max(...HARMED.map(([field]) => RANKS.indexOf(consequence[field])));
}

/** The consequence in words, worst first: `major for people, minor for production`. */
export function consequenceWords(consequence: Consequence): string {
  const said = HARMED.filter(([field]) => consequence[field] !== 'none')
    .toSorted(([a], [b]) => RANKS.indexOf(consequence[b]) - RANKS.indexOf(consequence[a]))
    .map(([field, whom]) => `${consequence[field]} for ${whom}`);
  return said.length === 0 ? 'none known' : said.join(', ');
}
