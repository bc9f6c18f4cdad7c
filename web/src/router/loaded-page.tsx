import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { Loading } from '../components/states.tsx';

/** A page that is loaded when it is shown, or as soon as it is clear that it will be. */
export interface LoadedPage<Props> {
  (props: Props): ReactNode;
  readonly load: () => Promise<unknown>;
}

/**
 * A page whose code comes by itself. One that has come already is drawn at once: React's own `lazy` draws what stands in its place first in any case,
 * and leaves that for 300 ms.
 */
export function loadedPage<Props extends object>(load: () => Promise<{ readonly default: ComponentType<Props> }>): LoadedPage<Props> {
  let loaded: ComponentType<Props> | null = null;
  const coming = async (): Promise<ComponentType<Props>> => (loaded ??= (await load()).default);
  function Page(props: Props): ReactNode {
    const [Shown, setShown] = useState<ComponentType<Props> | null>(() => loaded);
    const isThere = Shown !== null;
    useEffect(() => {
      if (isThere) return;
      void coming().then(
        (page) => setShown(() => page),
        (error: unknown) =>
          setShown(() => {
            throw error;
          }),
      );
    }, [isThere]);
    return Shown === null ? <Loading /> : <Shown {...props} />;
  }
  return Object.assign(Page, { load: coming });
}
