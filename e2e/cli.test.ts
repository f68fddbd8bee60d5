/** The command line as a user meets it. */
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startEtcd } from '../registry/storage/testing/etcd-server';
import { Api, type Event, type KubeObject } from './harness/api';
import { newFolder, startHere, up } from './harness/each-test';
import { runToEnd, start, type Running } from './harness/processes';

const minute = 60_000;
const configMaps = '/api/v1/namespaces/default/configmaps';

describe('--help', () => {
  const all = [
    'data-dir', 'store', 'server', 'bind', 'port', 'nodes', 'node-template', 'manage-nodes-with-label-selector', 'component-thread', 'stages', 'allow-local-exec', 'allow-log-files', 'dns-port', 'gateway-port', 'serverless-port',
    'scheduler-config', 'config', 'kubeconfig', 'allow-host', 'insecure-bind', 'cors-allowed-origins', 'scheduler-records', 'scheduler-records-prefix', 'scheduler-simulator-port', 'minik8s-port', 'minik8s-options', 'bcs-k8s-cluster', 'bcs-storage-options', 'bcs-mesos-cluster', 'bcs-scheduler-options', 'gs-config', 'global-scheduler-port', 'gs-options', 'legacy-versions', 'event-ttl',
    'enable-admission-plugins', 'disable-admission-plugins', 'max-requests-inflight', 'max-mutating-requests-inflight', 'request-timeout',
    'audit-policy-file', 'audit-log-path', 'audit-log-maxsize', 'audit-log-maxbackup', 'log-level', 'log-format',
  ];
  const listed = (text: string): [string, string][] => [...text.matchAll(/^ +--([a-z0-9-]+).*\[(MINIKAPI_[A-Z0-9_]+)\]$/gm)].map(([, flag = '', variable = '']) => [flag, variable]);
  const withVariables = (flags: readonly string[]): [string, string][] => flags.map((flag) => [flag, `MINIKAPI_${flag.toUpperCase().replace(/-/g, '_')}`]);

  it('lists every command and every flag with its environment variable', async () => {
    const { code, output } = await runToEnd(['--help']);
    expect(code).toBe(0);
    for (const command of ['up', 'apiserver', 'scheduler', 'controllers', 'kubelet-sim']) expect(output).toMatch(new RegExp(`^  ${command} +\\w`, 'm'));
    expect(listed(output)).toEqual(withVariables(all));
    for (const fallback of ['.minikapi', 'file://<data-dir>/store', '127.0.0.1', '8080', '<data-dir>/kubeconfig', 'info', 'text']) expect(output).toContain(`(default ${fallback})`);
  });

  it.each([
    ['up', all.filter((flag) => !['server', 'config'].includes(flag))],
    ['apiserver', all.filter((flag) => !['nodes', 'node-template', 'manage-nodes-with-label-selector', 'component-thread', 'stages', 'allow-local-exec', 'allow-log-files', 'dns-port', 'gateway-port', 'serverless-port', 'scheduler-config', 'config', 'scheduler-records', 'scheduler-records-prefix', 'server'].includes(flag))],
    ['scheduler', ['data-dir', 'store', 'server', 'config', 'scheduler-records', 'scheduler-records-prefix', 'log-level', 'log-format']],
    ['controllers', ['data-dir', 'store', 'server', 'log-level', 'log-format']],
    ['kubelet-sim', ['data-dir', 'store', 'server', 'nodes', 'node-template', 'manage-nodes-with-label-selector', 'stages', 'allow-local-exec', 'allow-log-files', 'dns-port', 'gateway-port', 'serverless-port', 'log-level', 'log-format']],
  ])('lists what %s takes', async (command, flags) => {
    const { code, output } = await runToEnd([command, '--help']);
    expect(code).toBe(0);
    expect(listed(output)).toEqual(withVariables(flags));
  });

  it('--version says which', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string };
    expect(await runToEnd(['--version'])).toEqual({ code: 0, output: `minikapi ${version}\n` });
  });
});

describe('a wrong command line ends with 2 and says what is wrong', () => {
  it.each([
    [['serve'], 'no command "serve"; there are: up, apiserver, scheduler, controllers, kubelet-sim'],
    [['up', '--nonsense'], "Unknown option '--nonsense'"],
    [['up', 'more'], "Unexpected argument 'more'"],
    [['scheduler', '--port', '1'], "Unknown option '--port'"],
    [['up', '--event-ttl', 'soon'], '--event-ttl: "soon": must be a duration such as 30m or 1h30m'],
    [['up', '--port', 'http'], '--port: "http": must be a whole number from 0 to 65535'],
    [['up', '--enable-admission-plugins', 'Nonsense'], 'enable-admission-plugins plugin "Nonsense" is unknown; known are NamespaceLifecycle, '],
    [['up', '--gs-options', 'bold'], '--gs-options: "bold": must be one of faithful, strictNoFit, extensions'],
    [['up', '--log-level', 'loud'], '--log-level: "loud": must be one of error, warn, info, debug'],
    [['scheduler', '--store', 'memory:'], '--store memory:: a process of its own needs a store that others can open too (--store etcd://host:port) or an API server (--server URL)'],
    [['up', '--store', 'redis://localhost'], '--store: "redis://localhost": must begin with file://, memory: or etcd://'],
    [['up', '--bind', '0.0.0.0'], '--bind 0.0.0.0: anyone who reaches this address could do anything'],
    [['up', '--bind', '192.0.2.1'], 'Bind a loopback address, or say --insecure-bind'],
    [['up', '--bind', '192.0.2.1', '--insecure-bind', '--allow-local-exec'], '--allow-local-exec with 192.0.2.1: anyone who reaches this address could run programs here.'],
    [['kubelet-sim', '--server', 'http://192.0.2.1:8080', '--allow-local-exec'], '--allow-local-exec with 192.0.2.1: '],
  ])('%j', async (args, message) => {
    const { code, output } = await runToEnd(args);
    expect(output).toContain(message);
    expect(code).toBe(2);
  });

  it('also when it stands in the environment', async () => {
    const { code, output } = await runToEnd(['up'], { MINIKAPI_NODES: 'many' });
    expect(output).toContain('"many": must be a whole number from 0 to 20000');
    expect(code).toBe(2);
  });
});

