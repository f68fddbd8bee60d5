/** Workloads written whole, and the long answers: Tables of thousands of pods, OpenAPI documents. */
import type { Request } from '../load/connection';
import { withPool, type Pool } from '../load/pool';
import { rssMb } from '../load/server';
import { firstByte, timed } from '../load/timing';
import { deployment, pod } from './objects';
import type { Figures, Measurement, RowContext } from './row';

const pods = 5000;
const deployments = 2000;
const documents = 500;
const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

export const machinery: Measurement = {
  name: 'machinery',
  // Deployments come last: their controllers work on them from then on.
  async measure(context) {
    const documented = await withPool(context.target, 1, openApi);
    const written = await createPods(context);
    return { ...documented, ...written, ...(await table(context)), ...(await applies(context)), ...(await createDeployments(context)) };
  },
};

const writers = 32;

async function createPods({ target, namespace, pids }: RowContext): Promise<Figures> {
  const before = rssMb(pids);
  const { requests, seconds } = await withPool(target, writers, (pool) => pool.run(pods, (i) => ({ method: 'POST', path: podPath(namespace), body: pod(`pod-${i}`) })));
  return { 'create-pods': requests / seconds, ...(pids.length && { 'mb-10k-pods': ((rssMb(pids) - before) * 10_000) / pods }) };
}

async function createDeployments({ target, namespace }: RowContext): Promise<Figures> {
  const { requests, seconds } = await withPool(target, writers, (pool) =>
    pool.run(deployments, (i) => ({ method: 'POST', path: deploymentPath(namespace), body: deployment(`web-${i}`) })));
  return { 'create-deployments': requests / seconds };
}

const podPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;
const deploymentPath = (namespace: string, name = ''): string => `/apis/apps/v1/namespaces/${namespace}/deployments${name && `/${name}`}`;

async function table({ target }: RowContext): Promise<Figures> {
  const request: Request = { method: 'GET', path: '/api/v1/pods', accept: tableType };
  return { 'table-first': await firstByte(target, request), 'table-5000': await withPool(target, 1, (pool) => timed(() => pool.one(request))) };
}

/** As kubectl does it: one document after the other; then the same once more, which changes nothing. */
async function applies({ target, namespace }: RowContext): Promise<Figures> {
  const request = (i: number): Request => ({
    method: 'PATCH', path: `${deploymentPath(namespace, `applied-${i}`)}?fieldManager=bench`, type: 'application/apply-patch+yaml', body: deployment(`applied-${i}`),
  });
  return withPool(target, 1, async (pool) => ({
    'apply-500': (await pool.run(documents, request)).seconds * 1000, 'apply-500-again': (await pool.run(documents, request)).seconds * 1000,
  }));
}

async function openApi(pool: Pool): Promise<Figures> {
  let bytes = 0;
  const read = async (path: string): Promise<string> => {
    const { body } = await pool.one({ method: 'GET', path });
    bytes += Buffer.byteLength(body);
    return body;
  };
  const v2 = await timed(() => read('/openapi/v2'));
  const sizeV2 = bytes;
  bytes = 0;
  const v3 = await timed(async () => {
    const index = JSON.parse(await read('/openapi/v3')) as { paths: Record<string, { serverRelativeURL: string }> };
    for (const { serverRelativeURL } of Object.values(index.paths)) await read(serverRelativeURL);
  });
  return { 'openapi-v2': v2, 'openapi-v2-size': sizeV2 / 1e6, 'openapi-v3': v3, 'openapi-v3-size': bytes / 1e6 };
}
