import { seededRandom, type Random } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';
import { schedulerSimulator } from './index';
import { scheduler } from './testing/scheduler';

/** What the scheduler makes of a configuration is its own affair. */
const takesAnything = { ...scheduler(), configure: async () => undefined };

let served: TestServer;

beforeAll(async () => {
  served = await serve({ dialects: [schedulerSimulator], scheduler: takesAnything });
});

afterAll(() => served.stop());

const snapshot = {
  pods: [{ metadata: { name: 'p', namespace: 'default', labels: { a: 'b' }, annotations: { a: 'b' }, ownerReferences: [] }, spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '1' } } }], ephemeralContainers: [] }, status: { phase: 'Running' } }],
  nodes: [{ metadata: { name: 'n' }, spec: { podCIDR: '10.0.0.0/24' }, status: { allocatable: { cpu: '2' }, daemonEndpoints: {} } }],
  pvs: [{ metadata: { name: 'v' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' }, claimRef: { namespace: 'default', name: 'c', uid: 'u' } }, status: { phase: 'Bound' } }],
  pvcs: [{ metadata: { name: 'c', namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
  storageClasses: [{ metadata: { name: 's' }, provisioner: 'x' }], priorityClasses: [{ metadata: { name: 'h' }, value: 1 }], namespaces: [{ metadata: { name: 'm' }, spec: { finalizers: ['kubernetes'] } }],
  schedulerConfig: { profiles: [{ schedulerName: 'x' }] },
};

const odd = [null, 0, -1, 1.5, '', 'x', true, [], {}, [null], [[]], { a: null }, 'system-x', 'default'];

/** The same with one thing somewhere in it replaced or left out. */
function spoilt(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0 || random.float() < 0.15) return odd[Math.floor(random.float() * odd.length)];
  const keys = Object.keys(value);
  const key = keys[Math.floor(random.float() * keys.length)]!;
  const inner = (value as Record<string, unknown>)[key];
  const changed = { ...(value as Record<string, unknown>), [key]: random.float() < 0.1 ? undefined : spoilt(inner, random) };
  return Array.isArray(value) ? Object.values(changed) : changed;
}

const post = (path: string, body: string): Promise<Response> => fetch(`${served.url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

it.each(['import', 'import?ignoreErrors=true', 'schedulerconfiguration'])('whatever is sent to %s is answered with what is wrong about it', async (path) => {
  const random = seededRandom(path.length);
  for (let round = 0; round < 150; round++) {
    const sound = path.startsWith('import') ? snapshot : snapshot.schedulerConfig;
    const text = JSON.stringify(spoilt(sound, random)) ?? '';
    const body = random.float() < 0.1 ? text.slice(0, Math.floor(random.float() * text.length)) : text;
    const response = await post(path, body);
    const answer = await response.text();
    const told = { body, code: response.status, answer };
    expect([200, 202, 400, 500]).toContain(response.status);
    if (response.status >= 400) expect({ ...told, message: (JSON.parse(answer) as { message: string }).message }).toEqual({ ...told, message: expect.not.stringMatching(/^Internal Server Error$/) as string });
  }
});
