/** Where taskgroups go in a whole cluster, and what becomes of them when agents do (scenarios 11 and 14 to 20 of section 15 of the document's specification). */
import { kinds } from '../api';
import { applicationOf, BcsCluster, constraint, namespace, paths, type Sketch } from './testing/bcs-cluster';

let bcs: BcsCluster;
beforeEach(async () => { bcs = await BcsCluster.start(); });
afterEach(() => bcs.stop());

const hosts = async (name: string): Promise<string[]> => (await bcs.taskgroups(name)).map(({ HostName }) => HostName);
const single = (name: string, more: Sketch = {}): object => applicationOf(name, { instance: 1, ...more });

async function settingsOf(node: string): Promise<Record<string, unknown> | undefined> {
  const ip = await bcs.addressOf(node);
  return (await bcs.ok<{ innerIP: string }[]>('GET', `/agentsettings?ips=${ip}`))[0];
}

const told = (name: string) => async (): Promise<boolean> => /fit resources/.test((await bcs.application(name)).Message);

describe('an agent is lost', () => {
  test('11: a delete waits for what is lost there, unless it is enforced', async () => {
    await bcs.launched('web', single('web'));
    const [node] = await hosts('web');
    await bcs.loseNode(node!);
    await bcs.until(async () => (await bcs.taskgroups('web'))[0]?.Status === 'Lost');
    await bcs.ok('DELETE', paths.application('web'));
    await bcs.clock.step(600_000);
    expect(await bcs.application('web')).toMatchObject({ Status: 'Operating' });
    await bcs.ok('DELETE', `${paths.application('web')}?enforce=1`);
    await bcs.until(async () => (await bcs.ask('GET', paths.application('web'))).code === 1_405_202);
    expect((await bcs.cluster.client.of(kinds.pods).list({ namespace })).items).toEqual([]);
  });

  test('14: with the policy Always there is a successor elsewhere, with OnFailure there is none', async () => {
    await bcs.launched('again', single('again', { restartPolicy: { policy: 'Always' } }));
    const [node] = await hosts('again');
    const other = node === 'node-1' ? 'node-2' : 'node-1';
    const [before] = await bcs.taskgroups('again');
    await bcs.launched('stays', single('stays', { restartPolicy: { policy: 'OnFailure' }, ...constraint({ name: 'hostname', operate: 'CLUSTER', type: 3, text: { value: node } }) }));
    await bcs.loseNode(node!);
    await bcs.until(async () => {
      const [now] = await bcs.taskgroups('again');
      return now?.Status === 'Running' && now.ID !== before?.ID;
    });
    expect(await bcs.taskgroups('again')).toMatchObject([{ InstanceID: 0, HostName: other }]);
    await bcs.untilStatus('stays', 'Abnormal');
    expect(await bcs.application('stays')).toMatchObject({ Message: 'have some lost taskgroups' });
    expect(await bcs.taskgroups('stays')).toMatchObject([{ InstanceID: 0, HostName: node, Status: 'Lost', ReschededTimes: 0 }]);
  });
});

test('15: of two taints one that is tolerated will do; without a constraint none does, and that is told', async () => {
  for (const node of ['node-1', 'node-2']) await bcs.ok('PUT', '/agentsettings/taint', [{ innerIP: await bcs.addressOf(node), noSchedule: { team: 'a', stage: 'prod' } }] as unknown as object);
  const tolerant = single('tolerant', constraint({ name: 'stage', operate: 'TOLERATION', type: 3, text: { value: 'prod' } }));
  expect(await bcs.launched('tolerant', tolerant)).toHaveLength(1);
  await bcs.ok('POST', paths.application(), single('plain'));
  await bcs.until(told('plain'));
  expect(await bcs.application('plain')).toMatchObject({ Status: 'Operating', Instances: 0 });
  for (const node of ['node-1', 'node-2']) await bcs.ok('PUT', '/agentsettings/taint', [{ innerIP: await bcs.addressOf(node), noSchedule: {} }] as unknown as object);
  await bcs.untilStatus('plain', 'Running');
});

test('16: three that must be apart on two agents: two are launched, and after half an hour that is abnormal', async () => {
  await bcs.ok('POST', paths.application(), applicationOf('apart', { instance: 3, ...constraint({ name: 'hostname', operate: 'UNIQUE', type: 3, text: { value: '' } }) }));
  await bcs.until(told('apart'));
  expect((await hosts('apart')).filter(Boolean).sort()).toEqual(['node-1', 'node-2']);
  await bcs.clock.step(1_700_000);
  expect(await bcs.application('apart')).toMatchObject({ Status: 'Operating', Instances: 2, DefineInstances: 3 });
  await bcs.clock.step(110_000);
  expect(await bcs.untilStatus('apart', 'Abnormal')).toMatchObject({ Instances: 2, Message: 'have not enough resources to launch application' });
});

test('17: an attribute that no agent has fits nowhere', async () => {
  await bcs.ok('POST', paths.application(), single('nowhere', constraint({ name: 'rack', operate: 'MAXPER', type: 3, text: { value: '1' } })));
  await bcs.until(told('nowhere'));
  await bcs.clock.step(600_000);
  expect(await bcs.application('nowhere')).toMatchObject({ Instances: 0 });
});

test('18: greater is not equal', async () => {
  const ips = await Promise.all(['node-1', 'node-2'].map((node) => bcs.addressOf(node)));
  const free = (value: number): Promise<unknown> => bcs.ok('POST', '/agentsettings/update', { ips, name: 'ip-resources', valuetype: 101, scalar: { value } });
  await free(1);
  await bcs.ok('POST', paths.application(), single('more', constraint({ name: 'ip-resources', operate: 'GREATER', type: 1, scalar: { value: 1 } })));
  await bcs.until(told('more'));
  expect(await bcs.application('more')).toMatchObject({ Instances: 0 });
  await free(2);
  await bcs.untilStatus('more', 'Running');
});

test('19: what runs on an agent that is disabled stays, and nothing new goes there', async () => {
  await bcs.launched('old', applicationOf('old'));
  const ip = await bcs.addressOf('node-1');
  await bcs.ok('POST', `/agentsettings/disable?ips=${ip}`);
  await bcs.launched('new', applicationOf('new', { instance: 4 }));
  expect(new Set(await hosts('new'))).toEqual(new Set(['node-2']));
  expect((await hosts('old')).sort()).toEqual(['node-1', 'node-2']);
  const { agents } = await bcs.ok<{ agents: { ip: string; disabled: boolean }[] }>('GET', '/cluster/resources');
  expect(agents.find((each) => each.ip === ip)).toMatchObject({ disabled: true });
  // Both views are one: kubectl sees it as cordoned.
  await bcs.until(async () => (await bcs.node('node-1')).spec.unschedulable);
  await bcs.ok('POST', `/agentsettings/enable?ips=${ip}`);
  await bcs.until(async () => !(await bcs.node('node-1')).spec.unschedulable);
});

test('20: settings say what they are of', async () => {
  const ips = [await bcs.addressOf('node-1')];
  expect(await bcs.refused('POST', '/agentsettings/update', { ips, name: 'zone', valuetype: 103 })).toBe(8);
  await bcs.ok('POST', '/agentsettings/update', { ips, name: 'zone', valuetype: 103, text: { value: 'a' } });
  expect(await settingsOf('node-1')).toMatchObject({ disabled: false, strings: { zone: { value: 'a' } } });
  expect(await settingsOf('node-2')).toMatchObject({ disabled: false });
});
