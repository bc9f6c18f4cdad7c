import type { ReactNode } from 'react';

/** The shield of the product. */
export function Brand(): ReactNode {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 1.8l8.6 3v7.1c0 4.9-3.5 8.6-8.6 10.4-5.1-1.8-8.6-5.5-8.6-10.4V4.8z" fill="currentColor" />
      <path
        d="M7.6 11.9l3.1 3.1 5.7-6.3"
        fill="none"
        stroke="var(--sunken)"
        strokeWidth="2.1"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
