import { createHmac } from 'node:crypto';
import { kinds, type core } from '../../api';
import { startCluster, until, whilePassing, type TestCluster } from '../testing/cluster';
import { signature } from './signer';
import { signingOf, timeLeft } from './tokens';

const now = Date.UTC(2026, 0, 1);
const inAnHour = '2026-01-01T01:00:00Z';

const token = (id: string, more: Record<string, string> = {}, name = `bootstrap-token-${id}`): core.Secret => ({
  apiVersion: 'v1', kind: 'Secret', type: 'bootstrap.kubernetes.io/token', metadata: { name, namespace: 'kube-system' },
  data: Object.fromEntries(Object.entries({ 'token-id': id, 'token-secret': '0123456789abcdef', 'usage-bootstrap-signing': 'true', ...more }).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
});

test.each<[string, string | undefined, number | undefined]>([
  ['none', undefined, undefined], ['later', inAnHour, 3_600_000], ['with an offset', '2026-01-01T02:00:00+01:00', 3_600_000], ['over', '2025-12-31T23:59:59Z', 0], ['nonsense', 'soon', 0], ['a date alone', '2030-01-01', 0],
])('time left: %s', (_, expiration, left) => expect(timeLeft(token('abc123', expiration === undefined ? {} : { expiration }), now)).toBe(left));

test.each<[string, core.Secret, boolean]>([
  ['one that may', token('abc123'), true],
  ['one that may not', token('abc123', { 'usage-bootstrap-signing': 'yes' }), false],
  ['one whose time is over', token('abc123', { expiration: '2020-01-01T00:00:00Z' }), false],
  ['one under another name', token('abc123', {}, 'bootstrap-token-zzz999'), false],
  ['one whose id is none', token('ABC'), false],
  ['one without a secret', token('abc123', { 'token-secret': '' }), false],
])('%s signs, or does not', (_, secret, signs) => expect(signingOf(secret, now) !== undefined).toBe(signs));

test('a signature can be told by who knows the token', () => {
  const [header = '', between, found] = signature('content', { id: 'abc123', secret: 'key' }).split('.');
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', kid: 'abc123' });
  expect(between).toBe('');
  expect(found).toBe(createHmac('sha256', 'key').update(`${header}.${Buffer.from('content').toString('base64url')}`).digest('base64url'));
});

describe('in a cluster', () => {
  let cluster: TestCluster;
  beforeEach(async () => { cluster = await startCluster(); });
  afterEach(() => cluster.stop());

  const secrets = () => cluster.registry.of(kinds.secrets);
  const maps = () => cluster.registry.of(kinds.configmaps);
  const info = { namespace: 'kube-public', name: 'cluster-info' };
  const signers = (found: core.ConfigMap | undefined): string => Object.keys(found?.data ?? {}).sort().join();

  it('a token goes when its time is over, and others stay', async () => {
    await secrets().create(token('abc123', { expiration: inAnHour }));
    await secrets().create(token('def456'));
    await whilePassing(cluster, 5 * 60_000, until(secrets(), { namespace: 'kube-system', name: 'bootstrap-token-abc123' }, (found) => found === undefined));
    expect(cluster.clock.now()).toBeGreaterThanOrEqual(now + 3_600_000);
    expect(await secrets().get({ namespace: 'kube-system', name: 'bootstrap-token-def456' })).toBeDefined();
  });

  it('what the cluster says of itself is signed with every token, and with no other', async () => {
    await maps().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: info, data: { kubeconfig: 'a', 'jws-kubeconfig-stale0': 'x', other: 'y' } });
    await until(maps(), info, (found) => signers(found) === 'kubeconfig,other');
    await secrets().create(token('abc123'));
    const first = await until(maps(), info, (found) => signers(found) === 'jws-kubeconfig-abc123,kubeconfig,other');
    expect(first?.data?.['jws-kubeconfig-abc123']).toBe(signature('a', { id: 'abc123', secret: '0123456789abcdef' }));
    await maps().update(info, (current) => ({ ...current, data: { ...current.data, kubeconfig: 'b' } }));
    await until(maps(), info, (found) => found?.data?.['jws-kubeconfig-abc123'] === signature('b', { id: 'abc123', secret: '0123456789abcdef' }));
    await secrets().delete({ namespace: 'kube-system', name: 'bootstrap-token-abc123' });
    await until(maps(), info, (found) => signers(found) === 'kubeconfig,other');
    expect(cluster.errors).toEqual([]);
  });
});
