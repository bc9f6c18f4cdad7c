import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Opens a link in the browser of whoever sits at this machine; nothing where there is no screen or no browser. What starts a browser can be
 * read by every user of the machine: it is handed a page that leads on to the link.
 *
 * @param link an address that holds no character with a meaning in HTML
 * @param folder where the page is written; one that nobody else can read
 */
export function openInBrowser(link: string, folder: string, environment: NodeJS.ProcessEnv): void {
  const opener = openerOf(environment);
  if (opener === null) return;
  const page = join(folder, 'open.html');
  const head = `<meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${link}">`;
  writeFileSync(
    page,
    `<!doctype html><html lang="en"><head>${head}<title>Playground</title></head><body><a href="${link}">Playground</a></body></html>\n`,
    {
      mode: 0o600,
    },
  );
  const [command, ...args] = opener;
  // The link stands in the terminal all the same.
  spawn(command, [...args, page], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
}

function openerOf({ DISPLAY = '', WAYLAND_DISPLAY = '' }: NodeJS.ProcessEnv): readonly [string, ...string[]] | null {
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (process.platform === 'darwin') return ['open'];
  return DISPLAY === '' && WAYLAND_DISPLAY === '' ? null : ['xdg-open'];
}
