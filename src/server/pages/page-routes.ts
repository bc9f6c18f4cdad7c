import { notFound } from '../problem.ts';
import { route, type Answer, type Route } from '../route.ts';
import * as z from 'zod';
import { builtFiles, type BuiltFile } from './built-files.ts';
import { DATABASE_PAGES, DATABASE_PREFIX, SERVICE_PAGES } from './page-paths.ts';

const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };
const ANYTHING = z.record(z.string(), z.string());

/**
 * The dashboard: its files, and its one page at the address of each of its pages. Strangers get them, too: they hold nothing but what signs in;
 * whatever is shown comes from the API, which knows who asks.
 */
export function pageRoutes(files: readonly BuiltFile[] | null = builtFiles()): readonly Route[] {
  const start = files?.find(({ path }) => path === '/index.html');
  if (files === null || start === undefined) return [];
  const pages = [...DATABASE_PAGES, ...DATABASE_PAGES.map((path) => `${DATABASE_PREFIX}${path === '/' ? '' : path}`), ...SERVICE_PAGES];
  return [
    ...files.filter((file) => file !== start).map((file) => answering(file.path, file)),
    ...pages.map((path) => answering(path, start)),
  ];
}

function answering(path: string, { type, body, isHashed }: BuiltFile): Route {
  const answer: Answer = { type, body, ...(isHashed ? { headers: FOR_EVER } : {}) };
  return route({
    method: 'GET',
    path,
    right: 'anyone',
    summary: 'A page of the dashboard, or what it needs',
    params: ANYTHING,
    query: ANYTHING,
    answers: { 200: { words: 'The file', type } },
    // A place without anything in it, as in `/findings/`, is an address of no page.
    handle: ({ params }) => (Object.values(params).includes('') ? Promise.reject(notFound()) : Promise.resolve(answer)),
  });
}
