/** One debug line for each finished request. */
import type { RequestHandler } from 'express';
import type { Clock, Logger } from '../../api';

export const accessLog = (clock: Clock, log: Logger): RequestHandler => (request, response, next) => {
  const started = clock.monotonic();
  const { method, url } = request;
  response.once('close', () => {
    const ms = Math.round((clock.monotonic() - started) * 100) / 100;
    log.debug('request', { method, url, code: response.statusCode, ms, whole: response.writableFinished });
  });
  next();
};
