import { Component, type ReactNode } from 'react';
import { Mark } from './mark.tsx';

interface Wish {
  /** What is said in the place of what could not be drawn. */
  readonly says: string;
  readonly children: ReactNode;
}

/** A mistake in one page leaves the others usable. */
export class TroubleBoundary extends Component<Wish, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <h1 className="head" role="alert">
        <Mark kind="fail" /> {this.props.says}
      </h1>
    );
  }
}
