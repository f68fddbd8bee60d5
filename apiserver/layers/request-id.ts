/** Every answer carries an Audit-Id, the client's own or a new one (k8s.io/apiserver endpoints/filters WithAuditInit). */
import type { RequestHandler } from 'express';
import type { Random } from '../../api';

/** Upstream cuts longer ones (pkg/audit maxAuditIDLength). */
const longest = 64;

export const requestId = (random: Random): RequestHandler => (request, response, next) => {
  const given = request.headers['audit-id'];
  response.setHeader('Audit-Id', typeof given === 'string' && given ? given.slice(0, longest) : random.uuid());
  next();
};
