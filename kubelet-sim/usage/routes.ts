/** Where a kubelet tells what its node uses (pkg/kubelet/server/server.go, pkg/kubelet/server/stats). */
import type { core } from '../../api';
import type { Call, Route } from '../server';
import { cadvisorMetrics, resourceMetrics, summary, type StatsDeps } from './kubelet-stats';

export function usageRoutes(deps: StatsDeps, nodeNamed: (name: string) => core.Node | undefined): readonly Route[] {
  const told = (path: string, type: string, text: (node: core.Node) => string): Route => ({
    methods: ['GET'], path,
    handle({ node: name, response }: Call) {
      const node = nodeNamed(name);
      const body = node ? text(node) : '';
      response.writeHead(node ? 200 : 404, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
    },
  });
  const prometheus = 'text/plain; version=0.0.4; charset=utf-8';
  return [
    told('/stats/summary', 'application/json', (node) => JSON.stringify(summary(node, deps))),
    told('/metrics/resource', prometheus, (node) => resourceMetrics(node, deps)),
    told('/metrics/cadvisor', prometheus, (node) => cadvisorMetrics(node, deps)),
  ];
}
