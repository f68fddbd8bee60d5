/** What is written when something is wanted of deployments, and what is refused. */
import { bcsRules, kinds, omit, type bcs } from '../../../../../api';
import { example, keyOf, reported, stored } from '../../testing/applications';
import { serveBcsScheduler, type TestClient } from '../../testing/client';
import { deployed, deployment, storedDeployment, told } from '../../testing/deployments';

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(() => client.stop());

const path = '/namespaces/defaultGroup/deployments';
const one = `${path}/deployment-test`;
const definition = '/definition/deployment/defaultGroup/deployment-test';

const codeOf = async (method: string, to: string, body?: unknown): Promise<[number, number]> => {
  const [status, code] = await client.refused(method, to, body);
  return [status, code - 1_405_000];
};

const updated = (parts: Parameters<typeof deployment>[1] = {}) => deployment('deployment-test', { container: { image: 'other:v2' }, ...parts });
const withoutTemplate = () => ({ ...deployment(), spec: omit(deployment().spec, 'template') });

describe('create', () => {
  test("the document's example: what it binds is decided, and a namespace is there for it", async () => {
    expect(await client.ok('POST', path, deployment())).toBeNull();
    const { metadata, spec } = await storedDeployment(client);
    expect(metadata).toMatchObject({ ...keyOf('deployment-test'), labels: { label_deployment: 'label_deployment' } });
    expect(spec).toEqual({ name: 'deployment-test', namespace: 'defaultGroup', cluster: '10001', definition: deployment(), application: 'deployment-test' });
    expect((await client.server.registry.of(kinds.namespaces).get({ name: keyOf().namespace })).metadata.annotations).toEqual({ [bcsRules.marks.namespaceAnnotation]: 'defaultGroup' });
    expect(await client.ok('GET', definition)).toEqual(deployment());
  });

  test('once', async () => {
    await client.ok('POST', path, deployment());
    expect(await codeOf('POST', path, deployment())).toEqual([409, 201]);
  });

  const applied = (name: string, labels: Record<string, string>) => client.ok('POST', '/namespaces/defaultGroup/applications', example(name, { labels }));

  test('one application that matches is taken the place of', async () => {
    await applied('old', { podname: 'deployment-test' });
    await client.ok('POST', path, deployment());
    expect((await storedDeployment(client)).spec).toMatchObject({ application: 'deployment-test', replaces: 'old' });
  });

  test('one that matches and has its name is taken the place of by one with a suffix', async () => {
    await applied('deployment-test', { podname: 'deployment-test' });
    await client.ok('POST', path, deployment());
    expect((await storedDeployment(client)).spec).toMatchObject({ application: `deployment-test-v${Math.trunc(client.server.clock.now() / 1000)}`, replaces: 'deployment-test' });
  });

  test('without a template it binds what it matches', async () => {
    expect(await client.refused('POST', path, withoutTemplate())).toEqual([400, 1_405_008, 'version empty or namespace error']);
    await applied('old', { podname: 'deployment-test' });
    await client.ok('POST', path, withoutTemplate());
    const { spec } = await storedDeployment(client);
    expect([spec.application, spec.replaces]).toEqual(['old', undefined]);
  });

  test('several that match are too many, and nothing is left behind', async () => {
    await applied('one', { podname: 'deployment-test' });
    await applied('two', { podname: 'deployment-test' });
    expect(await client.refused('POST', path, deployment())).toEqual([400, 1_405_008, 'too many application exist matching deployment']);
    expect((await client.server.registry.of(kinds.bcsdeployments).list()).items).toEqual([]);
  });

  test('another\'s application of its name is in the way', async () => {
    await applied('deployment-test', {});
    for (const body of [deployment(), deployment('deployment-test', { spec: { selector: null } })]) {
      expect(await client.refused('POST', path, body)).toEqual([400, 1_405_008, 'application duplicated when create application for deployment']);
    }
  });

  test.each<[string, object, number]>([
    ['a kind that is not quite right', { ...deployment(), kind: 'Deployment' }, 8],
    ['an application', example('a'), 8],
    ['a name with a dot', deployment('a.b'), 8],
    ['no name', deployment(''), 8],
    ['another namespace', { ...deployment(), metadata: { name: 'a', namespace: 'elsewhere' } }, 8],
    ['no instances', deployment('a', { spec: { instance: 0 } }), 8],
    ['a restart policy that there is not', deployment('a', { more: { restartPolicy: { policy: 'Sometimes' } } }), 231],
    ['no containers', deployment('a', { spec: { template: { spec: {} } } }), 231],
    ['a constraint without its value', deployment('a', { more: { constraint: { IntersectionItem: [{ unionData: [{ name: 'x', operate: 'LIKE', type: 3 }] }] } } }), 8],
    ['a secret that is not there', deployment('a', { container: { secrets: [{ secretName: 'none' }] } }), 8],
    ['fewer addresses than instances', deployment('a', { more: { metadata: { name: 'a', labels: { 'io.tencent.bcs.netsvc.requestip.0': '10.0.0.1' } } } }), 8],
    ['a number that is text', deployment('a', { spec: { instance: '2' } }), 10],
    ['a selector that is none', deployment('a', { spec: { selector: ['x'] } }), 10],
    ['a rolling update that is none', deployment('a', { spec: { strategy: { rollingupdate: 'x' } } }), 10],
  ])('%s is refused', async (_what, body, code) => {
    expect(await codeOf('POST', path, body)).toEqual([400, code]);
    expect((await client.server.registry.of(kinds.bcsdeployments).list()).items).toEqual([]);
  });
});

