/** What kwok's Logs, Exec, Attach and PortForward objects may have of this machine, when its user allows it. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { story } from '../harness/story';
import { embedded, embeddedWith } from '../harness/topologies';

const minute = 60_000;
const kwok = (kind: string, name: string, spec: object): object => ({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: { name }, spec });

/** Until it is heeded, what it says is another thing. */
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look()));
}

describe('allowed', () => {
  const { ok, attempt, feed, watching, folder } = story('host', embeddedWith('with flags', (at) => ['--allow-local-exec', '--allow-log-files', at]));

  beforeAll(async () => {
    await ok`run web --image=nginx`;
    await ok`wait pod/web --for=condition=Ready --timeout=30s`;
    await ok`wait crd --for=condition=Established --timeout=30s logs.kwok.x-k8s.io clusterexecs.kwok.x-k8s.io portforwards.kwok.x-k8s.io`;
  }, minute);

  it('a file is the log, and not other files', async () => {
    writeFileSync(join(folder(), 'a.log'), '2026-01-01T00:00:00Z stdout F from a file\n');
    await feed(kwok('Logs', 'web', { logs: [{ logsFile: join(folder(), 'a.log'), previousLogsFile: '/etc/hostname' }] }))`create -f -`;
    await until(async () => await ok`logs web` === 'from a file\n');
    expect((await attempt`logs web --previous`).stderr).toContain('does not lie in the folder that --allow-log-files names');
  }, minute);

  it('a program of this machine is run', async () => {
    await feed(kwok('ClusterExec', 'all', { selector: { matchNamespaces: ['host'] }, execs: [{ local: { workDir: folder(), envs: [{ name: 'COLOR', value: 'green' }] } }] }))`create -f -`;
    await until(async () => (await ok`exec web -- sh -c ${'echo $COLOR'}`) === 'green\n');
    const { code, stdout, stderr } = await attempt`exec web -- sh -c ${'ls a.log; echo bad >&2; exit 5'}`;
    expect([code, stdout, stderr]).toEqual([5, 'a.log\n', 'bad\ncommand terminated with exit code 5\n']);
  }, minute);

  it('ports lead to loopback addresses and to programs, and nowhere else', async () => {
    const other = createServer((_, response) => response.end('me')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await feed(kwok('PortForward', 'web', { forwards: [{ ports: [80], target: { address: '127.0.0.1', port } }, { ports: [81], command: ['sh', '-c', 'printf "HTTP/1.0 200 OK\\r\\n\\r\\nsaid"'] }, { target: { address: '192.0.2.1', port } }] }))`create -f -`;
    const through = async (to: number): Promise<{ at: string; forwarding: ReturnType<typeof watching> }> => {
      const forwarding = watching`port-forward pod/web :${String(to)}`;
      const [, local] = /127\.0\.0\.1:(\d+) ->/.exec(await forwarding.saw(/127\.0\.0\.1:\d+ ->/)) ?? [];
      return { at: `http://127.0.0.1:${local}/`, forwarding };
    };
    await until(async () => (await attempt`get --raw /api/v1/namespaces/host/pods/web/proxy/`).stdout === 'me');
    for (const [to, text] of [[80, 'me'], [81, 'said']] as const) {
      const { at, forwarding } = await through(to);
      expect(await (await fetch(at)).text()).toBe(text);
      forwarding.stop();
    }
    const { at, forwarding } = await through(82);
    await expect(fetch(at)).rejects.toThrow();
    await forwarding.saw(/nothing is sent to 192\.0\.2\.1:\d+: ports of simulated pods are forwarded to loopback addresses alone/);
    forwarding.stop();
    other.close();
  }, minute);
});

describe('not allowed', () => {
  const { ok, attempt, feed } = story('host', embedded);

  it('is refused by name, and stands on the objects', async () => {
    await ok`run web --image=nginx`;
    await ok`wait pod/web --for=condition=Ready --timeout=30s`;
    await ok`wait crd --for=condition=Established --timeout=30s clusterlogs.kwok.x-k8s.io execs.kwok.x-k8s.io`;
    await feed(kwok('ClusterLogs', 'all', { logs: [{ logsFile: '/etc/passwd' }] }), kwok('Exec', 'web', { execs: [{ local: {} }] }))`create -f -`;
    await ok`wait exec.kwok.x-k8s.io/web clusterlogs.kwok.x-k8s.io/all --for=condition=Accepted=False --timeout=30s`;
    expect((await attempt`logs web`).stderr).toMatch(/"\/etc\/passwd" is not read: .*--allow-log-files/);
    expect((await attempt`exec web -- id`).stderr).toContain('--allow-local-exec');
  }, minute);
});
