import { unreachable } from '@bulkhead/kernel';
import { printedCites } from '../cites.ts';
import type { Basis, Block, ReportDocument, Section, Span, Words } from '../document.ts';
import { TABLE_ROWS_MAX } from '../limits.ts';
import { printable } from '../printable.ts';
import { SEVERITY_MARKS } from '../severity.ts';
import { STYLE, WIDTH_STEP } from './style.ts';

/** Fits the narrowest column. */
const WHOLE_CHARACTERS_MAX = 20;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Outside text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** The document as one HTML page that needs nothing else. */
export function writeHtml(document: ReportDocument): string {
  const mark = SEVERITY_MARKS[document.severity];
  const contents = document.sections
    .map((section) => `<li><a href="#${section.id}">${escapeHtml(section.title)}</a></li>`)
    .join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(document.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(document.kindTitle)}: ${escapeHtml(document.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<header class="${document.severity}">
<p class="kind">${escapeHtml(document.kindTitle)} <span class="mark"><span aria-hidden="true">${
    mark.shape
  }</span> ${mark.word}</span></p>
<h1><bdi>${escapeHtml(document.title)}</bdi></h1>
<p class="lead">${words(document.lead)}</p>
${block(document.head)}
</header>
<nav aria-label="Contents"><ol>
${contents}
<li><a href="#entries">Entries cited</a></li>
</ol></nav>
<main id="report">
${document.sections.map(section).join('\n')}
${index(document)}
</main>
<footer><p>${escapeHtml(document.foot)}</p></footer>
</body>
</html>
`;
}

function section({ id, title, blocks }: Section): string {
  const inner = blocks.map(block).join('\n');
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escapeHtml(title)}</h2>
${inner}
</section>`;
}

function block(part: Block): string {
  switch (part.type) {
    case 'paragraph':
      return `<p${basisOf(part.basis)}>${words(part.words)}</p>`;
    case 'subheading':
      return `<h3>${words(part.words)}</h3>`;
    case 'list':
      return `<ul>\n${part.items
        .map((item) => `<li${basisOf(part.basis)}>${words(item)}</li>`)
        .join('\n')}\n</ul>`;
    case 'facts':
      return `<dl>\n${part.rows
        .map(
          (row) =>
            `<div${basisOf(row.basis)}><dt>${escapeHtml(row.term)}</dt>` +
            `<dd>${words(row.words)}</dd></div>`,
        )
        .join('\n')}\n</dl>`;
    case 'table':
      return table(part);
    default:
      return unreachable(part);
  }
}

/** Tells tests and readers of the source which statements must carry citations. */
function basisOf(basis: Basis | 'prose'): string {
  return ` data-basis="${basis}"`;
}

function table({ caption, columns, rows, empty }: Extract<Block, { type: 'table' }>): string {
  if (rows.length === 0) return `<p class="empty" data-basis="prose">${escapeHtml(empty)}</p>`;
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  const head = columns
    .map(({ title, width }) => {
      const step = Math.round(((width / total) * 100) / WIDTH_STEP) * WIDTH_STEP;
      return `<th scope="col" class="w${step}">${escapeHtml(title)}</th>`;
    })
    .join('');
  const body = rows.slice(0, TABLE_ROWS_MAX).map((cells) => {
    const inner = cells.map((cell, i) => {
      const label = escapeHtml(columns[i]?.title ?? '');
      return i === 0
        ? `<th scope="row" data-label="${label}">${words(cell)}</th>`
        : `<td data-label="${label}">${words(cell)}</td>`;
    });
    return `<tr data-basis="entries">${inner.join('')}</tr>`;
  });
  const left = rows.length - TABLE_ROWS_MAX;
  const more = left > 0 ? `\n<p data-basis="prose">${left} more rows are in the bundle.</p>` : '';
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(caption)}"><table>
<caption>${escapeHtml(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>${more}`;
}

function index({ index: entries }: ReportDocument): string {
  const items = entries.map(
    (entry) =>
      `<li id="entry-${entry.sequence}"><span class="n">${entry.sequence}</span>` +
      `<div>${words(entry.words)}</div></li>`,
  );
  const list = `<ol class="index">\n${items.join('\n')}\n</ol>`;
  return `<section id="entries" aria-labelledby="entries-title">
<h2 id="entries-title">Entries cited</h2>
<p data-basis="prose">A number in brackets is the sequence of the journal entry that the statement
rests on. Each entry has a proof of inclusion to the journal's signed checkpoint in the evidence
bundle.</p>
${list}
</section>`;
}

/** A short name is not broken at its hyphens. */
function wholeOf(text: string): string {
  return text.length <= WHOLE_CHARACTERS_MAX && !text.includes(' ') ? ' class="whole"' : '';
}

function words(spans: Words): string {
  return spans.map(span).join('');
}

function span(part: Span): string {
  if (typeof part === 'string') return escapeHtml(part);
  if ('data' in part) return `<bdi${wholeOf(part.data)}>${escapeHtml(part.data)}</bdi>`;
  if ('code' in part) return `<code><bdi>${escapeHtml(part.code)}</bdi></code>`;
  if ('strong' in part) return `<strong>${escapeHtml(part.strong)}</strong>`;
  if ('instant' in part) {
    const { iso, plant, utc } = part.instant;
    return (
      `<time datetime="${escapeHtml(iso)}"><span class="whole">${escapeHtml(plant)}</span> ` +
      `<span class="utc">(${escapeHtml(utc)})</span></time>`
    );
  }
  if ('severity' in part) {
    const { shape, word } = SEVERITY_MARKS[part.severity];
    const mark = `<span aria-hidden="true">${shape}</span> ${word}`;
    return `<span class="mark ${part.severity}">${mark}</span>`;
  }
  const { shown, more } = printedCites(part.cites);
  const links = shown.map(
    (n) => `<a class="cite" href="#entry-${n}" aria-label="entry ${n}">${n}</a>`,
  );
  if (more > 0) links.push(`<span>and ${more} more</span>`);
  return links.length === 0 ? '' : ` <span class="cites">[${links.join(', ')}]</span>`;
}
