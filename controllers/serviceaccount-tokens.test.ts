import { authorityOf, clusterAuthority, kinds, seededRandom, type authentication, type core } from '../api';
import { startCluster, until, type TestCluster } from './testing/cluster';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const namespace = 'default';
const uidAnnotation = 'kubernetes.io/service-account.uid';

const secrets = () => cluster.registry.of(kinds.secrets);
const accounts = () => cluster.registry.of(kinds.serviceaccounts);
const account = (name: string, more: Partial<core.ServiceAccount> = {}): Promise<core.ServiceAccount> => accounts().create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace }, ...more });
const ask = (name: string, of: string, more: Partial<core.Secret> = {}, annotations: Record<string, string> = {}): Promise<core.Secret> => secrets().create({
  apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token', metadata: { name, namespace, annotations: { 'kubernetes.io/service-account.name': of, ...annotations } }, ...more,
});
const filled = async (name: string): Promise<core.Secret> => (await until(secrets(), { namespace, name }, (found) => Boolean(found?.data?.token))) as core.Secret;
const gone = (name: string) => until(secrets(), { namespace, name }, (found) => found === undefined);
const textOf = ({ data }: core.Secret, key: string): string => Buffer.from(data?.[key] ?? '', 'base64').toString();
const review = async (token: string): Promise<authentication.TokenReviewStatus | undefined> =>
  (await cluster.registry.of(kinds.tokenreviews).create({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', metadata: {}, spec: { token } } as authentication.TokenReview)).status;

test('a token is filled in, for as long as its secret is there', async () => {
  const robot = await account('robot');
  await ask('key', 'robot');
  const secret = await filled('key');
  expect(secret.metadata.annotations?.[uidAnnotation]).toBe(robot.metadata.uid);
  expect(textOf(secret, 'namespace')).toBe('default');
  const token = textOf(secret, 'token');
  expect(await review(token)).toMatchObject({ authenticated: true, user: { username: 'system:serviceaccount:default:robot', uid: robot.metadata.uid } });
  const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iat: number; exp: number };
  expect(exp - iat).toBe(2 ** 32);
  await secrets().delete({ namespace, name: 'key' });
  expect(await review(token)).toMatchObject({ error: expect.stringContaining('has been invalidated') as string });
});

test('the certificate of the cluster comes with it, as soon as there is one', async () => {
  await account('robot');
  await ask('key', 'robot');
  expect((await filled('key')).data?.['ca.crt']).toBeUndefined();
  const { certificate } = await authorityOf(cluster.registry, clusterAuthority, { clock: cluster.clock, random: seededRandom(2) });
  const secret = await until(secrets(), { namespace, name: 'key' }, (found) => found?.data?.['ca.crt'] !== undefined);
  expect(textOf(secret as core.Secret, 'ca.crt')).toBe(certificate);
});

test.each<[string, Partial<core.Secret>, (before: core.Secret, after: core.Secret) => void]>([
  ['a token that somebody brought', { data: { token: 'bWluZQ==' } }, (_, after) => expect(textOf(after, 'token')).toBe('mine')],
  ['another namespace that somebody named', { data: { namespace: 'b3RoZXI=' } }, (_, after) => expect(textOf(after, 'namespace')).toBe('other')],
  ['what else it holds', { data: { more: 'eA==' } }, (before, after) => expect(after.data?.more).toBe(before.data?.more)],
])('%s stays', async (_, more, check) => {
  await account('robot');
  const before = await ask('key', 'robot', more);
  check(before, (await until(secrets(), { namespace, name: 'key' }, (found) => Boolean(found?.data?.token && found.data.namespace))) as core.Secret);
});

test('what was taken out of it is put in again', async () => {
  await account('robot');
  await ask('key', 'robot');
  const before = await filled('key');
  await secrets().update({ namespace, name: 'key' }, (current) => ({ ...current, data: {} }));
  const after = await filled('key');
  expect(after.data?.token).not.toBe(before.data?.token);
});

test('it goes with its account, also with one that is not there or is another', async () => {
  const robot = await account('robot');
  await ask('key', 'robot');
  await filled('key');
  await accounts().delete({ namespace, name: 'robot' });
  await gone('key');
  await ask('early', 'nobody');
  await gone('early');
  await account('robot');
  await ask('late', 'robot', {}, { [uidAnnotation]: robot.metadata.uid ?? '' });
  await gone('late');
  expect(cluster.errors).toEqual([]);
});

test('an account forgets a token that is gone; other secrets stay named', async () => {
  await account('robot', { secrets: [{ name: 'key' }, { name: 'other' }] });
  await ask('key', 'robot');
  await filled('key');
  await secrets().delete({ namespace, name: 'key' });
  const after = await until(accounts(), { namespace, name: 'robot' }, (found) => found?.secrets?.length === 1);
  expect(after?.secrets).toEqual([{ name: 'other' }]);
});

test('secrets of other types are left alone', async () => {
  await account('robot');
  await ask('plain', 'robot', { type: 'Opaque' });
  await ask('key', 'robot');
  await filled('key');
  expect((await secrets().get({ namespace, name: 'plain' })).data).toBeUndefined();
});
