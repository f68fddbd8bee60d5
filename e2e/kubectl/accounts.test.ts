/** The story of a service account whose token lies in a secret, as programs outside of the cluster have it. */
import { story } from '../harness/story';

const { ok, json, feed, refused, api } = story('robots');

interface Secret { metadata: { annotations: Record<string, string> }; data?: Record<string, string> }

const secret = (name: string, account: string): object =>
  ({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token', metadata: { name, annotations: { 'kubernetes.io/service-account.name': account } } });
const secrets = '/api/v1/namespaces/robots/secrets';
const textOf = ({ data = {} }: Secret, key: string): string => Buffer.from(data[key] ?? '', 'base64').toString();

it('is filled in, and says whose it is', async () => {
  await ok`create serviceaccount robot`;
  await feed(secret('robot-key', 'robot'))`create -f -`;
  const key = await api().until<Secret>(secrets, 'robot-key', ({ data }) => Boolean(data?.token && data['ca.crt']));
  expect(textOf(key, 'namespace')).toBe('robots');
  expect(textOf(key, 'ca.crt')).toBe(await ok`get configmap kube-root-ca.crt -o ${'jsonpath={.data.ca\\.crt}'}`);
  expect(key.metadata.annotations['kubernetes.io/service-account.uid']).toBe(await ok`get serviceaccount robot -o jsonpath={.metadata.uid}`);
  expect(await ok`describe serviceaccount robot`).toMatch(/Tokens: +robot-key\n/);
  expect(await ok`describe secret robot-key`).toMatch(/Type: +kubernetes\.io\/service-account-token\n[^]*token: +eyJ[\w-]+\.[\w-]+\.[\w-]+\n/);
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: textOf(key, 'token') } };
  expect(JSON.parse(await feed(review)`create --validate=false -o json -f -`)).toMatchObject({ status: { authenticated: true, user: { username: 'system:serviceaccount:robots:robot' } } });
});

it('goes with its account', async () => {
  await ok`delete serviceaccount robot`;
  await api().untilNone(secrets, 'fieldSelector=metadata.name%3Drobot-key');
  expect(await refused`get secret robot-key`).toBe('Error from server (NotFound): secrets "robot-key" not found');
});

it('and is not kept for an account that nobody has made', async () => {
  await feed(secret('early', 'nobody'))`create -f -`;
  await api().untilNone(secrets, 'fieldSelector=metadata.name%3Dearly');
  expect((await json<{ items: object[] }>`get serviceaccounts`).items).toHaveLength(1);
});
