import { HEADS, type MediaEntry } from './files-media.ts';

/** What a text in an upload column means; the generator knows, as it chose the text for it. */
export type Meaning = { readonly path: string } | 'outside' | 'malformed' | 'nothing';

/** Texts for a column that holds one name. */
export const NAMES: readonly (readonly [string, Meaning])[] = [
  ['', 'nothing'],
  ['uploads/a.png', { path: 'uploads/a.png' }],
  ['uploads/b.txt', { path: 'uploads/b.txt' }],
  ['uploads/c.pdf', { path: 'uploads/c.pdf' }],
  ['uploads//./d.png', { path: 'uploads/d.png' }],
  ['more/e%20f.png', { path: 'more/e%20f.png' }],
  ['more/link.png', { path: 'more/link.png' }],
  ['more/out.png', { path: 'more/out.png' }],
  ['g.gif', { path: 'g.gif' }],
  ['../outside/secret.pdf', 'outside'],
  ['/media/uploads/a.png', 'outside'],
  ['uploads/%2e%2e/a.png', 'outside'],
  ['   ', 'malformed'],
];

/** Entries for a list that clients write. */
export const ENTRIES: readonly (readonly [unknown, Meaning])[] = [
  ['/media/uploads/a.png', { path: 'uploads/a.png' }],
  [{ file: '/media/uploads/b.txt', name: 'b' }, { path: 'uploads/b.txt' }],
  ['uploads/c.pdf', { path: 'uploads/c.pdf' }],
  ['more/e%2520f.png', { path: 'more/e%20f.png' }],
  [{ file: 'more/link.png' }, { path: 'more/link.png' }],
  ['/media/more/out.png', { path: 'more/out.png' }],
  ['g.gif', { path: 'g.gif' }],
  ['/etc/passwd', 'outside'],
  ['%252e%252e/x', 'outside'],
  ['a%00', 'outside'],
  [7, 'malformed'],
  [{ file: null }, 'malformed'],
  ['https://example.org/a.png', 'malformed'],
  ['x%zz', 'malformed'],
];

/** What may lie under each name that a text above means; null for nothing. */
export const ON_DISK: Readonly<Record<string, readonly (MediaEntry | null)[]>> = {
  'uploads/a.png': [null, HEADS.png, HEADS.html, '', { folder: true }],
  'uploads/b.txt': [null, HEADS.txt, HEADS.exe, ''],
  'uploads/c.pdf': [null, HEADS.pdf, HEADS.png],
  'uploads/d.png': [null, HEADS.png],
  'more/e%20f.png': [null, HEADS.png, HEADS.gif],
  'more/link.png': [null, { link: '../uploads/a.png' }, { link: 'nowhere.png' }],
  'more/out.png': [null, { link: '../../outside/secret.pdf' }, { link: '/nowhere' }],
  'g.gif': [null, HEADS.gif, ''],
  'uploads/stray.pdf': [null, { content: HEADS.pdf, hoursOld: 2 }, { content: HEADS.pdf, hoursOld: 0.5 }],
  'more/deep/stray.pdf': [null, { content: HEADS.pdf, hoursOld: 2 }],
  'other/stray.pdf': [null, { content: HEADS.pdf, hoursOld: 2 }],
};

/** A place in the database that names a file. */
export interface NaivePlace {
  /** Identifies the place: table, column, row, position. */
  readonly place: string;
  readonly owner: string | null;
  readonly meaning: Meaning;
  readonly accepts: 'images' | 'documents';
}

/** What lies on disk. */
export type Disk = Readonly<Record<string, MediaEntry | null>>;

/** Every finding as `check place`, told straight from the rules; `owner` narrows it to one person. */
export function naiveFileFindings(places: readonly NaivePlace[], disk: Disk, owner: string | null): readonly string[] {
  const mine = places.filter((place) => owner === null || place.owner === owner);
  const found = mine.flatMap(({ place, meaning, accepts }) => faultsOf(meaning, accepts, disk).map((check) => `${check} ${place}`));
  return [...found, ...(owner === null ? strays(places, disk) : [])].sort();
}

function faultsOf(meaning: Meaning, accepts: NaivePlace['accepts'], disk: Disk): readonly string[] {
  if (meaning === 'nothing') return [];
  if (meaning === 'outside') return ['file-outside-media-root'];
  if (meaning === 'malformed') return ['file-reference-malformed'];
  const { path } = meaning;
  if (leadsOut(disk[path])) return ['file-outside-media-root'];
  const content = contentAt(path, disk);
  if (content === null) return ['file-missing'];
  const extension = path.slice(path.lastIndexOf('.') + 1);
  const isPicture = ['png', 'gif'].includes(extension);
  const wrongType =
    (accepts === 'images' && !isPicture) || (content.length > 0 && !content.equals(rightContent[extension] ?? Buffer.alloc(0)));
  return [...(content.length === 0 ? ['file-empty'] : []), ...(wrongType ? ['file-type'] : [])];
}

const rightContent: Readonly<Record<string, Buffer>> = { png: HEADS.png, gif: HEADS.gif, pdf: HEADS.pdf, txt: HEADS.txt };

function leadsOut(entry: MediaEntry | null | undefined): boolean {
  return typeof entry === 'object' && entry !== null && 'link' in entry && (entry.link.startsWith('/') || entry.link.startsWith('../../'));
}

/** The content of a file, through links inside; null where there is no file. */
function contentAt(path: string, disk: Disk): Buffer | null {
  const entry = disk[path];
  if (entry === null || entry === undefined) return null;
  if (typeof entry === 'string' || Buffer.isBuffer(entry)) return Buffer.from(entry);
  if ('link' in entry) return entry.link === '../uploads/a.png' ? contentAt('uploads/a.png', disk) : null;
  return 'content' in entry ? Buffer.from(entry.content ?? '') : null;
}

/** Old files in folders that a file of some row lies in. */
function strays(places: readonly NaivePlace[], disk: Disk): readonly string[] {
  const paths = places.flatMap(({ meaning }) => (typeof meaning === 'object' ? [meaning.path] : []));
  const used = new Set(paths.filter((path) => !leadsOut(disk[path]) && contentAt(path, disk) !== null).map((path) => path.split('/')[0]));
  return Object.entries(disk).flatMap(([path, entry]) => {
    const isOld = typeof entry === 'object' && entry !== null && 'hoursOld' in entry && entry.hoursOld > 1;
    return isOld && used.has(path.split('/')[0]) ? [`file-unreferenced ${path}`] : [];
  });
}
