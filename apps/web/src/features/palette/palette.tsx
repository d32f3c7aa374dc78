import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Dialog } from 'radix-ui';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { situationQuery } from '../../queries.ts';
import { useFocusBack } from '../../ui/focus-back.ts';
import { useWho } from '../session/who.ts';
import { paletteItems, search, type PaletteItem } from './items.ts';

/** Finds incidents, assets, pages and people, and does what the person may do. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { data } = useQuery(situationQuery);
  const who = useWho();
  const navigate = useNavigate();
  const list = useId();
  const focusBack = useFocusBack();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const items = search(
    paletteItems(data, who, (to) => void navigate(to)),
    text,
  );
  const act = (item: PaletteItem | undefined): void => {
    if (item === undefined) return;
    onClose();
    item.act();
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    if (event.key === 'Enter') act(items[at]);
    else if (by !== 0) setAt(Math.max(0, Math.min(items.length - 1, at + by)));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <div className="backdrop" />
        <Dialog.Content
          className="sheet palette"
          aria-describedby={undefined}
          onCloseAutoFocus={focusBack}
        >
          <Dialog.Title className="unseen-text">Find or do</Dialog.Title>
          <input
            className="palette-input"
            role="combobox"
            aria-label="Find incidents, assets, pages and actions"
            aria-expanded="true"
            aria-controls={list}
            aria-activedescendant={items[at] === undefined ? undefined : `${list}-${at}`}
            placeholder="Find incidents, assets, pages and actions"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
            }}
            onKeyDown={onKey}
          />
          <Results id={list} items={items} at={at} onAct={act} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Results(props: {
  readonly id: string;
  readonly items: readonly PaletteItem[];
  readonly at: number;
  readonly onAct: (item: PaletteItem) => void;
}): ReactNode {
  return (
    <>
      {/* A combobox keeps the focus in its text, which select and datalist cannot. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div className="palette-list" role="listbox" id={props.id} aria-label="Found">
        {props.items.map((item, n) => (
          <div
            key={item.id}
            id={`${props.id}-${n}`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="option"
            tabIndex={-1}
            aria-selected={n === props.at}
            className="palette-item"
            ref={n === props.at ? (row) => row?.scrollIntoView({ block: 'nearest' }) : undefined}
            onClick={() => props.onAct(item)}
            onKeyDown={undefined}
          >
            <span className="palette-kind">{item.kind}</span>
            <span className="palette-title">{item.title}</span>
            <span className="palette-more" title={item.more}>
              {item.more}
            </span>
          </div>
        ))}
      </div>
      {props.items.length === 0 && (
        <p className="empty">Nothing matches. Try an address, a name or a word of a title.</p>
      )}
    </>
  );
}
