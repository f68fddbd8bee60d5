/** What extends the API: definitions of custom resources that come while others write, their objects, admission webhooks. */
import { bundles, managed, type OpenApi } from '../../e2e/fixtures/bundles';
import { withPool, type Pool } from '../load/pool';
import { cpuSeconds, rssMb } from '../load/server';
import { countEvents } from '../load/watcher';
import { createConfigMap } from './objects';
import { percentile, type Figures, type Measurement, type RowContext } from './row';
import { webhooks } from './webhooks';

const definitions = 200;
/** Who registers them, one after the other each. */
const registrars = 4;
const writesPerSecond = 50;
const objects = 5000;
const writers = 32;

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** The reason why a definition is established, which nothing else in it says. */
const established = '"InitialNamesAccepted"';

export const extension: Measurement = {
  name: 'extension',
  async measure(context) {
    const applied = await applyBundles(context);
    const registered = await registerMany(context);
    const custom = await createObjects(context);
    const asked = await webhooks(context);
    await withPool(context.target, 1, (pool) => pool.one({ method: 'DELETE', path: `${crds}?labelSelector=bench%3D${context.namespace}` }));
    return { ...applied, ...registered, ...custom, ...asked };
  },
};

/** Every bundle that people install, each definition applied by the server one after the other, as kubectl does. */
async function applyBundles({ target, namespace, pids }: RowContext): Promise<Figures> {
  return withPool(target, 1, async (pool) => {
    const document = JSON.parse((await pool.one({ method: 'GET', path: '/openapi/v3/api/v1' })).body) as OpenApi;
    const bodies = Object.values(bundles(document)).flat().map(({ metadata, ...rest }) => ({ name: metadata.name, body: JSON.stringify({ ...rest, metadata: { ...metadata, labels: { bench: namespace } } }) }));
    const before = cpuSeconds(pids);
    const { seconds } = await pool.run(bodies.length, (i) => ({ method: 'PATCH', path: `${crds}/${bodies[i]?.name ?? ''}?fieldManager=bench`, type: 'application/apply-patch+yaml', body: bodies[i]?.body }));
    return { 'bundles': seconds * 1000, ...(pids.length && { 'cpu-bundles': (cpuSeconds(pids) - before) * 1000 }) };
  });
}

const kindOf = (i: number): { readonly kind: string; readonly service: string } => ({ kind: `Thing${i}`, service: `service-${i % 20}` });

const instancesPath = (i: number): string => `/apis/${kindOf(i).service}.cloud.example.com/v1beta1/thing${i}s`;

const instance = (i: number, name: string): string =>
  JSON.stringify({ apiVersion: `${kindOf(i).service}.cloud.example.com/v1beta1`, kind: kindOf(i).kind, metadata: { name }, spec: { forProvider: { region: 'here', size: 3, tags: { a: 'b' } } } });

interface Times { readonly established: number[]; readonly usable: number[] }

async function registerMany(context: RowContext): Promise<Figures> {
  const { target, pids } = context;
  const memory = rssMb(pids);
  const before = cpuSeconds(pids);
  const times: Times = { established: [], usable: [] };
  const failed = await whileWriting(context, () => withPool(target, registrars, async (pool) => {
    let next = 0;
    await pool.each(async (send) => { while (next < definitions) await register(context, send, next++, times); });
  }));
  return {
    'crd-established-p50': percentile(times.established, 0.5), 'crd-established-p99': percentile(times.established, 0.99),
    'crd-usable-p50': percentile(times.usable, 0.5), 'crd-usable-p99': percentile(times.usable, 0.99), 'crd-failed': failed,
    ...(pids.length && { 'crd-kb': ((rssMb(pids) - memory) * 1024) / definitions, 'crd-cpu': ((cpuSeconds(pids) - before) * 1000) / definitions }),
  };
}

/** From the request that makes the definition to the event that it is established, and to its first object. */
async function register({ target, namespace }: RowContext, send: Pool['one'], i: number, times: Times): Promise<void> {
  const { kind, service } = kindOf(i);
  const definition = managed(kind, service);
  const seen = await countEvents(target, `${crds}?watch=1&fieldSelector=metadata.name%3D${definition.metadata.name}`, established);
  const start = performance.now();
  const made = await send({ method: 'POST', path: crds, body: JSON.stringify({ ...definition, metadata: { ...definition.metadata, labels: { bench: namespace } } }) });
  if (made.status !== 201) throw new Error(`${definition.metadata.name}: ${made.status} ${made.body}`);
  await seen.reached(1);
  times.established.push(performance.now() - start);
  seen.close();
  for (let status = 404; status === 404;) ({ status } = await send({ method: 'POST', path: instancesPath(i), body: instance(i, 'first') }));
  times.usable.push(performance.now() - start);
}

/** So many writes a second for as long as the work takes. Returns how many of them failed. */
async function whileWriting({ target, namespace }: RowContext, work: () => Promise<void>): Promise<number> {
  let working = true;
  const done = work().finally(() => { working = false; });
  const failed = withPool(target, 1, async (pool) => {
    let failures = 0;
    const start = performance.now();
    for (let sent = 0; working; sent++) {
      await new Promise((resolve) => setTimeout(resolve, start + (sent * 1000) / writesPerSecond - performance.now()));
      const { status } = await pool.one(createConfigMap(namespace, `meanwhile-${sent}`));
      if (status >= 400) failures++;
    }
    return failures;
  });
  await done;
  return failed;
}

async function createObjects({ target, pids }: RowContext): Promise<Figures> {
  const before = cpuSeconds(pids);
  const { requests, seconds } = await withPool(target, writers, (pool) => pool.run(objects, (i) => ({ method: 'POST', path: instancesPath(0), body: instance(0, `object-${i}`) })));
  return { 'create-custom': requests / seconds, ...(pids.length && { 'cpu-create-custom': ((cpuSeconds(pids) - before) * 1e6) / requests }) };
}
