import { kinds, type core, type Resources } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { service } from '../testing/objects';

afterEach(closeAll);

type Test = Awaited<ReturnType<typeof openTest>>;

const prefix = '/registry/ranges/servicenodeports/';
const a = { namespace: 'default', name: 'a' };

const claims = async ({ kv }: Test): Promise<number[]> => (await kv.list({ prefix })).kvs.map(({ key }) => Number(key.slice(prefix.length))).sort();
const ports = (...list: Partial<core.ServicePort>[]): core.ServicePort[] => list.map((port, i) => ({ name: `p${i}`, port: 80 + i, ...port }) as core.ServicePort);
const given = ({ spec }: core.Service): (number | undefined)[] => (spec.ports ?? []).map(({ nodePort }) => nodePort);
const onNodes = (name: string, ...list: Partial<core.ServicePort>[]): core.Service => service(name, { type: 'NodePort', ports: ports(...list) });
const invalid = (field: string, port: number, why: string) => ({ code: 422, message: `Service "b" is invalid: ${field}: Invalid value: ${port}: ${why}` });
const taken = 'provided port is already allocated';
const outside = 'provided port is not in the valid range. The range of valid ports is 30000-32767';

const servicesOf = (test: Test): Resources<core.Service> => test.registry.of(kinds.services);

describe('a port of the nodes', () => {
  it('is given to each port of a service that wants them, and to no other', async () => {
    const test = await openTest();
    const services = servicesOf(test);
    const made = await Promise.all(Array.from({ length: 50 }, (_, i) => services.create(onNodes(`s${i}`, {}, {}))));
    const all = made.flatMap(given);
    expect(new Set(all).size).toBe(100);
    for (const port of all) {
      expect(port).toBeGreaterThanOrEqual(30_086);
      expect(port).toBeLessThanOrEqual(32_767);
    }
    expect(await claims(test)).toEqual([...all].sort());
    expect(given(await services.create(service('plain')))).toEqual([undefined]);
  });

  it('can be named, once', async () => {
    const test = await openTest();
    const services = servicesOf(test);
    expect(given(await services.create(onNodes('a', { nodePort: 30_001 }, {})))).toEqual([30_001, expect.any(Number)]);
    await expect(services.create(onNodes('b', {}, { nodePort: 30_001 }))).rejects.toMatchObject(invalid('spec.ports[1].nodePort', 30_001, taken));
    expect(await claims(test)).toHaveLength(2);
    await services.delete(a);
    expect(await claims(test)).toEqual([]);
  });

  it('is given once by several API servers on one store, and so are addresses', async () => {
    const first = await openTest();
    // The same chance: both try the same things.
    const second = await openTest({ kv: first.kv });
    const made = await Promise.all([first, second].flatMap((test, of) => Array.from({ length: 60 }, (_, i) => servicesOf(test).create(onNodes(`s${of}-${i}`, {}, {})))));
    expect(new Set(made.flatMap(given)).size).toBe(240);
    expect(new Set(made.map(({ spec }) => spec.clusterIP)).size).toBe(120);
    await expect(Promise.allSettled([first, second].map((test, of) => servicesOf(test).create(onNodes(`named-${of}`, { nodePort: 30_007 })))))
      .resolves.toMatchObject(expect.arrayContaining([{ status: 'fulfilled' }, { status: 'rejected' }].map((each) => expect.objectContaining(each) as object)) as object);
  });

  it.each([80, 29_999, 32_768])('%d is none', async (nodePort) => {
    const test = await openTest();
    await expect(servicesOf(test).create(onNodes('b', { nodePort }))).rejects.toMatchObject(invalid('spec.ports[0].nodePort', nodePort, outside));
    expect(await claims(test)).toEqual([]);
  });

  it('is looked at after everything else is in order', async () => {
    const test = await openTest();
    await expect(servicesOf(test).create(onNodes('b', { nodePort: 80, port: 99_999 }))).rejects.toMatchObject({ message: expect.not.stringContaining('valid range') as string });
  });

  it('is one for all protocols of a port', async () => {
    const test = await openTest();
    const services = servicesOf(test);
    const [first, second] = given(await services.create(onNodes('a', { port: 53, protocol: 'TCP' }, { port: 53, protocol: 'UDP' })));
    expect(first).toBe(second);
    const named = { port: 53, nodePort: 30_053 };
    expect(given(await services.create(onNodes('c', { ...named, protocol: 'TCP' }, { ...named, protocol: 'UDP' })))).toEqual([30_053, 30_053]);
    await expect(services.create(onNodes('b', { port: 80, nodePort: 30_080 }, { port: 81, nodePort: 30_080, protocol: 'UDP' })))
      .rejects.toMatchObject(invalid('spec.ports[1].nodePort', 30_080, taken));
    expect(await claims(test)).toHaveLength(2);
  });

  it('is given by a dry run, and not taken', async () => {
    const test = await openTest();
    const services = servicesOf(test);
    await services.create(onNodes('a', { nodePort: 30_001 }));
    expect(given(await services.create(onNodes('b', {}, {}), { dryRun: true }))).toEqual([expect.any(Number), expect.any(Number)]);
    await expect(services.create(onNodes('b', { nodePort: 30_001 }), { dryRun: true })).rejects.toMatchObject(invalid('spec.ports[0].nodePort', 30_001, taken));
    await services.update(a, (s) => ({ ...s, spec: { ...s.spec, ports: ports({ nodePort: 30_002 }) } }), { dryRun: true });
    expect(await claims(test)).toEqual([30_001]);
  });

  it('is one that is left, when few are', async () => {
    const test = await openTest();
    for (let port = 30_000; port <= 32_767; port++) if (port !== 30_000 && port !== 31_234) await test.put(`${prefix}${port}`, 'not ours');
    const services = servicesOf(test);
    expect(given(await services.create(onNodes('a', {})))).toEqual([31_234]);
    expect(given(await services.create(onNodes('b', {})))).toEqual([30_000]);
    await expect(services.create(onNodes('c', {}))).rejects.toMatchObject({ code: 500, message: expect.stringContaining('failed to allocate a nodePort: range is full') as string });
  });
});

