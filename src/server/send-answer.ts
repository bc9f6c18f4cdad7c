import type { FastifyReply, FastifyRequest } from 'fastify';
import { entityTag, hasAlready } from './entity-tag.ts';
import type { Answer } from './route.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends what a route answered; nothing anew to whom has it already. */
export async function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
  const { status = 200, type = JSON_TYPE, headers = {}, body } = answer;
  reply.code(status).headers(headers);
  if (body === null) return reply.send();
  reply.type(type);
  const isRead = status === 200 && (request.method === 'GET' || request.method === 'HEAD');
  if (isRead && (typeof body === 'string' || Buffer.isBuffer(body))) {
    const tag = entityTag(body);
    reply.header('etag', tag);
    if (hasAlready(request.headers['if-none-match'], tag)) return reply.code(304).send();
  }
  return reply.send(body);
}
