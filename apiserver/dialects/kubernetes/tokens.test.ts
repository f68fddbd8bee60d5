import { createPublicKey, generateKeyPairSync, sign, verify, type JsonWebKey } from 'node:crypto';
import { kinds, type authentication, type core } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeEach(async () => {
  server = await serve();
  for (const name of ['robot', 'somebody']) {
    await server.registry.of(kinds.serviceaccounts).create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } });
  }
});
afterEach(() => server.stop());

const issuer = 'https://kubernetes.default.svc.cluster.local';
const robot = { namespace: 'default', name: 'robot' };
const start = Date.UTC(2026, 0, 1) / 1000;

const request = (spec: object = {}, more: object = {}) => server.http.post('/api/v1/namespaces/default/serviceaccounts/robot/token')
  .send({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec, ...more });
const tokenOf = async (spec?: object): Promise<string> => ((await request(spec)).body as authentication.TokenRequest).status.token;
const review = async (token: string, audiences?: string[]): Promise<authentication.TokenReviewStatus> => {
  const { body } = await server.http.post('/apis/authentication.k8s.io/v1/tokenreviews').send({ spec: { token, ...(audiences && { audiences }) } });
  return (body as authentication.TokenReview).status;
};

const part = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<string, unknown>;

const pod = (name: string, account = 'robot'): Promise<core.Pod> => server.registry.of(kinds.pods).create(
  { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { serviceAccountName: account, nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }] }, status: {} });

describe('a token', () => {
  it('claims what upstream\'s claim, and lasts an hour', async () => {
    const { status, body } = await request();
    const { uid } = (await server.registry.of(kinds.serviceaccounts).get(robot)).metadata;
    expect([status, body]).toMatchObject([201, {
      kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: { ...robot, uid, creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { audiences: [issuer], expirationSeconds: 3600, boundObjectRef: null }, status: { expirationTimestamp: '2026-01-01T01:00:00Z' },
    }]);
    const { token } = (body as authentication.TokenRequest).status;
    expect(part(token, 1)).toEqual({
      aud: [issuer], exp: start + 3600, iat: start, iss: issuer, jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid } }, nbf: start, sub: 'system:serviceaccount:default:robot',
    });
  });

  it('is signed by the key that is told', async () => {
    const token = await tokenOf();
    const { body: configuration } = await server.http.get('/.well-known/openid-configuration');
    expect(configuration).toEqual({
      issuer, jwks_uri: `${server.url}/openid/v1/jwks`, response_types_supported: ['id_token'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'],
    });
    const { text, headers } = await server.http.get('/openid/v1/jwks').buffer(true);
    expect(headers['content-type']).toBe('application/jwk-set+json');
    const { keys: [key] } = JSON.parse(text) as { keys: (JsonWebKey & { kid: string })[] };
    expect(key).toMatchObject({ use: 'sig', alg: 'ES256', kty: 'EC', crv: 'P-256', kid: part(token, 0).kid });
    expect(key).not.toHaveProperty('d');
    const [header, claims, signature = ''] = token.split('.');
    const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('of a pod names the pod and its node, and one that is renewed lasts a year', async () => {
    const { metadata: { uid } } = await pod('web');
    const bound = await tokenOf({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'web' }, expirationSeconds: 3607 });
    expect(part(bound, 1)).toMatchObject({ exp: start + 365 * 24 * 3600, 'kubernetes.io': { pod: { name: 'web', uid }, node: { name: 'node-1' }, warnafter: start + 3607 } });
    expect(part(await tokenOf({ audiences: ['vault'], expirationSeconds: 3607 }), 1)).toMatchObject({ aud: ['vault'], exp: start + 3607 });
  });

  it.each<[object, number, string, object?]>([
    [{ expirationSeconds: 599 }, 422, 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes'],
    [{ expirationSeconds: 2 ** 33 }, 422, 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 8589934592: may not specify a duration larger than 2^32 seconds'],
    [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } }, 404, 'pods "none" not found'],
    [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'other' } }, 400, 'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.'],
    [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'web', uid: 'x' } }, 409,
      'Operation cannot be fulfilled on Pod "web": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated'],
    [{ boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'c' } }, 400, 'cannot bind token to object of type /v1, Kind=ConfigMap'],
    [{ boundObjectRef: { kind: 'Deployment', apiVersion: 'apps/v1', name: 'c' } }, 400, 'cannot bind token to object of type apps/v1, Kind=Deployment'],
    [{}, 422, 'TokenRequest.authentication.k8s.io "robot" is invalid: metadata.name: Invalid value: "x": must match the service account name if specified', { metadata: { name: 'x' } }],
    [{}, 409, 'Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "robot": the UID in the token request (x) does not match the UID of the service account', { metadata: { uid: 'x' } }],
  ])('refuses %j', async (spec, code, message, more = {}) => {
    await pod('web');
    await pod('other', 'somebody');
    const { body } = await request(spec, more);
    expect(body).toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  it('for nobody is 404', async () => {
    expect((await server.http.post('/api/v1/namespaces/default/serviceaccounts/none/token').send({})).body).toMatchObject({ code: 404, message: 'serviceaccounts "none" not found' });
  });
});

