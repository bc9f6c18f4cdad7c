import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { findPage } from './router/find-page.ts';
import { PAGES } from './routes.ts';
import './styles/index.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the dashboard.');
// The page comes while it is asked who is there; whether it cannot be had is told where it is drawn.
const found = findPage(location.pathname);
if (found !== null) PAGES[found.page].load().catch(() => undefined);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
