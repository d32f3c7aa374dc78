import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkGolden } from '@bulkhead/testkit';
import { IncidentView } from '@bulkhead/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coveredCharacters } from './typst/coverage.ts';
import { incidentReport, renderHtml, renderPdf } from './mod.ts';

const GOLDEN = join(import.meta.dirname, '../testdata/incident-report/dosing-attack.golden');
const view = sampleView();

function sampleView(): IncidentView {
  const text = readFileSync(GOLDEN, 'utf8')
    .split('----------\n')[0]!
    .replace(/^#.*\n/gm, '');
  return IncidentView.parse(JSON.parse(text));
}

/** What a person reads, a line for each block. */
function textOf(html: string): string {
  return html
    .replace(/<style>.*<\/style>/s, '')
    .replace(/\n/g, ' ')
    .replace(/<\/(p|h\d|li|tr|caption|dt|title|div)>/g, '\n')
    .replace(/<\/t[dh]>/g, ' | ')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

/** Every sequence that stands in a `cites` of the view. */
function sequencesOf(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(sequencesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'cites' ? (member as number[]) : sequencesOf(member),
  );
}

/** The view with every string that people or devices sent replaced. */
function withText(text: string): IncidentView {
  const swap = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => swap(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, swap(v, k)]));
    }
    const kept = /^(severity|state|kind|outcome|verb|part|impact|at|.*At|countedFrom|trueSince)$/;
    return typeof value === 'string' && !kept.test(key) ? text : value;
  };
  return swap(view, '') as IncidentView;
}

const HOSTILE = [
  '#import "/etc/passwd": *',
  '#panic("x") #read("/etc/passwd") $x^2$ \\ "quoted" *bold* <label> @ref // /* `raw`',
  '</style></title><script>alert(1)</script><img src=x onerror=alert(1)>',
  '\u202e\u2066right to left\u200f \u0000\u0007\u001b[31m\ufeff\u00ad\u{e0041}',
  '\ud800 lone \udfff',
  '汉字 שלום مرحبا 🚨 e\u0301 \u0e33',
  'x'.repeat(10_000),
  '\\"'.repeat(5_000),
  '',
];

describe('the incident report', () => {
  test('reads as its golden says', () => {
    checkGolden(GOLDEN, (text) => {
      const given = IncidentView.parse(JSON.parse(text));
      return textOf(renderHtml(incidentReport, given));
    });
  });

  test('every statement and row of figures cites an entry of the view, and links to it', () => {
    const html = renderHtml(incidentReport, view);
    const known = new Set(sequencesOf(view));
    const statements = [...html.matchAll(/<(p|li|div|tr) data-basis="entries">(.*?)<\/\1>/gs)];
    expect(statements.length).toBeGreaterThan(30);
    for (const [, , inner] of statements) {
      const cited = [...inner!.matchAll(/href="#entry-(\d+)"/g)].map(([, n]) => Number(n));
      expect(cited, inner).not.toHaveLength(0);
      for (const sequence of cited) {
        expect(known).toContain(sequence);
        expect(html).toContain(`<li id="entry-${sequence}">`);
      }
    }
  });

  test('what does not cite holds no figure of the incident', () => {
    const main = renderHtml(incidentReport, view).split('<main')[1]!.split('id="entries"')[0]!;
    const rest = main
      .replace(/<(p|li|div|tr) data-basis="entries">.*?<\/\1>/gs, '')
      .replace(/<h\d.*?<\/h\d>/gs, '')
      .replace(/<[^>]*>/g, '');
    expect(rest.replace('SHA-256', '').replace('SHA-256', '')).not.toMatch(/\d/);
  });

  test('needs nothing but itself', () => {
    const html = renderHtml(incidentReport, view);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=|style="|https?:/);
  });

  test('says in words what is empty', () => {
    const empty: IncidentView = {
      ...view,
      assets: [],
      alerts: [],
      timeline: [],
      runs: [],
      approvals: [],
      controls: [],
      obligations: [],
      facts: [],
      evidence: [],
      captures: [],
    };
    const text = textOf(renderHtml(incidentReport, empty));
    for (const words of [
      'Nothing is recorded.',
      'No control was placed.',
      'No capture is cited.',
    ]) {
      expect(text).toContain(words);
    }
  });
});

describe('text from outside stays text', () => {
  test.each(HOSTILE.map((text) => [text.slice(0, 40), text]))(
    'in HTML and PDF: %j',
    async (_, text) => {
      const hostile = withText(text);
      const html = renderHtml(incidentReport, hostile);
      const tags = (page: string) => page.replace(/[^<]*(<[a-z/]*)/gi, '$1').slice(0, 100_000);
      expect(html).not.toContain('<script');
      expect(html).not.toContain('<img');
      expect(html.isWellFormed()).toBe(true);
      expect(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\0]/.test(html)).toBe(false);
      expect(tags(html).match(/<\/?(script|img)/)).toBeNull();
      expect(await renderPdf(incidentReport, hostile)).toBeInstanceOf(Uint8Array);
    },
  );

  test('any text: the page keeps its elements', () => {
    const shape = (page: string) => [...page.matchAll(/<[a-z/][a-z0-9]*/g)].length;
    const plain = shape(renderHtml(incidentReport, withText('plain')));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const html = renderHtml(incidentReport, withText(`a${text}`));
        expect(shape(html)).toBe(plain);
      }),
      { numRuns: 25 },
    );
  });

  test('any text: Typst sets it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        const pdf = await renderPdf(incidentReport, withText(text));
        expect(pdf.length).toBeGreaterThan(1_000);
      }),
      { numRuns: 8 },
    );
  });
});

describe('the PDF', () => {
  test('is the same, byte for byte, for the same view, and says PDF/A-2b', async () => {
    const [one, two] = [
      await renderPdf(incidentReport, view),
      await renderPdf(incidentReport, structuredClone(view)),
    ];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
    const text = Buffer.from(one).toString('latin1');
    expect(text).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(text).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(text).toContain('/CreationDate (D:20260329013100Z)');
    expect(text).not.toContain('/JavaScript');
  });

  test('changes with the view', async () => {
    const other = { ...view, journal: { ...view.journal, entries: 20 } };
    const [one, two] = [
      await renderPdf(incidentReport, view),
      await renderPdf(incidentReport, other),
    ];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
  });

  test('has a glyph for every character that it sets as itself', async () => {
    const all = coveredCharacters();
    for (let at = 0; at < all.length; at += 400) {
      const text = all.slice(at, at + 400);
      expect(await renderPdf(incidentReport, withText(text))).toBeInstanceOf(Uint8Array);
    }
  });
});
