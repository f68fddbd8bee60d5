/** A quota holds exactly, whatever comes at once, however the servers are run. */
import { Api, type Answer, type KubeObject, type List, type Status } from './harness/api';
import { Kubectl } from './harness/kubectl';
import { embedded, overHttp, processes, type Installation, type Topology } from './harness/topologies';

const minute = 60_000;
const team = '/api/v1/namespaces/team';
const pods = `${team}/pods`;
const quotas = `${team}/resourcequotas`;

interface Quota extends KubeObject { status: { hard?: Record<string, string>; used?: Record<string, string> } }

const pod = (name: string): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });

describe.each<Topology & { apart?: boolean }>([embedded, { ...processes, apart: true }, overHttp])('$name', ({ open, apart }) => {
  let at: Installation;
  let apis: Api[];
  let api: Api;

  /** Every server has seen it. */
  const used = (amounts: Record<string, string>): Promise<unknown> =>
    Promise.all(apis.map((each) => each.until<Quota>(quotas, 'q', ({ status }) => JSON.stringify(status.used) === JSON.stringify(amounts))));

  const create = (prefix: string, count: number): Promise<Answer<Status>[]> =>
    Promise.all(Array.from({ length: count }, (_, i) => (apis[i % apis.length] ?? api).ask('POST', pods, pod(`${prefix}${i}`))));

  beforeAll(async () => {
    at = await open();
    apis = at.servers.map(({ url }) => new Api(url));
    api = new Api(at.servers[0].url);
    await api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    await Promise.all(apis.map((each) => each.until(`${team}/serviceaccounts`, 'default', () => true)));
    await api.create(quotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '50' } } });
    await used({ pods: '0' });
  }, minute);

  afterAll(() => at.close(), minute);

  it('lets fifty of two hundred in', async () => {
    const answers = await create('p', 200);
    const refused = answers.filter(({ code }) => code !== 201);
    expect(refused).toHaveLength(150);
    for (const { code, body } of refused) {
      expect(code).toBe(403);
      expect(body.message).toMatch(/^pods "p\d+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=50, limited: pods=50$/);
    }
    expect((await api.get<List<KubeObject>>(pods)).items).toHaveLength(50);
    expect((await api.get<Quota>(`${quotas}/q`)).status).toEqual({ hard: { pods: '50' }, used: { pods: '50' } });
  }, minute);

  it('gives the places of deleted pods to others', async () => {
    const { items } = await api.get<List<KubeObject>>(pods);
    await Promise.all(items.slice(0, 10).map(({ metadata: { name } }) => api.ask('DELETE', `${pods}/${name}`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 })));
    await used({ pods: '40' });
    const made = (await create('q', 30)).filter(({ code }) => code === 201).length;
    // A recount in another process may not see a create that is under way (as upstream's): then there is one more, and it is counted afterwards.
    if (apart) expect(made).toBeGreaterThanOrEqual(10);
    else expect(made).toBe(10);
    await used({ pods: String(40 + made) });
    const kubectl = new Kubectl(at.servers[0].kubeconfig, at.folder);
    expect(await kubectl.run('-n', 'team', 'describe', 'quota', 'q')).toMatch(new RegExp(`pods +${40 + made} +50`));
  }, minute);
});