describe('a change', () => {
  const change = (test: Test, spec: Partial<core.ServiceSpec>) => servicesOf(test).update(a, (s) => ({ ...s, spec: { ...s.spec, ...spec } }));

  it('of the ports keeps those that are the same, and gives back those that went', async () => {
    const test = await openTest();
    const [first] = given(await servicesOf(test).create(onNodes('a', {}, {})));
    const after = given(await change(test, { ports: ports({}, { port: 99 }, { port: 98, nodePort: 30_005 }) }));
    expect(after).toEqual([first, expect.any(Number), 30_005]);
    expect(await claims(test)).toEqual([...after].sort());
    await servicesOf(test).create(onNodes('b', { nodePort: 30_006 }));
    await expect(change(test, { ports: ports({ nodePort: 30_006 }) })).rejects.toMatchObject({ code: 422 });
    expect(await claims(test)).toEqual([...after, 30_006].sort());
  });

  it('of the type gives and takes them', async () => {
    const test = await openTest();
    await servicesOf(test).create(service('a'));
    expect(given(await change(test, { type: 'NodePort' }))).toEqual([expect.any(Number)]);
    expect(await claims(test)).toHaveLength(1);
    expect(given(await change(test, { type: 'ClusterIP' }))).toEqual([undefined]);
    expect(await claims(test)).toEqual([]);
  });

  it('of something else claims nothing', async () => {
    const test = await openTest();
    const before = given(await servicesOf(test).create(onNodes('a', {})));
    expect(given(await change(test, { sessionAffinity: 'ClientIP' }))).toEqual(before);
    expect(await claims(test)).toEqual(before);
  });
});

describe('a balancer', () => {
  it('has them too, unless it does without', async () => {
    const test = await openTest();
    const services = servicesOf(test);
    expect(given(await services.create(service('a', { type: 'LoadBalancer' })))).toEqual([expect.any(Number)]);
    const without = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false } as const;
    expect(given(await services.create(service('b', { ...without, ports: ports({}, { nodePort: 30_007 }) })))).toEqual([undefined, 30_007]);
  });

  it('for local pods has one more, for questions of health', async () => {
    const test = await openTest();
    const services = servicesOf(test);
    const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' } as const;
    const { spec } = await services.create(service('a', local));
    expect(spec.healthCheckNodePort).toEqual(expect.any(Number));
    expect(await claims(test)).toHaveLength(2);
    const port = spec.healthCheckNodePort ?? 0;
    await expect(services.create(service('b', { ...local, healthCheckNodePort: port })))
      .rejects.toMatchObject(invalid('spec.healthCheckNodePort', port, `failed to allocate requested HealthCheck NodePort ${port}: ${taken}`));
    await services.delete(a);
    expect(await claims(test)).toEqual([]);
  });
});
