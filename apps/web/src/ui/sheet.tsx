import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useFocusBack } from './focus-back.ts';

interface SheetProps {
  readonly title: string;
  readonly about?: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog over the page; Escape closes it and gives the focus back. Our own backdrop: the one of
 * the library writes a style element, which the content policy forbids.
 */
export function Sheet({ title, about, wide = false, onClose, children }: SheetProps): ReactNode {
  const focusBack = useFocusBack();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <div className="backdrop" />
        <Dialog.Content
          className={wide ? 'sheet sheet-wide' : 'sheet'}
          onCloseAutoFocus={focusBack}
          {...(about === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="sheet-head">
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close className="button button-quiet">
              Close <kbd>Esc</kbd>
            </Dialog.Close>
          </header>
          {about !== undefined && (
            <Dialog.Description className="sheet-about">{about}</Dialog.Description>
          )}
          <div className="sheet-body">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
