import type { ReactNode } from 'react';
import shared from '../../../src/report/html/sprite.svg?raw';
import own from './sprite.svg?raw';

/** The shapes of all marks and icons, once a page: the report's, and those that only the dashboard has. Both are ours. */
export function Sprite(): ReactNode {
  return <div hidden dangerouslySetInnerHTML={{ __html: shared + own }} />;
}
