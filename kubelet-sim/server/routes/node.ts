/** What a kubelet says of itself and of its pods. */
import type { Route } from '../call';

export const healthz: Route = {
  methods: ['GET'], path: '/healthz',
  handle({ response }) {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Length': 2 }).end('ok');
  },
};

export const pods: Route = {
  methods: ['GET'], path: '/pods',
  handle({ world, node, response }) {
    const text = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: world.podsOn(node) });
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
  },
};
