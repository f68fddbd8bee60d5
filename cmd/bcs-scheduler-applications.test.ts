/** Applications in a whole cluster, by the BCS scheduler's API (section 15 of the document's specification: scenarios 1 to 10, 12, 13, 30, 35). */
import { bcsRules, kinds } from '../api';
import { applicationOf, BcsCluster, deploymentOf, namespace, paths } from './testing/bcs-cluster';

let bcs: BcsCluster;
beforeEach(async () => { bcs = await BcsCluster.start(); });
afterEach(() => bcs.stop());

const numbers = (taskgroups: readonly { readonly InstanceID: number }[]): number[] => taskgroups.map(({ InstanceID }) => InstanceID);

/** The statuses of an application, each as it follows on another, until it has one. */
async function statusesUntil(last: string, act: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const enough = new AbortController();
  const following = (async () => {
    for await (const batch of bcs.cluster.client.of(kinds.bcsapplications).watch({ namespace }, enough.signal)) {
      for (const event of batch) {
        const status = event.type === 'BOOKMARK' ? undefined : bcsRules.statusOf(event.object);
        if (status && status !== seen.at(-1)) seen.push(status);
      }
    }
  })();
  await act();
  await bcs.until(async () => seen.at(-1) === last);
  enough.abort();
  await following;
  return seen;
}

test('1, 2: an application is launched, one taskgroup on each agent; a second one of its name is refused', async () => {
  expect(await statusesUntil('Running', () => bcs.ok('POST', paths.application(), applicationOf('web')))).toEqual(['Staging', 'Operating', 'Deploying', 'Running']);
  const taskgroups = await bcs.taskgroups('web');
  expect(taskgroups.map(({ ID }) => ID)).toEqual([expect.stringMatching(/^0\.web\.team\.10001\.[0-9]+$/), expect.stringMatching(/^1\.web\.team\.10001\.[0-9]+$/)]);
  expect(taskgroups.map(({ HostName }) => HostName).sort()).toEqual(['node-1', 'node-2']);
  expect(await bcs.versions('web')).toHaveLength(1);
  expect(await bcs.application('web')).toMatchObject({ Message: 'application is running', DefineInstances: 2, Instances: 2, RunningInstances: 2 });
  expect(await bcs.refused('POST', paths.application(), applicationOf('web'))).toBe(201);
});

test('3, 4: the kind and the cluster must be right', async () => {
  expect(await bcs.refused('POST', paths.application(), { ...applicationOf('web'), kind: 'Application' })).toBe(8);
  expect(await bcs.refused('GET', paths.application(), undefined, {})).toBe(7);
  expect(await bcs.refused('GET', paths.application(), undefined, { 'BCS-ClusterID': 'BCS-MESOS-2' })).toBe(51);
});

test('5, 6: scaled up, the next indices come; scaled down, the highest go; none is no number', async () => {
  await bcs.launched('web', applicationOf('web'));
  const scaled = async (to: number): Promise<number[]> => {
    await bcs.ok('PUT', `${paths.application('web')}/scale/${to}`);
    await bcs.until(async () => (await bcs.application('web')).Status === 'Running' && (await bcs.taskgroups('web')).length === to);
    return numbers(await bcs.taskgroups('web'));
  };
  const [first] = await bcs.taskgroups('web');
  expect(await scaled(3)).toEqual([0, 1, 2]);
  expect(await scaled(1)).toEqual([0]);
  expect((await bcs.taskgroups('web')).map(({ ID }) => ID)).toEqual([first?.ID]);
  expect(await bcs.versions('web')).toHaveLength(3);
  expect(await bcs.ok('GET', `/definition/application/${namespace}/web`)).toEqual(applicationOf('web'));
  expect(await bcs.refused('PUT', `${paths.application('web')}/scale/0`)).toBe(200);
});

test('7: what is being deployed is not scaled', async () => {
  await bcs.ok('POST', paths.application(), applicationOf('slow', { annotations: { 'minikapi.dev/start-delay': '1h' } }));
  await bcs.untilStatus('slow', 'Deploying');
  expect(await bcs.refused('PUT', `${paths.application('slow')}/scale/3`)).toBe(200);
});

