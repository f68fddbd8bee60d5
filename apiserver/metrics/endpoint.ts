/** `/metrics`, beside whatever APIs are served. */
import type { Measures } from '../../api';
import type { Dialect } from '../dialect';
import { expose } from './exposition';

export const metricsEndpoint = (measures: Measures): Dialect => ({
  name: 'metrics',
  claims: (path) => path === '/metrics',
  async handle(_request, response) {
    const { contentType, text } = await expose(measures);
    response.writeHead(200, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) }).end(text);
  },
});
