/** Deployments in a whole cluster, by the BCS scheduler's API (scenarios 21 to 26 and 29 of section 15 of the document's specification). */
import { bcsRules, kinds, type bcs as types } from '../api';
import { applicationOf, BcsCluster, deploymentOf, namespace, paths, type Sketch } from './testing/bcs-cluster';

let bcs: BcsCluster;
beforeEach(async () => { bcs = await BcsCluster.start({ nodes: 3 }); });
afterEach(() => bcs.stop());

const deployment = (): Promise<types.BcsDeployment> => bcs.cluster.client.of(kinds.bcsdeployments).get({ namespace, name: 'shop' });
const statusIs = (...statuses: readonly string[]) => async (): Promise<boolean> => statuses.includes(bcsRules.statusOfDeployment(await deployment()));
const names = async (): Promise<string[]> => (await bcs.ok<{ Name: string }[]>('GET', paths.application())).map(({ Name }) => Name).sort();
const countOf = async (name: string): Promise<number> => (await bcs.ask('GET', paths.application(name))).code ? 0 : (await bcs.application(name)).Instances;
const next = (more: Sketch & { rolling?: object } = {}): object => deploymentOf('shop', { container: { image: 'nginx:2' }, ...more });
const act = (what: string): Promise<unknown> => bcs.ok('PUT', `${paths.deployment('shop')}/${what}`);

async function deployed(more: Sketch & { rolling?: object } = {}): Promise<void> {
  await bcs.ok('POST', paths.deployment(), deploymentOf('shop', more));
  await bcs.until(statusIs('Running'));
  await bcs.untilStatus('shop', 'Running');
}

/** The name of the application that comes, and how many taskgroups each has, as often as that changes, until the update is over. */
async function updated(): Promise<{ readonly name: string; readonly counts: readonly (readonly [number, number])[] }> {
  const name = (await deployment()).spec.rollout!.application;
  const counts: [number, number][] = [];
  await bcs.until(async () => {
    const now: [number, number] = [await countOf('shop'), await countOf(name)];
    if (now.join() !== counts.at(-1)?.join()) counts.push(now);
    return (await statusIs('Running')()) && !(await names()).includes('shop');
  }, 200);
  return { name, counts };
}

test('21: where the selector matches nothing, an application of the same name is made', async () => {
  await deployed();
  expect(await names()).toEqual(['shop']);
  expect(await bcs.taskgroups('shop')).toHaveLength(2);
  expect(await bcs.refused('POST', paths.deployment(), deploymentOf('shop'))).toBe(201);
});

