/** The ways in which minikapi is run, so that the same story is told on each. */
import { startEtcd } from '../../registry/storage/testing/etcd-server';
import { removeFolder, start, tempFolder, type Running } from './processes';

export interface Topology {
  readonly name: string;
  open(): Promise<Installation>;
}

export interface Installation {
  /** The API servers. */
  readonly urls: readonly [string, ...string[]];
  /** A folder for kubectl's caches. */
  readonly folder: string;
  close(): Promise<void>;
}

const quiet = ['--log-level', 'warn', '--port', '0'];

export const embedded: Topology = {
  name: 'one process on the embedded store',
  async open() {
    const folder = tempFolder();
    const up = await start(['up', '--data-dir', folder, ...quiet]);
    return installation(folder, [up], [up.readyAt]);
  },
};

export const onEtcd: Topology = {
  name: 'one process on etcd',
  async open() {
    const folder = tempFolder();
    const etcd = await startEtcd();
    const up = await start(['up', '--data-dir', folder, '--store', etcd.url, ...quiet]);
    return installation(folder, [up], [up.readyAt], () => etcd.stop());
  },
};

export const processes: Topology = {
  name: 'processes of their own with two API servers on etcd',
  async open() {
    const folder = tempFolder();
    const etcd = await startEtcd();
    const store = ['--store', etcd.url, '--data-dir', folder, '--log-level', 'warn'];
    const servers = await Promise.all([start(['apiserver', ...store, '--port', '0']), start(['apiserver', ...store, '--port', '0'])]);
    const parts = await Promise.all(['scheduler', 'controllers', 'kubelet-sim'].map((part) => start([part, ...store])));
    const [first, second] = servers.map((server) => server.readyAt) as [string, string];
    return installation(folder, [...parts, ...servers], [first, second], () => etcd.stop());
  },
};

function installation(folder: string, running: readonly Running[], urls: readonly [string, ...string[]], after: () => Promise<void> = () => Promise.resolve()): Installation {
  return {
    urls,
    folder,
    async close() {
      await Promise.all(running.map((process) => process.stop()));
      await after();
      removeFolder(folder);
    },
  };
}
