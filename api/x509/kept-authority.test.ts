import { openRegistry, openStorage, type Registry } from '../../registry';
import { SteppedClock } from '../clock';
import * as kinds from '../kinds';
import { silentLogger } from '../log';
import { seededRandom } from '../random';
import { authorityOf, clusterAuthority, frontProxyAuthority } from './kept-authority';

const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
let one: Registry;
let other: Registry;

beforeEach(async () => {
  const kv = await openStorage('memory:', deps);
  one = await openRegistry({ ...deps, kv, freeze: true });
  other = await openRegistry({ ...deps, kv, freeze: true });
});
afterEach(async () => {
  await other.close();
  await one.close();
});

const key = { namespace: 'kube-system', name: 'minikapi-ca' };

test('whoever asks, at once or later, through any server, gets the same one', async () => {
  const [first, ...more] = await Promise.all([one, other, one, other].map((client) => authorityOf(client, clusterAuthority, deps)));
  expect(new Set([...more, await authorityOf(other, clusterAuthority, deps)].map(({ certificate }) => certificate))).toEqual(new Set([first?.certificate]));
  expect((await one.of(kinds.secrets).list({ namespace: 'kube-system' })).items.map(({ metadata, type }) => [metadata.name, type])).toEqual([['minikapi-ca', 'kubernetes.io/tls']]);
  expect((await authorityOf(one, frontProxyAuthority, deps)).certificate).not.toBe(first?.certificate);
});

test('it is good for ten years, from a moment ago', async () => {
  const { notAfter } = await authorityOf(one, clusterAuthority, deps);
  expect(notAfter).toBe(deps.clock.now() - 300_000 + 3650 * 24 * 3600_000);
});

test('a Secret that holds none is told by its name', async () => {
  await one.of(kinds.secrets).create({ apiVersion: 'v1', kind: 'Secret', metadata: key, type: 'kubernetes.io/tls', data: { 'tls.crt': 'eA==', 'tls.key': '' } });
  await expect(authorityOf(one, clusterAuthority, deps)).rejects.toThrow('Secret kube-system/minikapi-ca holds no certificate authority');
});

test('where Secrets cannot be had that is the answer', async () => {
  await one.close();
  await expect(authorityOf(one, clusterAuthority, deps)).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
});
