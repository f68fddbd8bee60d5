/** Every answer carries an Audit-Id, the client's own or a new one (k8s.io/apiserver endpoints/filters WithAuditInit). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Random } from '../../api';

/** Upstream cuts longer ones (pkg/audit maxAuditIDLength). */
const longest = 64;

export function identify({ headers: { 'audit-id': given } }: IncomingMessage, response: ServerResponse, random: Random): string {
  const id = typeof given === 'string' && given ? given.slice(0, longest) : random.uuid();
  response.setHeader('Audit-Id', id);
  return id;
}
