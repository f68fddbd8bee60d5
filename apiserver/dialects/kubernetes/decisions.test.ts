/** Subresources through which something is decided: namespaces/finalize, certificatesigningrequests/approval and /status. */
import { kinds } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeEach(async () => { server = await serve(); });
afterEach(() => server.stop());

describe('finalize', () => {
  const path = '/api/v1/namespaces/demo';
  const finalize = (finalizers: string[], more: object = {}) => server.http.put(`${path}/finalize`).send({ metadata: { name: 'demo' }, spec: { finalizers }, ...more });
  beforeEach(() => server.http.post('/api/v1/namespaces').send({ metadata: { name: 'demo' } }));

  it('is the way to change finalizers, and nothing but a PUT', async () => {
    expect((await finalize(['kubernetes', 'example.com/hold'], { status: { phase: 'Terminating' } })).body).toMatchObject({ spec: { finalizers: ['kubernetes', 'example.com/hold'] }, status: { phase: 'Active' } });
    expect((await server.http.put(path).send({ metadata: { name: 'demo' }, spec: { finalizers: [] } })).body).toMatchObject({ spec: { finalizers: ['kubernetes', 'example.com/hold'] } });
    for (const method of ['get', 'patch', 'delete', 'post'] as const) expect([method, (await server.http[method](`${path}/finalize`)).status]).toEqual([method, 405]);
  });

  it('refuses names that are none', async () => {
    expect((await finalize(['mine'])).body).toMatchObject({ code: 422, message: expect.stringContaining('spec.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified') as string });
    expect((await finalize([], { metadata: { name: 'demo', resourceVersion: '1' } })).body).toMatchObject({ code: 409 });
    expect((await server.http.put('/api/v1/namespaces/none/finalize').send({ metadata: { name: 'none' }, spec: {} })).status).toBe(404);
  });

  it('lets go of a namespace that is being deleted', async () => {
    await server.http.delete(path);
    expect((await server.http.get(path)).body).toMatchObject({ status: { phase: 'Terminating' } });
    expect((await finalize([])).status).toBe(200);
    expect((await server.http.get(path)).status).toBe(404);
  });
});

describe('certificate requests', () => {
  const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests/r';
  const approved = { type: 'Approved', status: 'True', reason: 'Test', message: 'yes' };
  const request = `-----BEGIN CERTIFICATE REQUEST-----
MIHJMHACAQAwDjEMMAoGA1UEAwwDYW5uMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAE7iLW8EIdicnGgpnhq8rJdc92phIOdBALJpPON+njjBMx4vyQy8zv0hTGY2SC
dEexpo+M/8hyhxMmbKArF08fh6AAMAoGCCqGSM49BAMCA0kAMEYCIQCRzlAIilLm
0vLR8atU3vtYvjJNqbh7ip8BmNurthmbSwIhAM/ngCJJnB/+L5FllxVafuhriUPk
4Z40cCgbqGPpMV+f
-----END CERTIFICATE REQUEST-----
`;
  const patch = (below: string, status: object) => server.http.patch(`${path}${below}`).set('Content-Type', 'application/merge-patch+json').send({ status });
  beforeEach(() => server.registry.of(kinds.certificatesigningrequests).create({
    apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'r' },
    spec: { request: Buffer.from(request).toString('base64'), signerName: 'example.com/signer', usages: ['client auth'] }, status: {},
  }));

  it('are decided through /approval alone, and once', async () => {
    expect((await patch('', { conditions: [approved] })).body).not.toHaveProperty('status.conditions');
    expect((await patch('/status', { conditions: [approved] })).body).toMatchObject({ code: 422, message: expect.stringContaining('status.conditions: Forbidden: updates may not add a condition of type "Approved"') as string });
    expect((await patch('/approval', { conditions: [approved], certificate: 'AAAA' })).body).toMatchObject({
      status: { conditions: [{ ...approved, lastUpdateTime: '2026-01-01T00:00:00Z', lastTransitionTime: '2026-01-01T00:00:00Z' }] },
    });
    expect((await server.http.get(`${path}/approval`)).body).not.toHaveProperty('status.certificate');
    expect((await patch('/approval', { conditions: [] })).body).toMatchObject({ code: 422, message: expect.stringContaining('updates may not remove a condition of type "Approved"') as string });
    expect((await patch('/approval', { conditions: [approved, { ...approved, type: 'Denied' }] })).body).toMatchObject({
      code: 422, message: expect.stringContaining('Invalid value: "Denied": Approved and Denied conditions are mutually exclusive') as string,
    });
  });

  it('are answered through /status alone', async () => {
    await patch('/approval', { conditions: [approved] });
    const failed = { type: 'Failed', status: 'True', reason: 'Signer', message: 'no' };
    const { body: { status } } = await server.http.get(path) as unknown as { body: { status: { conditions: object[] } } };
    expect((await patch('/status', { conditions: [...status.conditions, failed] })).body).toMatchObject({ status: { conditions: [{ type: 'Approved' }, { type: 'Failed', status: 'True' }] } });
    expect((await patch('/status', { certificate: 'AAAA' })).body).toMatchObject({ code: 422, message: expect.stringContaining('status.certificate: Invalid value: "<certificate data>"') as string });
    expect((await server.http.post(`${path}/approval`).send({})).status).toBe(405);
  });
});
