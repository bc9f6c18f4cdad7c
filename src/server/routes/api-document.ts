import * as z from 'zod';
import { openApi } from '../open-api.ts';
import { json, route, type Route } from '../route.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884;vertical-align:top}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}`;

/** The document of the API, and a page of it that asks nobody for anything. */
export function documentRoutes(others: readonly Route[]): readonly Route[] {
  const own: readonly Route[] = [
    route({
      method: 'GET',
      path: '/api/v1/openapi.json',
      right: 'viewer',
      summary: 'This document',
      answers: { 200: { words: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.literal('3.1.0') }) } },
      handle: () => Promise.resolve(json(JSON.stringify(openApi([...others, ...own])))),
    }),
    route({
      method: 'GET',
      path: '/api/v1/docs',
      right: 'viewer',
      summary: 'The routes as a page',
      answers: { 200: { words: 'A page', type: 'text/html' } },
      handle: () => Promise.resolve({ type: 'text/html; charset=utf-8', body: page([...others, ...own]) }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/docs.css',
      right: 'viewer',
      summary: 'How that page looks',
      answers: { 200: { words: 'A style', type: 'text/css' } },
      handle: () => Promise.resolve({ type: 'text/css; charset=utf-8', body: STYLE }),
    }),
  ];
  return own;
}

function page(routes: readonly Route[]): string {
  const row = ({ method, path, right, summary, params, query, body }: Route): string => {
    const names = [params, query, body].flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
    const cells = [`<code>${method} ${escaped(path)}</code>`, escaped(summary), right, `<code>${escaped(names.join(', '))}</code>`];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  };
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>PeerQuest Audit: HTTP API</title>
<link rel="stylesheet" href="/api/v1/docs.css"></head>
<body><h1>PeerQuest Audit: HTTP API</h1>
<p>The whole document is <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<table><thead><tr><th scope="col">Route</th><th scope="col">What it does</th><th scope="col">Who may</th><th scope="col">Takes</th></tr></thead>
<tbody>${routes.map(row).join('\n')}</tbody></table></body></html>
`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
