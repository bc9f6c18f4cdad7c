import { useState, type SubmitEvent, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { inWords } from '../../api/problem.ts';
import type { Role } from '../../api/types.ts';
import { refresh, useAnswer } from '../../api/use-answer.ts';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { useMay, useSession } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';

interface Account {
  readonly name: string;
  readonly role: Role;
  /** Whether it is kept in the store; one of the configuration is changed there. */
  readonly stored: boolean;
}

const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

/** Who may sign in with a password; admins make, change and remove accounts. */
export default function AccountsPage(): ReactNode {
  const words = useWords();
  const may = useMay('admin');
  return (
    <>
      <Head title={words.accounts.title}>
        <p>{may ? words.accounts.text : words.accounts.needsAdmin}</p>
      </Head>
      {may && <All />}
    </>
  );
}

function All(): ReactNode {
  const words = useWords();
  const { name: own } = useSession();
  const accounts = useAnswer<{ readonly accounts: readonly Account[] }>('/accounts');
  const [says, setSays] = useState<string | null>(null);
  const change = async (method: string, path: string, body?: object): Promise<boolean> => {
    setSays(null);
    try {
      await ask(path, { method, ...(body === undefined ? {} : { body }) });
      refresh('/accounts');
      return true;
    } catch (error) {
      setSays(inWords(error, words.noConnection));
      return false;
    }
  };
  const add = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const body = { name: given.get('name'), role: given.get('role'), password: given.get('password') };
    if (await change('POST', '/accounts', body)) form.reset();
  };
  const at = (name: string): string => `/accounts/${encodeURIComponent(name)}`;
  return (
    <>
      {says !== null && (
        <p className="note critical" role="alert">
          <Mark kind="critical" />
          {says}
        </p>
      )}
      <Panel title={words.accounts.title}>
        <Answer of={accounts} what={words.accounts.title}>
          {({ accounts: all }) => (
            <Table
              label={words.accounts.title}
              look="mini mid"
              rows={all}
              keyOf={({ name }) => name}
              columns={[
                { head: words.signIn.name, isForeign: true, cell: ({ name }) => name },
                {
                  head: words.accounts.role,
                  cell: ({ name, role, stored }) =>
                    stored && name !== own ? (
                      <select
                        className="pick"
                        aria-label={words.accounts.roleOf(name)}
                        value={role}
                        onChange={({ target }) => void change('PUT', at(name), { role: target.value })}
                      >
                        {ROLES.map((each) => (
                          <option key={each} value={each}>
                            {words.roles[each]}
                          </option>
                        ))}
                      </select>
                    ) : (
                      <>
                        {words.roles[role]} {!stored && <span className="m">{words.accounts.configured}</span>}
                      </>
                    ),
                },
                {
                  head: words.accounts.remove,
                  isNumber: true,
                  isHeard: true,
                  cell: ({ name, stored }) =>
                    stored &&
                    name !== own && (
                      <button type="button" className="btn sm" onClick={() => void change('DELETE', at(name))}>
                        {words.accounts.remove} <span className="vh">{name}</span>
                      </button>
                    ),
                },
              ]}
            />
          )}
        </Answer>
      </Panel>
      <Panel title={words.accounts.add}>
        <form className="pad grid max-w-sm gap-3" onSubmit={(event) => void add(event)}>
          <label>
            {words.signIn.name}
            <input type="text" name="name" required maxLength={100} autoComplete="off" />
          </label>
          <label>
            {words.signIn.password}
            <input type="password" name="password" required maxLength={1000} autoComplete="new-password" />
          </label>
          <label>
            {words.accounts.role}
            <select name="role">
              {ROLES.map((each) => (
                <option key={each} value={each}>
                  {words.roles[each]}
                </option>
              ))}
            </select>
          </label>
          <button className="btn p">{words.accounts.add}</button>
        </form>
      </Panel>
    </>
  );
}
