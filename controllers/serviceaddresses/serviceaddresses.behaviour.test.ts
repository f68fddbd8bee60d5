/** Ranges and addresses of services on a real registry. */
import { kinds, type core, type networking } from '../../api';
import { changed, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';

let cluster: TestCluster;
/** What somebody does just before the controllers make an address. */
let meanwhile: (() => Promise<unknown>) | undefined;
const interrupted = changed(kinds.ipaddresses, (resources) => ({
  async create(...args) {
    const doing = meanwhile;
    meanwhile = undefined;
    await doing?.();
    return resources.create(...args);
  },
}));
beforeEach(async () => { cluster = await startCluster({ through: interrupted }); });
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const ranges = () => cluster.registry.of(kinds.servicecidrs);
const addresses = () => cluster.registry.of(kinds.ipaddresses);
const services = () => cluster.registry.of(kinds.services);
const makeRange = (name: string, cidr: string) => ranges().create({ apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name }, spec: { cidrs: [cidr] }, status: {} });
const makeService = (name: string, clusterIP?: string) => services().create({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { ports: [{ port: 80, protocol: 'TCP' }], ...(clusterIP && { clusterIP }) }, status: {},
});
const ready = (range: networking.ServiceCIDR | undefined) => range?.status?.conditions?.find(({ type }) => type === 'Ready');
const event = (reason: string) => untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some((each) => each.reason === reason)).then((all) => all.find((each) => each.reason === reason));
const makeAddress = (name: string, parent: string, labels: Record<string, string> = { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' }) => addresses().create({
  apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: { name, labels }, spec: { parentRef: { group: '', resource: 'services', namespace: 'default', name: parent } },
});

describe('a range', () => {
  it('is ready, and held', async () => {
    const range = await until(ranges(), { name: 'kubernetes' }, (found) => ready(found) !== undefined);
    expect(ready(range)).toEqual({ type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready', lastTransitionTime: '2026-01-01T00:00:00Z' });
    expect(range?.metadata.finalizers).toEqual(['networking.k8s.io/service-cidr-finalizer']);
  });

  it('goes after a while when no service has an address of it', async () => {
    await makeRange('more', '172.30.0.0/24');
    await until(ranges(), { name: 'more' }, (found) => ready(found) !== undefined);
    await ranges().delete({ name: 'more' });
    expect((await ranges().get({ name: 'more' })).metadata.deletionTimestamp).toBeDefined();
    await whilePassing(cluster, 1000, until(ranges(), { name: 'more' }, (found) => found === undefined));
    expect(cluster.clock.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1, 0, 0, 10));
  });

  it('stays while one has, and gives out no more', async () => {
    await makeRange('more', '172.30.0.0/24');
    await until(ranges(), { name: 'more' }, (found) => ready(found) !== undefined);
    await makeService('a', '172.30.0.10');
    await ranges().delete({ name: 'more' });
    const held = await until(ranges(), { name: 'more' }, (found) => ready(found)?.status === 'False');
    expect(ready(held)).toMatchObject({ reason: 'Terminating', message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR' });
    await expect(makeService('b', '172.30.0.11')).rejects.toMatchObject({ code: 422 });
    await services().delete({ namespace: 'default', name: 'a' });
    await whilePassing(cluster, 1000, until(ranges(), { name: 'more' }, (found) => found === undefined));
  });

  it('goes when another has its addresses too', async () => {
    await makeRange('inner', '10.97.0.0/16');
    await until(ranges(), { name: 'inner' }, (found) => ready(found) !== undefined);
    await makeService('a', '10.97.0.10');
    await ranges().delete({ name: 'inner' });
    await whilePassing(cluster, 1000, until(ranges(), { name: 'inner' }, (found) => found === undefined));
  });
});

describe('an address', () => {
  it('that is taken away comes again', async () => {
    await makeService('a', '10.96.0.10');
    await until(addresses(), { name: '10.96.0.10' }, (found) => found !== undefined);
    const { metadata: { uid } } = await addresses().get({ name: '10.96.0.10' });
    await addresses().delete({ name: '10.96.0.10' });
    const again = await until(addresses(), { name: '10.96.0.10' }, (found) => found !== undefined && found.metadata.uid !== uid);
    expect(again?.spec.parentRef).toMatchObject({ namespace: 'default', name: 'a' });
    expect((await event('ClusterIPNotAllocated'))?.message).toBe('Cluster IP [IPv4]: 10.96.0.10 is not allocated; repairing');
  });

  it('that nobody has goes after a minute', async () => {
    await makeAddress('10.96.0.11', 'never');
    await whilePassing(cluster, 5000, until(addresses(), { name: '10.96.0.11' }, (found) => found === undefined));
    expect(cluster.clock.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1, 0, 1));
    expect((await event('IPAddressNotAllocated'))?.message).toBe('IPAddress: 10.96.0.11 for Service default/never appears to have leaked: cleaning up');
  });

  it('that its service does not have goes too', async () => {
    await makeService('a', '10.96.0.10');
    await makeAddress('10.96.0.11', 'a');
    await whilePassing(cluster, 5000, until(addresses(), { name: '10.96.0.11' }, (found) => found === undefined));
    expect((await event('IPAddressWrongReference'))?.message).toBe('IPAddress: 10.96.0.11 for Service default/a has a wrong reference; cleaning up');
    expect((await addresses().list()).items.map(({ metadata }) => metadata.name)).toEqual(['10.96.0.10']);
  });

  it('that a user has made stays', async () => {
    await makeAddress('10.96.0.12', 'never', {});
    await makeAddress('10.96.0.11', 'never');
    await whilePassing(cluster, 5000, until(addresses(), { name: '10.96.0.11' }, (found) => found === undefined));
    expect((await addresses().list()).items.map(({ metadata }) => metadata.name)).toEqual(['10.96.0.12']);
  });

  it('that says it is somebody else’s is set right', async () => {
    meanwhile = () => makeAddress('10.96.0.10', 'other');
    await makeService('a', '10.96.0.10');
    const right = await whilePassing(cluster, 100, until(addresses(), { name: '10.96.0.10' }, (found) => found?.spec.parentRef?.name === 'a'));
    expect(right?.metadata.labels).toMatchObject({ 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io', 'ipaddress.kubernetes.io/ip-family': 'IPv4' });
  });
});

it('many services come and go without a word', async () => {
  const made: core.Service[] = await Promise.all(Array.from({ length: 30 }, (_, i) => makeService(`s${i}`)));
  await untilAll(addresses(), undefined, (all) => all.length === made.length);
  await Promise.all(made.map(({ metadata }) => services().delete({ namespace: 'default', name: metadata.name ?? '' })));
  await untilAll(addresses(), undefined, (all) => all.length === 0);
  expect((await cluster.registry.of(kinds.events).list()).items.filter(({ type }) => type === 'Warning').map(({ reason }) => reason)).toEqual([]);
});
