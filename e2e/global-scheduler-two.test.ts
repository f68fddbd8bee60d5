/** Two API servers of the Global Scheduler on one etcd; and a site that is made of this cluster's nodes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEtcd, type EtcdServer } from '../registry/storage/testing/etcd-server';
import { Api, type KubeObject, type List } from './harness/api';
import { newFolder, startHere } from './harness/each-test';
import { Kubectl } from './harness/kubectl';
import { start, type Running } from './harness/processes';

const minute = 60_000;
const allocations = '/apis/globalscheduler.com/v1/namespaces/default/allocations';
const clusters = '/apis/globalscheduler.com/v1/clusters';

interface Group { readonly selected: { readonly node_id: string } }
interface Answer { readonly allocation: { readonly id: string; readonly resource_groups: readonly Group[] } }
interface Allocation extends KubeObject {
  readonly status?: { readonly phase?: string; readonly resource_groups?: readonly { readonly selected: readonly { readonly node_id: string; readonly copies: number }[] }[] };
}
interface Site extends KubeObject {
  readonly status?: { readonly nodes?: number; readonly total?: { readonly vcpus: number }; readonly free?: { readonly vcpus: number }; readonly flavors?: readonly { readonly allocatable: number }[] };
}
interface Pod extends KubeObject { readonly status: { readonly phase: string } }

/** Copies of one small machine that each site takes. */
const capacities: Readonly<Record<string, number>> = { 'site-a': 40, 'site-b': 30, 'site-c': 20, 'site-d': 10 };

/** Sites of these capacities, and one that is the nodes of this cluster. */
function configuration(): string {
  const folder = newFolder();
  const write = (name: string, value: object): void => writeFileSync(join(folder, name), JSON.stringify(value));
  const operator = { id: 'op1', name: 'telmar', i18n_name: 'Telmar', sa: '' };
  const site = (id: string, attributes: object[] = []): object => ({ id, name: id, region: 'north', az: id, status: 'Normal', country: 'no', operator, eip_type_name: '', site_attributes: attributes });
  writeFileSync(join(folder, 'conf.yaml'), 'scheduler_policy_file: ./policy.yaml\n');
  writeFileSync(join(folder, 'policy.yaml'), 'predicates: [{name: NodeAvailability}, {name: Flavor}]\npriorities: [{name: Flavor, weight: 1}, {name: NodeResourcesLeastAllocated, weight: 1}]\n');
  writeFileSync(join(folder, 'region.yaml'), 'regions: []\n');
  write('sites.json', { sites: [...Object.keys(capacities).map((id) => site(id)), site('nodes', [{ id: '1', site_attr: 'minikapi_node_selector', site_attr_value: 'kubernetes.io/os=linux' }])] });
  write('site_nodes.json', {
    site_nodes: Object.entries(capacities).map(([id, vcpus]) => ({
      edge_site_id: `north|${id}`, region: 'north', availability_zone: id,
      node_infos: [{ edge_node_id: id, region: 'north', availability_zone: id, total_vcpus: vcpus, used_vcpus: 0, total_mem: 64 * vcpus, used_mem: 0, resource_type: 'general', cpu_allocation_ratio: '1' }],
    })),
  });
  const flavor = { region: 'north', vcpus: '1', ram: 64, disk: '1', os_extra_specs: { resource_type: 'general' } };
  write('flavors.json', { flavors: [{ ...flavor, region_flavor_id: 'north|tiny', id: 'tiny', name: 'tiny' }] });
  write('volume_types.json', { volume_types: [] });
  write('volume_pools.json', { volume_pools: [] });
  write('eip_pools.json', { eip_pools: [] });
  return folder;
}

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const request = (id: string, replicas = 1, selector: object = { regions: Object.keys(capacities).map((zone) => ({ region: 'north', availability_zone: [zone] })) }): object =>
  ({ allocation: { id, selector, replicas, resource_group: { name: 'group', resources: [{ name: 'vm', flavors: [{ flavor_id: 'tiny' }], count: 1 }] } } });

