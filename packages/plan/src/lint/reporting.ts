import { didYouMean } from '../suggest.ts';
import { defineRule, type Hit } from './rule.ts';

export const unknownRegime = defineRule({
  code: 'unknown-regime',
  title: 'Every regime that applies is one that Bulkhead can count',
  severity: 'error',
  part: 'reporting',
  points: 10,
  *check(draft, { regimes }): Iterable<Hit> {
    if (!regimes) return;
    for (const regime of draft.lists.regimes) {
      if (regimes.includes(regime.regime)) continue;
      yield {
        at: draft.place(regime, 'regime'),
        message: `There is no regime "${regime.regime}".${didYouMean(regime.regime, regimes)}`,
        fix: `Name one of: ${regimes.join(', ')}.`,
      };
    }
  },
});

/** Audiences that cannot wait for someone to find words. */
const AUDIENCES = ['control-room', 'staff', 'regulator', 'public'] as const;

export const audienceWithoutTemplate = defineRule({
  code: 'audience-without-template',
  title: 'There are words ready for each audience',
  severity: 'warning',
  part: 'reporting',
  points: 2,
  *check(draft): Iterable<Hit> {
    const [first] = draft.lists.templates;
    if (!first) return;
    const audiences = new Set(draft.lists.templates.map(({ audience }) => audience));
    for (const audience of AUDIENCES) {
      if (audiences.has(audience)) continue;
      yield {
        at: draft.place(first),
        message: `No template speaks to the audience "${audience}".`,
        fix: `Add a template with "audience: ${audience}".`,
      };
    }
  },
});

export const playbookNotJson = defineRule({
  code: 'playbook-not-json',
  title: 'Playbooks are JSON',
  severity: 'error',
  part: 'containment',
  points: 20,
  *check(draft): Iterable<Hit> {
    for (const { file, text } of draft.playbooks) {
      const offset = jsonErrorOffset(text);
      if (offset === undefined) continue;
      const empty = text.trim() === '';
      const lines = text.slice(0, empty ? 0 : offset).split('\n');
      const at = { file, line: lines.length, column: lines.at(-1)!.length + 1 };
      const message = empty ? 'The file is empty.' : 'The file is not valid JSON here.';
      yield { at, message, fix: 'Mend the JSON; look for a comma or quote just before.' };
    }
  },
});

/** Where the text stops being JSON; the end of the text where the engine does not say. */
function jsonErrorOffset(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    const told = /position (\d+)/.exec(problem.message)?.[1];
    return Math.min(told === undefined ? text.length : Number(told), text.length);
  }
}