test('as the document\'s source counts, one application that matches twice is too many', async () => {
  await client.stop();
  client = await serveBcsScheduler({ switches: { selector: 'upstream' } });
  const pairs = { a: '1', b: '2' };
  await client.ok('POST', '/namespaces/defaultGroup/applications', example('old', { labels: pairs }));
  expect(await codeOf('POST', path, deployment('x', { spec: { selector: pairs } }))).toEqual([400, 8]);
  await client.ok('POST', path, deployment('x', { spec: { selector: { a: '1', c: '3' } } }));
  expect((await storedDeployment(client, 'x')).spec.replaces).toBe('old');
});

describe('update', () => {
  test('is a rollout of an application with a name of its own', async () => {
    await deployed(client);
    expect(await client.ok('PUT', path, updated({ spec: { instance: 5 } }))).toBeNull();
    const { spec } = await storedDeployment(client);
    expect(spec).toMatchObject({
      definition: updated({ spec: { instance: 5 } }), definitionBackup: deployment(), application: 'deployment-test',
      rollout: { id: expect.stringMatching(/^\d{19}$/) as string, application: `deployment-test-v${Math.trunc(client.server.clock.now() / 1000)}`, instances: 5 },
    });
    expect(await client.ok('GET', definition)).toEqual(updated({ spec: { instance: 5 } }));
    expect(await client.refused('PUT', path, updated())).toEqual([409, 1_405_200, 'deployment is not running, cannot update']);
  });

  test('two do not meet', async () => {
    await deployed(client);
    const both = await Promise.all([updated(), updated({ spec: { instance: 7 } })].map((body) => client.ask('PUT', path, body)));
    expect(both.map(({ body }) => body.code).sort()).toEqual([0, 1_405_200]);
  });

  test('the same once more is an update too', async () => {
    await deployed(client);
    await client.ok('PUT', path, deployment());
    expect((await storedDeployment(client)).spec.rollout).toBeDefined();
  });

  test('of resources asks for no steps, and begins none', async () => {
    await deployed(client);
    await reported(client, 'deployment-test', { status: 'Deploying' });
    const body = deployment('deployment-test', { container: { resources: { limits: { cpu: '2', memory: '2' } } }, spec: { strategy: {} } });
    await client.ok('PUT', `${path}?args=resource`, body);
    const { spec } = await storedDeployment(client);
    expect(spec).toMatchObject({ definition: body, resize: { id: expect.stringMatching(/^\d{19}$/) as string } });
    expect([spec.rollout, spec.definitionBackup]).toEqual([undefined, undefined]);
    expect(await codeOf('PUT', `${path}?args=resource`, body)).toEqual([409, 200]);
    await told(client, { status: 'Running', resize: { id: spec.resize!.id, settled: true } });
    await reported(client, 'deployment-test', { status: 'Operating' });
    expect(await codeOf('PUT', `${path}?args=resource`, body)).toEqual([409, 200]);
    expect(await codeOf('PUT', `${path}?args=resource`, { ...body, spec: { ...body.spec, selector: null } })).toEqual([409, 200]);
  });

  test.each<[string, object, number, number]>([
    ['no rolling update', updated({ spec: { strategy: { type: 'RollingUpdate' } } }), 400, 8],
    ['an order that there is not', updated({ rolling: { rollingOrder: 'BothAtOnce' } }), 400, 8],
    ['another selector', updated({ spec: { selector: { podname: 'deployment-test', more: 'x' } } }), 400, 8],
    ['no selector any more', updated({ spec: { selector: null } }), 400, 8],
    ['no instances', updated({ spec: { instance: 0 } }), 400, 8],
    ['no template', withoutTemplate(), 400, 231],
    ['a constraint without its value', updated({ more: { constraint: { IntersectionItem: [{ unionData: [{ name: 'x', type: 4 }] }] } } }), 400, 8],
    ['a config map that is not there', updated({ container: { configmaps: [{ name: 'none' }] } }), 400, 8],
    ['nobody', { ...updated(), metadata: { name: 'none' } }, 404, 202],
  ])('to %s is refused', async (_what, body, status, code) => {
    await deployed(client);
    const before = await storedDeployment(client);
    expect(await codeOf('PUT', path, body)).toEqual([status, code]);
    expect(await storedDeployment(client)).toEqual(before);
  });

  test.each<bcsRules.DeploymentStatus>(['Deploying', 'Update', 'UpdatePaused', 'UpdateSuspend', 'Deleting'])('while it is %s is refused', async (status) => {
    await deployed(client);
    if (status === 'Deleting') await client.ok('DELETE', one);
    else if (status !== 'Deploying') await client.ok('PUT', path, updated());
    await told(client, { status });
    expect(await codeOf('PUT', path, updated())).toEqual([409, 200]);
  });

  test.each<[string, bcs.BcsApplicationStatus['status'], boolean]>([['Running', 'Running', true], ['Abnormal', 'Abnormal', true], ['Deploying', 'Deploying', false], ['Operating', 'Operating', false], ['Error', 'Error', false]])(
    'while its application is %s', async (_what, status, allowed) => {
      await deployed(client);
      await reported(client, 'deployment-test', { status });
      if (allowed) await client.ok('PUT', path, updated());
      else expect(await client.refused('PUT', path, updated())).toEqual([409, 1_405_200, 'deployment bind application is not running, cannot update, please try later']);
    });

  test('of one whose application has gone is refused', async () => {
    await deployed(client);
    await client.server.registry.of(kinds.bcsapplications).delete(keyOf('deployment-test'));
    expect(await codeOf('PUT', path, updated())).toEqual([404, 202]);
  });
});

