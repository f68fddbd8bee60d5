import { keyOf, kinds, type core, type Resources } from '../../../api';
import type { Admission } from '../../admission';
import { closeAll, openTest } from '../../testing/harness';
import { configMap, pod, service } from '../../testing/objects';

afterEach(closeAll);

type Test = Awaited<ReturnType<typeof openTest>>;
type Amounts = Record<string, string>;

const key = (name: string) => ({ namespace: 'default', name });

const quotasOf = ({ registry }: Test): Resources<core.ResourceQuota> => registry.of(kinds.resourcequotas);

/** A quota as the controller leaves it: nothing used yet, unless told otherwise. */
async function quota(test: Test, name: string, hard: Amounts, spec: Partial<core.ResourceQuotaSpec> = {}, used: Amounts = {}): Promise<void> {
  const quotas = quotasOf(test);
  await quotas.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name, namespace: 'default' }, spec: { hard, ...spec }, status: {} });
  const none = Object.fromEntries(Object.keys(hard).map((resource) => [resource, '0']));
  await quotas.update(key(name), (current) => ({ ...current, status: { hard, used: { ...none, ...used } } }), { subresource: 'status' });
}

const usedOf = async (test: Test, name = 'q'): Promise<Amounts | undefined> => (await quotasOf(test).get(key(name))).status.used;

const refused = (message: string) => ({ code: 403, reason: 'Forbidden', message });

const asking = (name: string, requests: Amounts, limits: Amounts = {}, spec: Partial<core.PodSpec> = {}): core.Pod =>
  pod(name, { containers: [{ name: 'c', image: 'i', resources: { requests, limits } } as core.Container], ...spec });

describe('two hundred creates at once', () => {
  it('leave exactly as many as the quota allows, at the cost of few writes of the quota', async () => {
    const test = await openTest();
    await quota(test, 'q', { pods: '50' });
    let writes = 0;
    const update = test.kv.update.bind(test.kv);
    test.kv.update = (name, ...rest) => {
      if (name.includes('/resourcequotas/')) writes++;
      return update(name, ...rest);
    };
    const results = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => test.registry.of(kinds.pods).create(pod(`p${i}`))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ message: expect.stringMatching(/^pods "p\d+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=50, limited: pods=50$/) });
    }
    expect((await test.registry.of(kinds.pods).list({ namespace: 'default' })).items).toHaveLength(50);
    expect(await usedOf(test)).toEqual({ pods: '50' });
    expect(writes).toBeLessThan(10);
  });

  it('of two servers on one store do not take more either', async () => {
    const one = await openTest();
    const two = await openTest({ kv: one.kv });
    await quota(one, 'q', { 'count/configmaps': '20' });
    await quotasOf(two).list();
    const results = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => (i % 2 ? one : two).registry.of(kinds.configmaps).create(configMap(`m${i}`))));
    const made = results.filter(({ status }) => status === 'fulfilled').length;
    expect(await usedOf(one)).toEqual({ 'count/configmaps': '20' });
    expect(made).toBe(20);
  });

  it('fit all quotas or count in none', async () => {
    const test = await openTest();
    await quota(test, 'a', { configmaps: '30' });
    await quota(test, 'b', { 'count/configmaps': '10' });
    await Promise.allSettled(Array.from({ length: 60 }, (_, i) => test.registry.of(kinds.configmaps).create(configMap(`m${i}`))));
    expect(await usedOf(test, 'a')).toEqual({ configmaps: '10' });
    expect(await usedOf(test, 'b')).toEqual({ 'count/configmaps': '10' });
  });

  it('start over when somebody else writes the quota meanwhile', async () => {
    const test = await openTest();
    await quota(test, 'a', { configmaps: '30' });
    await quota(test, 'b', { 'count/configmaps': '10' });
    const update = test.kv.update.bind(test.kv);
    let others = 3;
    test.kv.update = async (name, ...rest) => {
      if (name.endsWith('/b') && others-- > 0) {
        const { kv: there } = await test.kv.get(name);
        if (there) await update(name, Buffer.from(there.value.toString().replace('"10"', '"5"').replace('"10"', '"5"')), there.modRevision);
      }
      return update(name, ...rest);
    };
    await Promise.allSettled(Array.from({ length: 60 }, (_, i) => test.registry.of(kinds.configmaps).create(configMap(`m${i}`))));
    const made = (await test.registry.of(kinds.configmaps).list({ namespace: 'default' })).items.length;
    expect(await usedOf(test, 'a')).toEqual({ configmaps: String(made) });
    expect(await usedOf(test, 'b')).toEqual({ 'count/configmaps': String(made) });
  });
});