test('22: an update creates one, takes one away, and so on; the application that comes stays', async () => {
  await deployed({ instance: 3 });
  await bcs.ok('PUT', paths.deployment(), next({ instance: 3 }));
  expect(await statusIs('Update')()).toBe(true);
  const { name, counts } = await updated();
  expect(name).toMatch(/^shop-v[0-9]+$/);
  expect(counts.map(([old, coming]) => old + coming)).toEqual(expect.arrayContaining([3, 4]));
  expect(Math.max(...counts.map(([old, coming]) => old + coming))).toBe(4);
  expect(counts.map(([old]) => old)).toEqual([...counts.map(([old]) => old)].sort((a, b) => b - a));
  expect(await names()).toEqual([name]);
  await bcs.untilStatus(name, 'Running');
  expect((await bcs.taskgroups(name)).map(({ Taskgroup: [task] }) => task?.Image)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  expect(await bcs.ok('GET', `/definition/deployment/${namespace}/shop`)).toEqual(next({ instance: 3 }));
});

test('23: paused, the step that is going on is finished and no other begins; then it goes on', async () => {
  await deployed({ instance: 3 });
  await bcs.ok('PUT', paths.deployment(), next({ instance: 3 }));
  const name = (await deployment()).spec.rollout!.application;
  await bcs.until(async () => (await countOf(name)) === 1);
  await act('pauseupdate');
  expect(await bcs.refused('PUT', `${paths.deployment('shop')}/pauseupdate`)).toBe(200);
  await bcs.clock.step(120_000);
  expect(await statusIs('UpdatePaused')()).toBe(true);
  expect([await countOf('shop'), await countOf(name)]).toEqual([2, 1]);
  await act('resumeupdate');
  expect(await statusIs('Update')()).toBe(true);
  await updated();
});

test('24: by hand, each step waits to be told', async () => {
  await deployed({ rolling: { rollingManually: true } });
  await bcs.ok('PUT', paths.deployment(), next({ rolling: { rollingManually: true } }));
  const name = (await deployment()).spec.rollout!.application;
  await bcs.until(statusIs('UpdatePaused'));
  expect([await countOf('shop'), await countOf(name)]).toEqual([1, 1]);
  await bcs.clock.step(60_000);
  expect([await countOf('shop'), await countOf(name)]).toEqual([1, 1]);
  await act('resumeupdate');
  await updated();
});

test('25: cancelled half-way, everything is as it was', async () => {
  await deployed({ instance: 3 });
  await bcs.ok('PUT', paths.deployment(), next({ instance: 3 }));
  const name = (await deployment()).spec.rollout!.application;
  await bcs.until(async () => (await countOf('shop')) === 2);
  await act('cancelupdate');
  await bcs.until(async () => (await statusIs('Running')()) && (await names()).join() === 'shop' && (await bcs.application('shop')).Status === 'Running');
  expect(await names()).not.toContain(name);
  expect(await bcs.taskgroups('shop')).toHaveLength(3);
  expect(await bcs.ok('GET', `/definition/deployment/${namespace}/shop`)).toEqual(deploymentOf('shop', { instance: 3 }));
  expect(await bcs.refused('PUT', `${paths.deployment('shop')}/cancelupdate`)).toBe(200);
});

test('26: the selector stays', async () => {
  await deployed();
  const other = next() as { spec: object };
  expect(await bcs.refused('PUT', paths.deployment(), { ...other, spec: { ...other.spec, selector: { app: 'other' } } })).toBe(8);
});

test('29: a command goes to the taskgroups of both applications, and what is said is cut', async () => {
  await deployed({ rolling: { rollingManually: true } });
  await bcs.ok('PUT', paths.deployment(), next({ rolling: { rollingManually: true } }));
  const name = (await deployment()).spec.rollout!.application;
  await bcs.until(statusIs('UpdatePaused'));
  await bcs.untilStatus(name, 'RollingUpdate');
  const path = `/command/deployment/${namespace}/shop`;
  const spec = { commandTargetRef: { kind: 'Deployment', namespace, name: 'shop' }, command: ['for i in 0 1 2 3 4 5 6 7 8 9; do echo 012345678901234567890123456789012345; done'] };
  const id = await bcs.ok<string>('POST', path, { apiVersion: 'v4', kind: 'Command', spec });
  interface Info { status: { taskgroups: { taskgroupId: string; tasks: { status: string; commInspect: { exitCode: number; stdout: string } | null }[] }[] } }
  const { status: { taskgroups } } = await bcs.until(async () => {
    const info = await bcs.ok<Info>('GET', `${path}?id="${id}"`);
    return info.status.taskgroups.every(({ tasks }) => tasks.every(({ status }) => status === 'finish')) && info;
  });
  expect(taskgroups.map(({ taskgroupId }) => taskgroupId.split('.')[1]).sort()).toEqual(['shop', name]);
  expect(taskgroups.flatMap(({ tasks }) => tasks.map(({ commInspect }) => [commInspect?.exitCode, commInspect?.stdout.length]))).toEqual([[0, 256], [0, 256]]);
});

test('a deployment binds what is there, is scaled, and takes its application with it', async () => {
  await bcs.launched('own', applicationOf('own'));
  const { spec, ...rest } = deploymentOf('shop') as { spec: object };
  await bcs.ok('POST', paths.deployment(), { ...rest, spec: { ...spec, template: undefined, selector: { app: 'own' } } });
  await bcs.until(statusIs('Running'));
  await act('scale/3');
  await bcs.until(async () => (await countOf('own')) === 3 && (await bcs.application('own')).Status === 'Running');
  await bcs.ok('DELETE', paths.deployment('shop'));
  await bcs.until(async () => (await names()).length === 0);
  expect(await bcs.refused('DELETE', paths.deployment('shop'))).toBe(202);
});