/** An update that has begun, as it stands. */
async function updating(status: bcs.BcsDeploymentStatus): Promise<bcs.Rollout> {
  await deployed(client);
  await client.ok('PUT', path, updated());
  await told(client, status);
  return (await storedDeployment(client)).spec.rollout!;
}

const rolloutNow = async (): Promise<bcs.Rollout | undefined> => (await storedDeployment(client)).spec.rollout;

describe('pause and resume', () => {
  test('are intents, one after the other', async () => {
    const rollout = await updating({ status: 'Update' });
    expect(await client.ok('PUT', `${one}/pauseupdate`)).toBeNull();
    expect(await rolloutNow()).toEqual({ ...rollout, paused: true });
    expect(await client.refused('PUT', `${one}/pauseupdate`)).toEqual([409, 1_405_200, 'deployment is not in updating']);
    expect(await client.ok('PUT', `${one}/resumeupdate`)).toBeNull();
    expect(await rolloutNow()).toEqual({ ...rollout, resumes: 1 });
    expect(await client.refused('PUT', `${one}/resumeupdate`)).toEqual([409, 1_405_200, 'deployment is not update paused or suspend']);
  });

  test.each(['UpdatePaused', 'UpdateSuspend'] as const)('%s is not paused, and is resumed', async (status) => {
    const rollout = await updating({ status });
    expect(await codeOf('PUT', `${one}/pauseupdate`)).toEqual([409, 200]);
    await client.ok('PUT', `${one}/resumeupdate`);
    expect(await rolloutNow()).toEqual({ ...rollout, resumes: 1 });
  });

  test.each(['pauseupdate', 'resumeupdate', 'cancelupdate'])('%s of one that is not updated, or is not there, is refused', async (what) => {
    expect(await client.refused('PUT', `${one}/${what}`)).toEqual([404, 1_405_200, 'deployment not exist']);
    await client.ok('POST', path, deployment());
    expect(await codeOf('PUT', `${one}/${what}`)).toEqual([409, 200]);
    await told(client, { status: 'Running' });
    expect(await codeOf('PUT', `${one}/${what}`)).toEqual([409, 200]);
  });
});

