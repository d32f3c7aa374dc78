import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  /** Anchor within the page. */
  readonly id?: string;
  /** At the right of the title: a count, a filter. */
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of a page; a landmark for people who move by headings or regions. */
export function Panel({ title, id, aside, className = '', children }: PanelProps): ReactNode {
  const heading = useId();
  return (
    <section id={id} className={`panel ${className}`} aria-labelledby={heading}>
      <header className="panel-head">
        <h2 id={heading}>{title}</h2>
        {aside !== undefined && <div className="panel-aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** Nothing here, and what would fill it. */
export function Empty({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className="empty">{children}</p>;
}

/** A fixed list of name and value. */
export function Facts(props: {
  readonly items: readonly (readonly [string, ReactNode])[];
}): ReactNode {
  return (
    <dl className="facts">
      {props.items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