describe('what cannot be had ends with 1', () => {
  it('a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await runToEnd(['up', '--data-dir', newFolder(), '--store', 'memory:', '--port', String(port)]);
    taken.close();
    expect(output).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
    expect(output).not.toContain('at ');
    expect(code).toBe(1);
  }, minute);

  it('a data directory that another process has open', async () => {
    const folder = newFolder();
    await startHere(['up', '--data-dir', folder, '--port', '0']);
    const { code, output } = await runToEnd(['up', '--data-dir', folder, '--port', '0']);
    expect(output).toMatch(new RegExp(`^minikapi: .*cannot open the store in ${folder}/store: .*(process|open|lock)`));
    expect(code).toBe(1);
  }, minute);

  it('an address that is not there: --insecure-bind lets it be tried', async () => {
    // TEST-NET-1 (RFC 5737): no machine has it, so nothing is opened to anybody.
    const { code, output } = await runToEnd(['up', '--data-dir', newFolder(), '--store', 'memory:', '--port', '0', '--bind', '192.0.2.1', '--insecure-bind']);
    expect(output).toContain('EADDRNOTAVAIL: address not available 192.0.2.1');
    expect(code).toBe(1);
  }, minute);

  it('an etcd that does not answer', async () => {
    const { code, output } = await runToEnd(['apiserver', '--store', 'etcd://127.0.0.1:1']);
    expect(output).toBe('minikapi: the storage is unavailable: etcd: 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\n');
    expect(code).toBe(1);
  }, minute);
});

describe('settings', () => {
  it('come from the environment, and flags go before it', async () => {
    const folder = newFolder();
    const kubeconfig = join(folder, 'elsewhere/config');
    const running = await startHere(['up', '--nodes', '2'], {
      MINIKAPI_DATA_DIR: folder, MINIKAPI_STORE: 'memory:', MINIKAPI_PORT: '0', MINIKAPI_NODES: '7', MINIKAPI_KUBECONFIG: kubeconfig, MINIKAPI_LOG_FORMAT: 'json', MINIKAPI_LOG_LEVEL: 'debug',
    });
    expect(running.output()).toContain(`serves the Kubernetes API at ${running.readyAt} from memory:, 2 simulated nodes`);
    expect(readFileSync(kubeconfig, 'utf8')).toContain(`server: ${running.readyAt}`);
    expect(existsSync(join(folder, 'store'))).toBe(false);
    await running.stop();
    const logged = running.output().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as object);
    expect(logged).toContainEqual({ level: 'info', message: 'stopping', signal: 'SIGTERM', timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
  }, minute);
});

describe('Host', () => {
  it('must be loopback or allowed', async () => {
    const running = await up('--allow-host', 'cluster.example,other.example');
    for (const host of ['localhost', '127.0.0.1:99', '[::1]', 'cluster.example', 'OTHER.example:80']) expect([host, await statusFor(running, host)]).toEqual([host, 200]);
    for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1']) expect([host, await statusFor(running, host)]).toEqual([host, 403]);
  }, minute);
});

function statusFor(running: Running, host: string): Promise<number | undefined> {
  const { port } = new URL(running.readyAt);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/version', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).once('error', reject).end();
  });
}

describe('SIGTERM', () => {
  it.each(['memory:', undefined, 'etcd'])('ends open watches and the process within 5 s, with 0 (store %s)', async (kind) => {
    const etcd = kind === 'etcd' ? await startEtcd() : undefined;
    const store = etcd?.url ?? kind;
    const running = await start(['up', '--data-dir', newFolder(), '--port', '0', '--log-level', 'warn', ...(store ? ['--store', store] : [])]);
    const api = new Api(running.readyAt);
    await api.create(configMaps, { metadata: { name: 'a' } });
    const watches = await Promise.all(Array.from({ length: 50 }, () => openWatch(api)));
    const asked = performance.now();
    expect(await running.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000);
    // To the end, without a broken connection.
    for (const { rest } of watches) expect(await rest).toEqual([]);
    expect(running.output()).not.toMatch(/error/i);
    await etcd?.stop();
  }, minute);

  it.each(['scheduler', 'controllers', 'kubelet-sim'])('ends the %s, too', async (part) => {
    const etcd = await startEtcd();
    const running = await start([part, '--store', etcd.url, '--log-level', 'warn']);
    expect(await running.stop()).toBe(0);
    await etcd.stop();
  }, minute);
});

/** Resolves when the watch is open; `rest` are the events after the first. */
async function openWatch(api: Api): Promise<{ rest: Promise<Event<KubeObject>[]> }> {
  // One map: controllers make others by and by.
  const events = api.watch(`${configMaps}?watch=1&fieldSelector=metadata.name%3Da`);
  await events.next();
  const toTheEnd = async (): Promise<Event<KubeObject>[]> => {
    const rest: Event<KubeObject>[] = [];
    for await (const event of events) rest.push(event);
    return rest;
  };
  return { rest: toTheEnd() };
}
