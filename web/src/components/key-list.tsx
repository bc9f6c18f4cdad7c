import { useState, type ReactNode } from 'react';
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
      <table className="mini flat mb-3">
        <tbody>
          {keys.list.map(([key, does]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="s">
        <input type="checkbox" checked={isOn} onChange={turn} /> {isOn ? keys.on : keys.off}
      </label>
    </Dialog>
  );
}
