/** The document's table, in its order (kube-scheduler-simulator, docs/api.md). */
import type { Endpoint } from './call';
import { applyConfiguration, getConfiguration } from './endpoints/configuration';
import { exportSnapshot } from './endpoints/export';
import { extender } from './endpoints/extender';
import { importSnapshot } from './endpoints/import';
import { listWatchResources } from './endpoints/list-watch-resources';
import { reset } from './endpoints/reset';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** `:id` stands for one segment. */
  readonly path: string;
  readonly endpoint: Endpoint;
  /** It takes as long as the cluster is large, or as whoever asks stays. */
  readonly longRunning?: boolean;
}

export const routes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/schedulerconfiguration', endpoint: getConfiguration },
  { method: 'POST', path: '/api/v1/schedulerconfiguration', endpoint: applyConfiguration },
  { method: 'PUT', path: '/api/v1/reset', endpoint: reset, longRunning: true },
  { method: 'GET', path: '/api/v1/export', endpoint: exportSnapshot, longRunning: true },
  { method: 'POST', path: '/api/v1/import', endpoint: importSnapshot, longRunning: true },
  { method: 'GET', path: '/api/v1/listwatchresources', endpoint: listWatchResources, longRunning: true },
  { method: 'POST', path: '/api/v1/extender/filter/:id', endpoint: extender },
  { method: 'POST', path: '/api/v1/extender/prioritize/:id', endpoint: extender },
  { method: 'POST', path: '/api/v1/extender/preempt/:id', endpoint: extender },
  { method: 'POST', path: '/api/v1/extender/bind/:id', endpoint: extender },
];

const byPath = new Map<string, readonly Route[]>();
for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);

const base = '/api/v1/';
const proxied = /^(\/api\/v1\/extender\/(?:filter|prioritize|preempt|bind)\/)[^/]+$/;

/** What a path is served with; undefined: it is none of the simulator's. */
export function routesOf(path: string): readonly Route[] | undefined {
  if (!path.startsWith(base)) return undefined;
  const found = byPath.get(path);
  if (found || !path.startsWith('extender/', base.length)) return found;
  return byPath.get(path.replace(proxied, '$1:id'));
}