describe('a review', () => {
  it('knows whose token it is', async () => {
    const token = await tokenOf();
    const { uid } = (await server.registry.of(kinds.serviceaccounts).get(robot)).metadata;
    expect(await review(token)).toEqual({
      authenticated: true, audiences: [issuer],
      user: {
        username: 'system:serviceaccount:default:robot', uid, groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${String(part(token, 1).jti)}`] },
      },
    });
  });

  it('tells the pod and the node of a bound one', async () => {
    const { metadata: { uid } } = await pod('web');
    const { user } = await review(await tokenOf({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'web' } }));
    expect(user?.extra).toMatchObject({
      'authentication.kubernetes.io/pod-name': ['web'], 'authentication.kubernetes.io/pod-uid': [uid], 'authentication.kubernetes.io/node-name': ['node-1'],
    });
  });

  it('is for the audience that asks', async () => {
    const token = await tokenOf({ audiences: ['vault', 'web'] });
    expect(await review(token, ['web', 'x'])).toMatchObject({ authenticated: true, audiences: ['web'] });
    expect(await review(token)).toEqual({ user: {}, error: `[invalid bearer token, token audiences ["vault" "web"] is invalid for the target audiences ["${issuer}"]]` });
  });

  it('of what is none of ours says so', async () => {
    const token = await tokenOf();
    const [header, claims = '', signature] = token.split('.');
    const changed = Buffer.from(JSON.stringify({ ...part(token, 1), sub: 'system:serviceaccount:kube-system:admin' })).toString('base64url');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = sign('sha256', Buffer.from(`${header}.${claims}`), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    const none = Buffer.from(JSON.stringify({ ...part(token, 0), alg: 'none' })).toString('base64url');
    for (const bad of ['t', 'a.b.c', `${header}.${changed}.${signature}`, `${header}.${claims}.${forged}`, `${none}.${claims}.`, `${token}.x`]) {
      expect([bad, await review(bad)]).toEqual([bad, { user: {}, error: 'invalid bearer token' }]);
    }
    expect((await server.http.post('/apis/authentication.k8s.io/v1/tokenreviews').send({ spec: {} })).body).toMatchObject({ code: 422, message: 'TokenReview.authentication.k8s.io "" is invalid: spec.token: Required value' });
  });

  const invalid = (why: string) => ({ user: {}, error: `[invalid bearer token, ${why}]` });

  it('of one that has had its time', async () => {
    const token = await tokenOf({ expirationSeconds: 600 });
    await server.clock.step(600_000);
    expect(await review(token)).toMatchObject({ authenticated: true });
    await server.clock.step(61_000);
    expect(await review(token)).toEqual(invalid('service account token has expired'));
  });

  it('of one whose account, or pod, is gone or another', async () => {
    const token = await tokenOf();
    await pod('web');
    const bound = await tokenOf({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'web' } });
    await server.registry.of(kinds.pods).delete({ namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 });
    expect(await review(bound)).toEqual(invalid('service account token has been invalidated'));
    await pod('web');
    expect((await review(bound)).error).toMatch(/pod UID \(.*\) does not match service account pod ref claim/);
    const accounts = server.registry.of(kinds.serviceaccounts);
    await accounts.delete(robot);
    expect(await review(token)).toEqual(invalid('serviceaccounts "robot" not found'));
    await accounts.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: robot });
    expect((await review(token)).error).toMatch(/service account UID \(.*\) does not match claim/);
  });
});
