import { Fragment, useState, type ReactNode } from 'react';
import { keysAreOn, setKeys } from '../keys/use-keys.ts';
import { useWords } from '../words/use-words.tsx';
import { Dialog } from './dialog.tsx';

/** What the keys do, and whether they do it. */
export function KeyList({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { keys } = useWords();
  const [isOn, setOn] = useState(keysAreOn);
  const turn = (): void => {
    setKeys(!isOn);
    setOn(!isOn);
  };
  return (
    <Dialog title={keys.title} onClose={onClose}>
      <dl className="facts mb-3">
        {keys.list.map(([key, does]) => (
          <Fragment key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
      <label className="s">
        <input type="checkbox" checked={isOn} onChange={turn} /> {isOn ? keys.on : keys.off}
      </label>
    </Dialog>
  );
}
