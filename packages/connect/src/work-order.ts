import { oneLine, wrap } from './text.ts';

/** The parts of a field work order; lists are divided by line ends. */
export interface WorkOrder {
  readonly title: string;
  readonly to: string;
  readonly targets: string;
  readonly work: string;
  readonly does: string;
  readonly cuts: string;
  readonly loses: string;
  readonly keeps: string;
  readonly alternatives: string;
  readonly doNothing: string;
  readonly undo: string;
  readonly owner: string;
  readonly expiresAfterMinutes: string;
}

/** Fits A4 and letter paper in a fixed font, with margins. */
const WIDTH = 76;
const RULE = '='.repeat(WIDTH);

/**
 * The order as plain text for paper. The same order and key give the same bytes: it holds no time
 * of its own, the journal says when it was handed over.
 */
export function workOrderText(order: WorkOrder, key: string): string {
  const expiry = order.expiresAfterMinutes === '' ? '' : `${order.expiresAfterMinutes} minutes`;
  const lines = [
    RULE,
    'FIELD WORK ORDER',
    ...wrap(order.title, WIDTH),
    RULE,
    ...field('To', order.to),
    ...field('At', itemsOf(order.targets).join('; ')),
    ...field('Order', key),
    ...section('What this does', itemsOf(order.does), '-'),
    ...section('Work, in this order', itemsOf(order.work), 'number'),
    ...section('This cuts', itemsOf(order.cuts), '-'),
    ...section('This stops working', itemsOf(order.loses), '-'),
    ...section('This goes on working', itemsOf(order.keeps), '-'),
    ...section('Instead, one could', itemsOf(order.alternatives), '-'),
    ...section('If nothing is done', itemsOf(order.doNothing), '-'),
    ...section('How it is undone', itemsOf(order.undo), '-'),
    '',
    ...field('Owner while in force', order.owner),
    ...field('To be reviewed after', expiry),
    '',
    'Never act on a safety system under this order. If anything is not as written',
    'here, stop, make it safe and call the control room.',
    '',
    'Report in Bulkhead under the order named above:   [ ] done   [ ] not possible',
    'Proof (photograph, reading, witness): ______________________________________',
    'Name: ____________________________  Time: ____________  Signature: __________',
    RULE,
  ];
  return `${lines.join('\n')}\n`;
}

function itemsOf(text: string): readonly string[] {
  return text.split('\n').map(oneLine).filter(Boolean);
}

function field(name: string, value: string): readonly string[] {
  if (value === '') return [];
  const [first = '', ...rest] = wrap(value, WIDTH - 24);
  const label = `${name}:`.padEnd(24);
  return [`${label}${first}`, ...rest.map((line) => `${' '.repeat(24)}${line}`)];
}

function section(
  heading: string,
  items: readonly string[],
  mark: '-' | 'number',
): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap((item, index) => {
    const bullet = mark === '-' ? '  - ' : `[ ] ${index + 1}. `;
    const [first = '', ...rest] = wrap(item, WIDTH - bullet.length);
    return [bullet + first, ...rest.map((line) => ' '.repeat(bullet.length) + line)];
  });
  return ['', heading, ...lines];
}