const copiesBySite = (groups: readonly (readonly [site: string, copies: number])[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const [site, copies] of groups) sums[site] = (sums[site] ?? 0) + copies;
  return sums;
};

const storedCopies = ({ status }: Allocation): [string, number][] => (status?.resource_groups ?? []).flatMap(({ selected }) => selected.map(({ node_id, copies }): [string, number] => [node_id, copies]));

function expectNoMoreThanThereIs(sums: Record<string, number>): void {
  for (const [site, copies] of Object.entries(sums)) expect([site, copies <= (capacities[site] ?? 0)]).toEqual([site, true]);
}

describe('two API servers on one etcd', () => {
  let etcd: EtcdServer;
  let servers: Running[];
  let folder: string;
  let directory: string;
  const serve = async (name: string): Promise<Running> => {
    const server = await start(['apiserver', '--store', etcd.url, '--port', '0', '--kubeconfig', join(folder, name), '--log-level', 'warn', '--gs-config', directory, '--gs-options', 'extensions']);
    servers.push(server);
    return server;
  };

  beforeEach(async () => {
    etcd = await startEtcd();
    folder = newFolder();
    directory = configuration();
    servers = [];
    await serve('first');
    await serve('second');
  }, minute);
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await etcd.stop();
  }, minute);

  it('200 requests at once: no more is promised than there is, and what is promised is kept; one server is killed amid others', async () => {
    const apis = servers.map(({ readyAt }) => new Api(readyAt));
    const [first, second] = apis as [Api, Api];
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => apis[i % 2]!.ask<Answer>('POST', '/v1/allocations', request(uuid(i)))));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([201]));
    const promised = answers.flatMap(({ body: { allocation } }) => (allocation.resource_groups.length ? [allocation] : []));
    expect(promised.length).toBe(100);
    const { items } = await first.get<List<Allocation>>(allocations);
    const stored = new Map(items.map((object) => [object.metadata.name, storedCopies(object)]));
    expect(stored.size).toBe(100);
    for (const { id, resource_groups: [group] } of promised) expect([id, stored.get(id)]).toEqual([id, [[group!.selected.node_id, 1]]]);
    expect(copiesBySite([...stored.values()].flat())).toEqual(capacities);

    // What is released through one server is free in the other.
    await Promise.all(promised.slice(0, 60).map(({ id }) => second.ask('DELETE', `/v1/allocations/${id}`)));
    const again = await first.ask<Answer>('POST', '/v1/allocations', request(uuid(1000), 60));
    expect(again.body.allocation.resource_groups.length).toBe(60);
    expect((await second.ask('DELETE', `/v1/allocations/${uuid(1000)}`)).code).toBe(204);

    // One is killed while it works; those that got no answer ask the other.
    const under = Array.from({ length: 60 }, (_, i) => first.ask<Answer>('POST', '/v1/allocations', request(uuid(2000 + i))).then(({ body }) => body, () => undefined));
    await Promise.race(under);
    await servers[0]!.kill();
    const acknowledged = (await Promise.all(under)).flatMap((body) => (body?.allocation?.resource_groups.length ? [body.allocation.id] : []));
    const rest = await Promise.all(Array.from({ length: 60 }, (_, i) => second.ask<Answer>('POST', '/v1/allocations', request(uuid(2000 + i)))));
    expect(rest.every(({ code, body }) => code === 201 && body.allocation.resource_groups.length === 1)).toBe(true);
    const after = (await second.get<List<Allocation>>(allocations)).items;
    expect(after.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(acknowledged));
    expect(copiesBySite(after.flatMap(storedCopies))).toEqual(capacities);
    expectNoMoreThanThereIs(copiesBySite(after.flatMap(storedCopies)));

    // It comes back with the same sums.
    const back = new Api((await serve('third')).readyAt);
    expect((await back.ask<Answer>('POST', '/v1/allocations', request(uuid(3000)))).body.allocation.resource_groups).toEqual([]);
    expect((await back.ask('DELETE', `/v1/allocations/${uuid(2000)}`)).code).toBe(204);
    expect((await back.ask<Answer>('POST', '/v1/allocations', request(uuid(3000)))).body.allocation.resource_groups.length).toBe(1);
  }, 2 * minute);

  it('kubectl shows allocations and sites, and makes some', async () => {
    const [first, second] = servers.map(({ readyAt }) => new Api(readyAt)) as [Api, Api];
    const kubectl = new Kubectl(join(folder, 'first'), folder);
    await second.ask('POST', '/v1/allocations', request(uuid(1), 3, { node_id: 'site-d' }));
    const manifest = join(folder, 'web.json');
    const { allocation: { resource_group } } = request('') as { allocation: { resource_group: object } };
    writeFileSync(manifest, JSON.stringify({ apiVersion: 'globalscheduler.com/v1', kind: 'Allocation', metadata: { name: 'web' }, spec: { resource_group, replicas: 4, selector: { node_id: 'site-d' } } }));
    await kubectl.run('apply', '-f', manifest);
    await first.until<Allocation>(allocations, 'web', ({ status }) => status?.phase === 'Scheduled');
    await first.until<Site>(clusters, 'site-d', ({ status }) => status?.free?.vcpus === 3);
    const shown = (await kubectl.run('get', 'allocations,clusters.globalscheduler.com')).replace(/ +/g, ' ');
    expect(shown).toMatch(/NAME PHASE REPLICAS SITES AGE\n/);
    expect(shown).toMatch(new RegExp(`allocation.globalscheduler.com/${uuid(1)} Scheduled 3 \\["site-d"\\] `));
    expect(shown).toMatch(/allocation.globalscheduler.com\/web Scheduled 4 \["site-d"\] /);
    expect(shown).toMatch(/NAME REGION ZONE STATE FREE VCPUS FREE MB AGE\n/);
    expect(shown).toMatch(/cluster.globalscheduler.com\/site-d north site-d Normal 3 192 /);
    expect(await kubectl.run('explain', 'allocations.spec.selector.geo_location')).toContain('Where the site lies.');
    await kubectl.run('delete', 'alloc', 'web');
    await first.until<Site>(clusters, 'site-d', ({ status }) => status?.free?.vcpus === 7);
  }, 2 * minute);
});

