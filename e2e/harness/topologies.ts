/** The ways in which minikapi is run, so that the same story is told on each. */
import { join } from 'node:path';
import { startEtcd } from '../../registry/storage/testing/etcd-server';
import { removeFolder, start, tempFolder, type Running } from './processes';

export interface Topology {
  readonly name: string;
  open(): Promise<Installation>;
}

/** How a client reaches an API server. */
export interface Access {
  readonly url: string;
  /** The file that the server wrote. */
  readonly kubeconfig: string;
}

export interface Installation {
  readonly servers: readonly [Access, ...Access[]];
  /** For what kubectl writes. */
  readonly folder: string;
  close(): Promise<void>;
}

const quiet = ['--log-level', 'warn', '--port', '0'];

/** With flags that hang on a folder, which is what kubectl writes to. */
export const embeddedWith = (name: string, flags: (folder: string) => readonly string[]): Topology => ({
  name,
  async open() {
    const folder = tempFolder();
    const up = await start(['up', '--data-dir', folder, ...quiet, ...flags(folder)]);
    return installation(folder, [up], [{ url: up.readyAt, kubeconfig: join(folder, 'kubeconfig') }]);
  },
});

export const embedded = embeddedWith('one process on the embedded store', () => []);

export const onEtcd: Topology = {
  name: 'one process on etcd',
  async open() {
    const folder = tempFolder();
    const etcd = await startEtcd();
    const up = await start(['up', '--data-dir', folder, '--store', etcd.url, ...quiet]);
    return installation(folder, [up], [{ url: up.readyAt, kubeconfig: join(folder, 'kubeconfig') }], () => etcd.stop());
  },
};

export const processes: Topology = {
  name: 'processes of their own with two API servers on etcd',
  async open() {
    const folder = tempFolder();
    const etcd = await startEtcd();
    const store = ['--store', etcd.url, '--log-level', 'warn'];
    const kubeconfig = (name: string): string => join(folder, `${name}.kubeconfig`);
    const serve = (name: string): Promise<Running> => start(['apiserver', ...store, '--port', '0', '--kubeconfig', kubeconfig(name)]);
    const [first, second] = await Promise.all([serve('first'), serve('second')]);
    const parts = await Promise.all(['scheduler', 'controllers', 'kubelet-sim'].map((part) => start([part, ...store])));
    const access = [{ url: first.readyAt, kubeconfig: kubeconfig('first') }, { url: second.readyAt, kubeconfig: kubeconfig('second') }] as const;
    return installation(folder, [...parts, first, second], access, () => etcd.stop());
  },
};

export const overHttp: Topology = {
  name: 'processes of their own over the API of a server with the embedded store',
  async open() {
    const folder = tempFolder();
    const server = await start(['apiserver', '--data-dir', folder, ...quiet]);
    const parts = await Promise.all(['scheduler', 'controllers', 'kubelet-sim'].map((part) => start([part, '--server', server.readyAt, '--log-level', 'warn'])));
    return installation(folder, [...parts, server], [{ url: server.readyAt, kubeconfig: join(folder, 'kubeconfig') }]);
  },
};

function installation(folder: string, running: readonly Running[], servers: readonly [Access, ...Access[]], after: () => Promise<void> = () => Promise.resolve()): Installation {
  return {
    servers,
    folder,
    async close() {
      await Promise.all(running.map((process) => process.stop()));
      await after();
      removeFolder(folder);
    },
  };
}
