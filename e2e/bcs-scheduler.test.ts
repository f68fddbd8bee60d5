/** Applications and deployments of BCS by its own scheduler's API and by real kubectl, side by side. */
import { application, at, BcsClients, deployment } from './harness/bcs-clients';
import { bcsNamespace } from './harness/bcs-scheduler';
import { up } from './harness/each-test';

const minutes = 300_000;
jest.setTimeout(minutes);

test('the story, by curl and by kubectl side by side', async () => {
  const { readyAt, folder } = await up('--nodes', '3');
  const clients = new BcsClients(readyAt, folder);
  const { bcs, kubectl } = clients;

  // One agent gets a taskgroup, is disabled, and goes silent: that is found out while the rest is told.
  await bcs.ok('POST', `/namespaces/${bcsNamespace}/applications`, application('frail', 1, { constraint: { intersectionItem: [{ unionData: [{ name: 'hostname', operate: 'CLUSTER', type: 3, text: { value: 'node-3' } }] }] } }));
  await clients.agreed('frail', 1);
  const address = (await kubectl.run('get', 'node', 'node-3', '-o', 'jsonpath={.status.addresses[?(@.type=="InternalIP")].address}')).trim();
  await bcs.ok('POST', `/agentsettings/disable?ips=${address}`);
  await bcs.until(async () => (await kubectl.run('get', 'node', 'node-3')).includes('SchedulingDisabled'));
  await kubectl.apply({ apiVersion: 'sim.minikapi.dev/v1alpha1', kind: 'Fault', metadata: { name: 'silent' }, spec: { type: 'NodeDown', nodes: { names: ['node-3'] } } });

  await bcs.ok('POST', `/namespaces/${bcsNamespace}/applications`, application('web', 2));
  expect(new Set((await clients.agreed('web', 2)).map(({ HostName }) => HostName))).toEqual(new Set(['node-1', 'node-2']));
  await bcs.ok('PUT', `${at('applications', 'web')}/scale/4`);
  await clients.agreed('web', 4);
  await kubectl.run('scale', 'bcsapplication', 'web', '-n', bcsNamespace, '--replicas=3');
  await clients.agreed('web', 3);
  expect(await bcs.ok('GET', `${at('applications', 'web')}/versions`)).toHaveLength(3);

  const command = { commandTargetRef: { kind: 'Application', namespace: bcsNamespace, name: 'web' }, command: ['echo hello'] };
  const id = await bcs.ok<string>('POST', `/command/application/${bcsNamespace}/web`, { apiVersion: 'v4', kind: 'Command', spec: command });
  await bcs.until(async () => {
    const { status } = await bcs.ok<{ status: { taskgroups: { tasks: { commInspect: { stdout: string } | null }[] }[] } }>('GET', `/command/application/${bcsNamespace}/web?id=${id}`);
    return status.taskgroups.length === 3 && status.taskgroups.every(({ tasks: [task] }) => task?.commInspect?.stdout === 'hello\n');
  });
  expect(await kubectl.run('get', 'bcscommands', '-n', bcsNamespace)).toContain(id.toLowerCase());

  await bcs.ok('DELETE', at('applications', 'web'));
  await bcs.until(async () => !(await bcs.names()).includes('web'));
  expect(await clients.pods('web')).toEqual([]);

  await anUpdate(clients);

  // Taskgroups of a lost agent are told as lost; their application is not well.
  await bcs.until(async () => (await bcs.taskgroups('frail'))[0]?.Status === 'Lost' && (await bcs.application('frail')).Status === 'Abnormal');
  expect(await kubectl.run('get', 'node', 'node-3')).toContain('NotReady');
  expect(await kubectl.run('get', 'bcsapp', 'frail', '-n', bcsNamespace)).toContain('Abnormal');
});

/** Paused, it is to go on; cancelled, it is undone; a second one comes to its end. */
async function anUpdate(clients: BcsClients): Promise<void> {
  const { bcs, kubectl } = clients;
  const path = at('deployments', 'shop');
  await bcs.ok('POST', `/namespaces/${bcsNamespace}/deployments`, deployment(3, 'nginx:1'));
  await clients.agreed('shop', 3);
  expect((await clients.deployment()).status).toMatchObject({ status: 'Running', application: { name: 'shop' } });

  // The second step would come in an hour.
  await bcs.ok('PUT', `/namespaces/${bcsNamespace}/deployments`, deployment(3, 'nginx:2', { upgradeDuration: 3600 }));
  const cancelled = await clients.coming(1);
  await bcs.ok('PUT', `${path}/pauseupdate`);
  await bcs.until(async () => (await clients.deployment()).status.status === 'UpdatePaused');
  expect(await bcs.code('PUT', `${path}/pauseupdate`)).toBe(200);
  await bcs.ok('PUT', `${path}/resumeupdate`);
  await bcs.until(async () => (await clients.deployment()).status.status === 'Update');
  await bcs.until(async () => (await bcs.application('shop')).Instances === 2);
  await bcs.ok('PUT', `${path}/cancelupdate`);
  await bcs.until(async () => !(await bcs.names()).includes(cancelled));
  expect((await clients.agreed('shop', 3)).map(({ Taskgroup: [task] }) => task?.Image)).toEqual(['nginx:1', 'nginx:1', 'nginx:1']);
  expect(await bcs.ok('GET', `/definition/deployment/${bcsNamespace}/shop`)).toEqual(deployment(3, 'nginx:1'));

  await bcs.ok('PUT', `/namespaces/${bcsNamespace}/deployments`, deployment(3, 'nginx:3'));
  const name = await clients.updated(3, 'nginx:3');
  await clients.agreed(name, 3);
  expect((await kubectl.run('get', 'bcsdeploy', 'shop', '-n', bcsNamespace)).split('\n')[1]).toMatch(new RegExp(`^shop\\s+Running\\s+${name}\\s`));
}