test('8, 9: an update replaces so many, the oldest first, and says how many', async () => {
  const before = await bcs.launched('web', applicationOf('web', { instance: 3 }));
  const next = applicationOf('web', { instance: 3, container: { image: 'nginx:2' } });
  expect(await bcs.refused('PUT', paths.application(), next)).toBe(200);
  await bcs.ok('PUT', `${paths.application()}?instances=1`, next);
  expect((await bcs.application('web')).Status).toBe('Operating');
  await bcs.until(async () => (await bcs.application('web')).Status === 'Running' && (await bcs.taskgroups('web')).some(({ Taskgroup: [task] }) => task?.Image === 'nginx:2'));
  const after = await bcs.taskgroups('web');
  expect(numbers(after)).toEqual([0, 1, 2]);
  expect(after.map(({ ID }, i) => ID === before[i]?.ID)).toEqual([false, true, true]);
  expect(after.map(({ VersionName }) => VersionName === before[0]?.VersionName)).toEqual([false, true, true]);
  expect(await bcs.versions('web')).toHaveLength(2);
});

test('10: what taskgroups may use is changed where they are', async () => {
  const before = await bcs.launched('web', applicationOf('web'));
  await bcs.ok('PUT', `${paths.application()}?args=resource`, applicationOf('web', { container: { cpu: '0.2' } }));
  await bcs.untilStatus('web', 'Running');
  const after = await bcs.taskgroups('web');
  expect(after.map(({ ID, StartTime, LaunchResource }) => [ID, StartTime, LaunchResource])).toEqual(before.map(({ ID, StartTime, LaunchResource }) => [ID, StartTime, LaunchResource]));
  expect(after.map(({ CurrResource }) => CurrResource)).toEqual(before.map(({ CurrResource }) => ({ ...CurrResource, Cpus: 0.2 })));
});

test('12: what fails is begun anew as often as it may be, and then stays', async () => {
  const failing = applicationOf('bad', { instance: 1, restartPolicy: { policy: 'OnFailure', interval: 1, maxtimes: 2 }, annotations: { 'minikapi.dev/run-time': '2s', 'minikapi.dev/exit-code': '1' } });
  await bcs.ok('POST', paths.application(), failing);
  const ids = new Set<string>();
  await bcs.until(async () => {
    const [taskgroup] = await bcs.taskgroups('bad');
    if (taskgroup) ids.add(taskgroup.ID);
    return ids.size === 3 && taskgroup?.Status === 'Failed';
  });
  await bcs.clock.step(60_000);
  expect(await bcs.taskgroups('bad')).toMatchObject([{ ID: [...ids].at(-1), InstanceID: 0, Status: 'Failed', ReschededTimes: 2 }]);
  expect(await bcs.application('bad')).toMatchObject({ Status: 'Abnormal', Message: 'application has failed pods' });
});

test('13: what ends well is finished', async () => {
  await bcs.ok('POST', paths.application(), applicationOf('job', { restartPolicy: { policy: 'OnFailure' }, annotations: { 'minikapi.dev/run-time': '2s' } }));
  expect(await bcs.untilStatus('job', 'Finish')).toMatchObject({ Message: 'all pods are finish' });
  expect((await bcs.taskgroups('job')).map(({ Status }) => Status)).toEqual(['Finish', 'Finish']);
});

test('30: what an application refers to must be there', async () => {
  const configmaps = [{ name: 'settings', items: [{ type: 'env', dataKey: 'port', keyOrPath: 'PORT' }] }];
  const application = applicationOf('web', { container: { configmaps } as object });
  expect(await bcs.refused('POST', paths.application(), application)).toBe(8);
  const config = (key: string): object => ({ apiVersion: 'v4', kind: 'configmap', metadata: { name: 'settings', namespace }, datas: { [key]: { type: 'file', content: Buffer.from('80').toString('base64') } } });
  await bcs.ok('POST', `/namespaces/${namespace}/configmaps`, config('other'));
  expect(await bcs.refused('POST', paths.application(), application)).toBe(8);
  await bcs.ok('PUT', `/namespaces/${namespace}/configmaps`, config('port'));
  expect(await bcs.launched('web', application)).toHaveLength(2);
});

test('35: an application that a deployment made has no definition of its own', async () => {
  await bcs.ok('POST', paths.deployment(), deploymentOf('shop'));
  await bcs.untilStatus('shop', 'Running');
  expect(await bcs.refused('GET', `/definition/application/${namespace}/shop`)).toBe(200);
  expect(await bcs.ok('GET', `/definition/deployment/${namespace}/shop`)).toEqual(deploymentOf('shop'));
});