it('copies on a site that is nodes of this cluster become Pods there, and go with the allocation', async () => {
  const folder = newFolder();
  const { readyAt } = await startHere(['up', '--data-dir', folder, '--store', 'memory:', '--port', '0', '--log-level', 'warn', '--nodes', '2', '--gs-config', configuration(), '--gs-options', 'extensions']);
  const api = new Api(readyAt);
  const pods = '/api/v1/namespaces/default/pods';
  const running = async (count: number): Promise<void> => {
    const seen = new Map<string, string>();
    const isThere = (): boolean => [...seen.values()].filter((phase) => phase === 'Running').length === count;
    await api.firstEvent<Pod>(`${pods}?watch=1`, ({ object: { metadata, status } }) => {
      seen.set(metadata.name, status.phase);
      return isThere();
    });
  };
  const answer = await api.ask<Answer>('POST', '/v1/allocations', request(uuid(1), 5, { node_id: 'nodes' }));
  expect(answer.body.allocation.resource_groups.map(({ selected }) => selected.node_id)).toEqual(Array(5).fill('nodes'));
  await running(5);
  await api.until<Allocation>(allocations, uuid(1), ({ status }) => status?.phase === 'Scheduled');
  // What runs there is not counted twice: with the five there is room for as many fewer.
  const seen = await api.until<Site>(clusters, 'nodes', ({ status }) => status?.nodes === 2 && status.total?.vcpus === (status.free?.vcpus ?? 0) + 5);
  const left = seen.status?.flavors?.[0]?.allocatable ?? 0;
  expect(left).toBeGreaterThan(0);
  expect((await api.ask<Answer>('POST', '/v1/allocations', request(uuid(2), left + 1, { node_id: 'nodes' }))).body.allocation.resource_groups).toEqual([]);
  expect((await api.ask('DELETE', `/v1/allocations/${uuid(1)}`)).code).toBe(204);
  await api.untilNone(pods);
}, 2 * minute);
