import * as z from 'zod';
import { toolVersion } from '../tool-version.ts';
import type { Route } from './route.ts';

const problem = {
  description: 'What went wrong (RFC 9457)',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'detail', 'correlation'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          correlation: { type: 'string', description: 'Leads to the service’s log' },
        },
      },
    },
  },
};

/** The document of the API (OpenAPI 3.1), made of the very schemas by which requests are checked. */
export function openApi(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[pathOf(route.path)] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'PeerQuest Audit',
      version: toolVersion,
      description: 'What the command line does on a store, over HTTP. docs/http-api.md tells how.',
    },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'peerquest_audit_session' },
      },
      responses: { problem },
    },
  };
}

function operation({ method, path, right, summary, params, query, body, answers }: Route): object {
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\W+/g, '-')}`,
    summary,
    ...(right === 'anyone' ? { security: [] } : { security: [{ token: [] }, { session: [] }], 'x-right': right }),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, response(answer, Number(status))])),
      default: { $ref: '#/components/responses/problem' },
    },
  };
}

function response({ words, schema, type = 'application/json' }: Route['answers'][number], status: number): object {
  if (status >= 400) return { ...problem, description: words };
  if (status === 204) return { description: words };
  return { description: words, content: { [type]: { schema: schema === undefined ? {} : schemaOf(schema) } } };
}

function parameters(where: 'path' | 'query', schema: z.ZodType | null): readonly object[] {
  if (schema === null) return [];
  const { properties = {}, required = [] } = schemaOf(schema);
  return Object.entries(properties).map(([name, its]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: its,
  }));
}

function schemaOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  // Which dialect it is, the document says for all of them.
  const members = Object.entries(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).filter(([name]) => name !== '$schema');
  return Object.fromEntries(members);
}

/** `/runs/:run` as OpenAPI writes it: `/runs/{run}`. */
const pathOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');