describe('what was taken', () => {
  it('goes back when the write fails after all', async () => {
    const late: Admission = {
      name: 'Late',
      validate({ key: { name } }) { if (name === 'bad') throw new TypeError('too late'); },
    };
    const test = await openTest({ admission: [late] });
    await quota(test, 'q', { configmaps: '5' });
    const maps = test.registry.of(kinds.configmaps);
    await maps.create(configMap('a'));
    await expect(maps.create(configMap('a'))).rejects.toMatchObject({ reason: 'AlreadyExists' });
    await expect(maps.create(configMap('bad'))).rejects.toThrow('too late');
    expect(await usedOf(test)).toEqual({ configmaps: '1' });
  });

  it('by a dry run is nothing, and it is refused all the same', async () => {
    const test = await openTest();
    await quota(test, 'q', { configmaps: '1' });
    const maps = test.registry.of(kinds.configmaps);
    await maps.create(configMap('a'), { dryRun: true });
    expect(await usedOf(test)).toEqual({ configmaps: '0' });
    await maps.create(configMap('a'));
    await expect(maps.create(configMap('b'), { dryRun: true })).rejects.toMatchObject(refused('configmaps "b" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, limited: configmaps=1'));
  });

  it('is waited for by whoever counts, until it is stored or given back', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => { open = resolve; });
    const slow: Admission = { name: 'Slow', allocate: ({ definition }) => (definition.kind === 'ConfigMap' ? gate : undefined) };
    const test = await openTest({ admission: [slow] });
    await quota(test, 'q', { configmaps: '5' });
    const making = test.registry.of(kinds.configmaps).create(configMap('a'));
    while ((await usedOf(test))?.configmaps !== '1') await new Promise(setImmediate);
    let counted = false;
    const counting = quotasOf(test).update(key('q'), (current) => ({ ...current, status: { ...current.status, used: { configmaps: '0' } } }), { subresource: 'status', dryRun: true }).then(() => { counted = true; });
    await new Promise(setImmediate);
    expect(counted).toBe(false);
    open();
    await Promise.all([making, counting]);
    expect((await test.registry.of(kinds.configmaps).list({ namespace: 'default' })).items).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('says what a pod has to say', async () => {
    const test = await openTest();
    await quota(test, 'q', { 'limits.cpu': '2', 'requests.memory': '1Gi' });
    await expect(test.registry.of(kinds.pods).create(asking('a', { memory: '1Mi' }))).rejects.toMatchObject(refused('pods "a" is forbidden: failed quota: q: must specify limits.cpu for: c'));
    await expect(test.registry.of(kinds.pods).create(asking('a', { cpu: '1' }))).rejects.toMatchObject(refused('pods "a" is forbidden: failed quota: q: must specify limits.cpu for: c; requests.memory for: c'));
    await test.registry.of(kinds.pods).create(asking('a', { memory: '1Mi' }, { cpu: '1500m' }));
    await expect(test.registry.of(kinds.pods).create(asking('b', { memory: '2Gi' }, { cpu: '1' })))
      .rejects.toMatchObject(refused('pods "b" is forbidden: exceeded quota: q, requested: limits.cpu=1,requests.memory=2Gi, used: limits.cpu=1500m,requests.memory=1Mi, limited: limits.cpu=2,requests.memory=1Gi'));
  });

  it('comes while nobody has counted yet, but not before the quota is looked at', async () => {
    const test = await openTest();
    const quotas = quotasOf(test);
    await quotas.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'default' }, spec: { hard: { pods: '1' } }, status: {} });
    await test.registry.of(kinds.pods).create(pod('a'));
    await quotas.update(key('q'), (current) => ({ ...current, status: { hard: { pods: '1' } } }), { subresource: 'status' });
    await expect(test.registry.of(kinds.pods).create(pod('b'))).rejects.toMatchObject(refused('pods "b" is forbidden: status unknown for quota: q, resources: pods'));
  });

  it('is not believed while the cache may be behind: what others gave back counts at once', async () => {
    const one = await openTest();
    const two = await openTest({ kv: one.kv });
    await quota(one, 'q', { configmaps: '1' });
    await one.registry.of(kinds.configmaps).create(configMap('a'));
    await expect(two.registry.of(kinds.configmaps).create(configMap('b'))).rejects.toMatchObject({ code: 403 });
    await quotasOf(one).update(key('q'), (current) => ({ ...current, status: { ...current.status, used: { configmaps: '0' } } }), { subresource: 'status' });
    await two.registry.of(kinds.configmaps).create(configMap('b'));
  });
});

