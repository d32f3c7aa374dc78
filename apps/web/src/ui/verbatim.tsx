import type { ReactNode } from 'react';

/** Text exactly as it is, which scrolls on its own where it is long. */
export function Verbatim(props: { readonly label: string; readonly text: string }): ReactNode {
  const { label, text } = props;
  return (
    // It scrolls, so it must take the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="bytes" tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}
