import type { ReactNode } from 'react';
import { Sheet } from '../../ui/sheet.tsx';

const KEYS = [
  ['Ctrl K', 'find and do everything'],
  ['j', 'next row'],
  ['k', 'row before'],
  ['Enter', 'open the row'],
  ['a', 'approve: asks once more before it is written'],
  ['r', 'refuse, with a reason'],
  ['Esc', 'close what is open'],
  ['?', 'this list'],
] as const;

/** The keys that work on every page. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Sheet title="Keys" about="They work when you are not typing." onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
