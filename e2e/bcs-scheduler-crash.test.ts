/** `kill -9` of what looks after BCS' applications and deployments, in the middle of what goes on: nothing is lost, nothing comes twice. */
import { startEtcd, type EtcdServer } from '../registry/storage/testing/etcd-server';
import { at, BcsClients, deployment } from './harness/bcs-clients';
import { bcsNamespace } from './harness/bcs-scheduler';
import { newFolder, startHere } from './harness/each-test';
import type { Running } from './harness/processes';

const minutes = 300_000;
jest.setTimeout(minutes);

test('kill -9 in the middle of an update and of a scale: nothing is lost, nothing comes twice', async () => {
  const folder = newFolder();
  const launch = (): Promise<Running> => startHere(['up', '--data-dir', folder, '--port', '0', '--nodes', '3', '--log-level', 'warn']);
  let running = await launch();
  let clients = new BcsClients(running.readyAt, folder);
  const dies = async (): Promise<void> => {
    await running.kill();
    running = await launch();
    clients = new BcsClients(running.readyAt, folder);
  };
  await clients.bcs.ok('POST', `/namespaces/${bcsNamespace}/deployments`, deployment(6, 'nginx:1'));
  await clients.bcs.untilRunning('shop', 6);
  await clients.bcs.ok('PUT', `/namespaces/${bcsNamespace}/deployments`, deployment(6, 'nginx:2'));
  await clients.coming(2);
  await dies();
  const name = await clients.updated(6, 'nginx:2');
  await clients.agreed(name, 6);
  expect(await clients.bcs.ok('GET', `/definition/deployment/${bcsNamespace}/shop`)).toEqual(deployment(6, 'nginx:2'));

  await clients.bcs.ok('PUT', `${at('deployments', 'shop')}/scale/12`);
  await dies();
  await clients.agreed(name, 12);
  await clients.bcs.ok('PUT', `${at('deployments', 'shop')}/scale/2`);
  await dies();
  await clients.agreed(name, 2);
});

describe('processes of their own on etcd', () => {
  let etcd: EtcdServer;
  beforeEach(async () => { etcd = await startEtcd(); });
  afterEach(async () => { await etcd.stop(); });

  test('one after the other is killed in the middle of an update and of a scale, and begins anew', async () => {
    const folder = newFolder();
    const launch = (command: string, ...args: string[]): Promise<Running> => startHere([command, '--store', etcd.url, '--data-dir', folder, '--log-level', 'error', ...args]);
    const [server, controllers, scheduler] = await Promise.all([launch('apiserver', '--port', '0'), launch('controllers'), launch('scheduler'), launch('kubelet-sim')]);
    const clients = new BcsClients(server.readyAt, folder);
    await clients.bcs.ok('POST', `/namespaces/${bcsNamespace}/deployments`, deployment(4, 'nginx:1'));
    await clients.bcs.untilRunning('shop', 4);
    await clients.bcs.ok('PUT', `/namespaces/${bcsNamespace}/deployments`, deployment(4, 'nginx:2'));
    await clients.coming(1);
    await controllers.kill();
    await launch('controllers');
    const name = await clients.updated(4, 'nginx:2');
    await clients.agreed(name, 4);
    await scheduler.kill();
    await clients.bcs.ok('PUT', `${at('deployments', 'shop')}/scale/6`);
    await launch('scheduler');
    await clients.agreed(name, 6);
  });
});
