/**
 * The rows, with what the reference does: kube-apiserver 1.20.2 with etcd 3.4 and kube-scheduler, 32 connections over TLS,
 * ConfigMaps of 1 KiB, load and servers on one machine of 2 cores.
 */
import type { Row } from './row';

export const rows: readonly Row[] = [
  { name: 'start', reference: 8000, aim: 1000, lessIsBetter: true, unit: 'ms to /readyz' },
  { name: 'rss', reference: 393, aim: 150, lessIsBetter: true, unit: 'MB idle' },
  { name: 'create', reference: 1160, aim: 3000, unit: 'per s' },
  { name: 'get', reference: 2460, aim: 10000, unit: 'per s' },
  { name: 'patch', reference: 890, aim: 2500, unit: 'merge patches per s' },
  { name: 'list-500', reference: 73, aim: 400, unit: 'pages of 500 per s' },
  { name: 'list-5000', reference: 10, aim: 60, unit: 'lists of 5,000 per s' },
  { name: 'list-5000-rv0', reference: 20, aim: 60, unit: 'lists of 5,000 per s, resourceVersion=0' },
  { name: 'table-500', reference: 80, aim: 250, unit: 'Tables of 500 per s' },
  { name: 'watch', reference: 26000, aim: 150000, unit: 'events per s to 100 watchers' },
  { name: 'bind-100', reference: 265, aim: 1500, unit: 'pods bound per s, 100 nodes' },
  { name: 'bind-5000', reference: 148, aim: 1000, unit: 'pods bound per s, 5,000 nodes' },
  { name: 'create-pods', unit: 'per s' },
  { name: 'create-deployments', unit: 'per s' },
  { name: 'mb-10k-pods', lessIsBetter: true, unit: 'MB for 10,000 pods' },
  { name: 'table-first', lessIsBetter: true, unit: 'ms to the first byte of a Table of 5,000 pods' },
  { name: 'table-5000', lessIsBetter: true, unit: 'ms for a Table of 5,000 pods' },
  { name: 'apply-500', lessIsBetter: true, unit: 'ms for 500 server-side applies, one after the other' },
  { name: 'apply-500-again', lessIsBetter: true, unit: 'ms for the same again' },
  { name: 'openapi-v2', lessIsBetter: true, unit: 'ms for /openapi/v2, first time' },
  { name: 'openapi-v2-size', lessIsBetter: true, unit: 'MB of /openapi/v2' },
  { name: 'openapi-v3', lessIsBetter: true, unit: 'ms for every document of /openapi/v3, first time' },
  { name: 'openapi-v3-size', lessIsBetter: true, unit: 'MB of /openapi/v3' },
  { name: 'cpu-create', reference: 1430, aim: 477, lessIsBetter: true, unit: 'ms CPU per 1,000 creates' },
  { name: 'cpu-get', reference: 670, aim: 223, lessIsBetter: true, unit: 'ms CPU per 1,000 gets' },
  { name: 'cpu-watch', reference: 54, aim: 18, lessIsBetter: true, unit: 'ms CPU per 1,000 events' },
];