describe('a quota', () => {
  it('counts what grows by a change, and lets be what does not', async () => {
    const test = await openTest();
    await quota(test, 'q', { services: '2', 'services.nodeports': '2', 'services.loadbalancers': '0' });
    const services = test.registry.of(kinds.services);
    await services.create(service('a'));
    expect(await usedOf(test)).toEqual({ services: '1', 'services.nodeports': '0', 'services.loadbalancers': '0' });
    await services.update(key('a'), (s) => ({ ...s, spec: { ...s.spec, type: 'NodePort' } }));
    expect(await usedOf(test)).toEqual({ services: '1', 'services.nodeports': '1', 'services.loadbalancers': '0' });
    await expect(services.update(key('a'), (s) => ({ ...s, spec: { ...s.spec, type: 'LoadBalancer' } }))).rejects.toMatchObject(
      refused('services "a" is forbidden: exceeded quota: q, requested: services.loadbalancers=1, used: services.loadbalancers=0, limited: services.loadbalancers=0'));
    await services.update(key('a'), (s) => ({ ...s, metadata: { ...s.metadata, labels: { a: 'b' } } }));
    expect(await usedOf(test)).toEqual({ services: '1', 'services.nodeports': '1', 'services.loadbalancers': '0' });
  });

  it('of some scope looks at no others', async () => {
    const test = await openTest();
    await quota(test, 'best', { pods: '1' }, { scopes: ['BestEffort'] });
    await quota(test, 'high', { pods: '1' }, { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] }] } });
    const pods = test.registry.of(kinds.pods);
    await pods.create(pod('a'));
    await expect(pods.create(pod('b'))).rejects.toMatchObject(refused('pods "b" is forbidden: exceeded quota: best, requested: pods=1, used: pods=1, limited: pods=1'));
    await pods.create(asking('c', { cpu: '1' }));
    await test.registry.of(kinds.configmaps).create(configMap('a'));
    expect([await usedOf(test, 'best'), await usedOf(test, 'high')]).toEqual([{ pods: '1' }, { pods: '0' }]);
  });

  it('counts quotas too', async () => {
    const test = await openTest();
    await quota(test, 'q', { resourcequotas: '2' }, {}, { resourcequotas: '1' });
    await quota(test, 'r', { pods: '1' });
    await expect(quota(test, 's', { pods: '1' })).rejects.toMatchObject({ code: 403 });
  });

  it('that goes away while something is taken from it is in nobody’s way', async () => {
    const test = await openTest();
    await quota(test, 'q', { configmaps: '1' });
    const update = test.kv.update.bind(test.kv);
    test.kv.update = async (name, ...rest) => {
      if (name.endsWith('/q')) await test.kv.delete(name, (await test.kv.get(name)).kv?.modRevision ?? 0);
      return update(name, ...rest);
    };
    const made = await test.registry.of(kinds.configmaps).create(configMap('a'));
    expect(keyOf(made)).toEqual(key('a'));
  });
});

it('a namespace without a quota costs a create no question to the store', async () => {
  const test = await openTest();
  const maps = test.registry.of(kinds.configmaps);
  await maps.create(configMap('a'));
  const { get, list } = test.kv.calls;
  await Promise.all(Array.from({ length: 20 }, (_, i) => maps.create(configMap(`m${i}`))));
  expect(test.kv.calls).toMatchObject({ get, list });
});