describe('cancel', () => {
  test.each(['Update', 'UpdatePaused', 'UpdateSuspend'] as const)('of one that is %s: the definition is the old one at once', async (status) => {
    const rollout = await updating({ status });
    expect(await client.ok('PUT', `${one}/cancelupdate`)).toBeNull();
    const { spec } = await storedDeployment(client);
    expect(spec).toMatchObject({ definition: deployment(), rollout: { ...rollout, cancelled: true } });
    expect(await client.ok('GET', definition)).toEqual(deployment());
    expect(await codeOf('PUT', `${one}/cancelupdate`)).toEqual([409, 200]);
    // What is being undone is not over yet.
    expect(await codeOf('PUT', path, updated())).toEqual([409, 200]);
  });

  const deletes: bcs.BcsDeploymentStatus = { status: 'Update', isInRolling: true, currRollingOperation: 'DELETE' };

  /** Time passes until it is answered. */
  async function answered<T>(asking: Promise<T>): Promise<T> {
    let over = false;
    const answer = asking.finally(() => { over = true; });
    while (!over) await client.server.clock.step(1000);
    return answer;
  }

  test('waits for taskgroups that are being taken away', async () => {
    await updating(deletes);
    const asking = client.ok('PUT', `${one}/cancelupdate`);
    for (let i = 0; i < 3; i++) await client.server.clock.step(1000);
    expect((await rolloutNow())?.cancelled).toBeUndefined();
    await told(client, { status: 'Update', isInRolling: true, currRollingOperation: 'START' });
    // At that moment: the clock stands still.
    expect(await asking).toBeNull();
    expect((await rolloutNow())?.cancelled).toBe(true);
  });

  test('but not longer than 16 s', async () => {
    await updating(deletes);
    const begun = client.server.clock.now();
    expect(await answered(client.refused('PUT', `${one}/cancelupdate`))).toEqual([409, 1_405_200, 'deployment is deleting taskgroups, cannot cancelupdate now, try later']);
    expect(client.server.clock.now() - begun).toBeGreaterThanOrEqual(bcsRules.timing.delays.cancel);
    expect((await rolloutNow())?.cancelled).toBeUndefined();
  });

  test('is refused where there is nothing to go back to', async () => {
    await updating({ status: 'Update' });
    await client.server.registry.of(kinds.bcsapplications).delete(keyOf('deployment-test'));
    expect(await client.refused('PUT', `${one}/cancelupdate`)).toEqual([409, 1_405_200, 'no application to do recover']);
  });
});

describe('scale', () => {
  test('is one of its application, with a version; the definition stays', async () => {
    await deployed(client);
    expect(await client.ok('PUT', `${one}/scale/5`)).toBeNull();
    const { spec } = await stored(client, 'deployment-test');
    expect(spec.instances).toBe(5);
    expect(spec.version).not.toBe('1');
    expect(await client.ok('GET', '/namespaces/defaultGroup/applications/deployment-test/versions')).toContain(spec.version);
    expect(await client.ok('GET', definition)).toEqual(deployment());
  });

  test.each<[string, number, number]>([['0', 409, 200], ['many', 400, 8], ['-1', 400, 8], ['1.5', 400, 8], ['99999999999', 409, 200]])('to %s is refused', async (count, status, code) => {
    await deployed(client);
    expect(await codeOf('PUT', `${one}/scale/${count}`)).toEqual([status, code]);
  });

  test('is refused unless both can: it runs, and its application runs or is abnormal', async () => {
    expect(await client.refused('PUT', `${one}/scale/3`)).toEqual([404, 1_405_200, 'deployment not exist']);
    await deployed(client);
    await reported(client, 'deployment-test', { status: 'Deploying' });
    expect(await codeOf('PUT', `${one}/scale/3`)).toEqual([409, 200]);
    await reported(client, 'deployment-test', { status: 'Abnormal' });
    await client.ok('PUT', `${one}/scale/3`);
    await reported(client, 'deployment-test');
    await client.ok('PUT', path, updated());
    expect(await client.refused('PUT', `${one}/scale/3`)).toEqual([409, 1_405_200, 'operation forbidden, the deployment status is Update']);
  });

  test('is refused where it has no application', async () => {
    await deployed(client);
    await client.server.registry.of(kinds.bcsapplications).delete(keyOf('deployment-test'));
    expect(await client.refused('PUT', `${one}/scale/3`)).toEqual([409, 1_405_200, 'deployment has no application, can\'t scale']);
  });
});

describe('delete', () => {
  test('is an intent, and again another', async () => {
    await deployed(client);
    expect(await client.ok('DELETE', one)).toBeNull();
    const { deletion } = (await storedDeployment(client)).spec;
    expect(deletion).toEqual({ id: deletion!.id });
    await client.ok('DELETE', `${one}?enforce=1`);
    expect((await storedDeployment(client)).spec.deletion).toMatchObject({ enforce: true });
  });

  test('of nobody', async () => expect(await codeOf('DELETE', one)).toEqual([404, 202]));
});

test('definitions: of nobody, and of an application that a deployment made', async () => {
  expect(await codeOf('GET', definition)).toEqual([404, 200]);
  await deployed(client);
  expect(await codeOf('GET', '/definition/application/defaultGroup/deployment-test')).toEqual([404, 200]);
});
