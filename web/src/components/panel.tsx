import { useId, type ReactNode } from 'react';

/** A part of a page with its heading; `aside` stands at the right of it. */
export function Panel({
  title,
  note,
  aside,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="m">{note}</span>}
        {aside}
      </header>
      {children}
    </section>
  );
}
