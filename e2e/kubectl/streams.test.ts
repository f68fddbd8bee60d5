/** kubectl's ways into pods: logs, exec, attach, port-forward, proxy, debug. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { program } from '../harness/kubectl';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';
import { embedded, overHttp } from '../harness/topologies';

const minute = 60_000;

const pods = '/api/v1/namespaces/streams/pods';

interface ContainerStatus { restartCount: number; state: { running?: object } }
interface Pod { status: { phase: string;  containerStatuses?: ContainerStatus[]; ephemeralContainerStatuses?: ContainerStatus[] } }

const pod = (name: string, spec: object, annotations: object = {}): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, annotations, labels: { app: name } }, spec });

const web = pod('web', {
  containers: [
    {
      name: 'c', image: 'nginx', ports: [{ containerPort: 80 }], volumeMounts: [{ name: 'conf', mountPath: '/etc/conf' }], envFrom: [{ configMapRef: { name: 'conf' } }],
      env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }, { name: 'SAID', value: '$(color), I say' }, { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'hidden', key: 'password' } } }],
    },
    { name: 'side', image: 'fluentd' },
  ],
  initContainers: [{ name: 'first', image: 'busybox' }],
  volumes: [{ name: 'conf', projected: { sources: [{ configMap: { name: 'conf' } }, { secret: { name: 'hidden' } }, { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } }] } }],
});

const crashing = pod('crashing', { containers: [{ name: 'c', image: 'nginx' }] }, { 'minikapi.dev/run-time': '100ms', 'minikapi.dev/exit-code': '3' });
const short = pod('short', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'nginx' }] }, { 'minikapi.dev/run-time': '4s', 'minikapi.dev/log-interval': '500ms' });
const spoken = pod('spoken', { containers: [{ name: 'c', image: 'nginx' }] }, { 'minikapi.dev/log': 'one\ntwo\nthree' });
const ticking = pod('ticking', { containers: [{ name: 'c', image: 'nginx' }] }, { 'minikapi.dev/log-interval': '200ms' });
const taking = pod('taking', { containers: [{ name: 'c', image: 'busybox', stdin: true, tty: true }] });
const waiting = pod('waiting', { containers: [{ name: 'c', image: 'nginx' }] }, { 'minikapi.dev/start-delay': '10m' });

describe.each([embedded, overHttp])('$name', (topology) => {
  const { ok, refused, attempt, feed, watching, folder, api } = story('streams', topology);

  beforeAll(async () => {
    await ok`create configmap conf --from-literal=color=green`;
    await ok`create secret generic hidden --from-literal=password=sesame`;
    await feed(web, crashing, spoken, ticking, taking, waiting)`create -f -`;
    await ok`wait pod/web pod/spoken pod/ticking pod/taking --for=condition=Ready --timeout=30s`;
    await ok`expose pod web --port=8080 --target-port=80`;
  }, minute);

  describe('logs', () => {
    it('of a container, with times, from the end, by age, cut', async () => {
      expect(await ok`logs web -c c`).toMatch(/^starting c from nginx\nlistening on 80\/TCP\nc is ready\n/);
      expect(await ok`logs spoken`).toBe('one\ntwo\nthree\n');
      expect(await ok`logs spoken --tail=2`).toBe('two\nthree\n');
      expect(await ok`logs spoken --timestamps --tail=1`).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z three\n$/);
      expect(await ok`logs spoken --since=1h --limit-bytes=5`).toBe('one\nt');
      expect(await ok`logs spoken --since-time=2100-01-01T00:00:00Z`).toBe('');
    });

    it('of all containers, of an init container, by label', async () => {
      const all = await ok`logs web --all-containers --prefix`;
      for (const line of ['[pod/web/first] first is done\n', '[pod/web/c] c is ready\n', '[pod/web/side] side is ready\n']) expect(all).toContain(line);
      expect(await ok`logs web -c first`).toBe('starting first from busybox\nfirst is ready\nfirst is done\n');
      expect(await ok`logs -l app=spoken --tail=1`).toBe('three\n');
    });

    it('of the run before', async () => {
      await api().until<Pod>(pods, 'crashing', ({ status }) => (status.containerStatuses?.[0]?.restartCount ?? 0) > 0);
      expect(await ok`logs crashing --previous`).toMatch(/fatal: c ends with exit code 3\n$/);
      expect(await refused`logs spoken --previous`).toBe('Error from server (BadRequest): previous terminated container "c" in pod "spoken" not found');
    });

    it('go on until the container ends', async () => {
      await feed(short)`create -f -`;
      await ok`wait pod/short --for=condition=Ready --timeout=30s`;
      const text = await ok`logs -f short`;
      expect(text).toMatch(/^starting c from nginx\nc is ready\n(round \d+: .*\n){2,}c is done\n$/);
    }, minute);

    it('are refused in upstream\'s words', async () => {
      expect(await refused`logs waiting`).toBe('Error from server (BadRequest): container "c" in pod "waiting" is waiting to start: ContainerCreating');
      expect(await refused`logs web -c nope`).toContain('container nope is not valid for pod web');
      expect(await refused`logs nope`).toContain('pods "nope" not found');
    });
  });

  describe('exec', () => {
    it('runs a command, and tells how it ended', async () => {
      expect(await ok`exec web -c c -- hostname`).toBe('web\n');
      const { code, stdout, stderr } = await attempt`exec web -c c -- sh -c ${'echo out; echo err >&2; exit 7'}`;
      expect([code, stdout, stderr]).toEqual([7, 'out\n', 'err\ncommand terminated with exit code 7\n']);
    });

    it('in the container\'s surroundings', async () => {
      const environment = await ok`exec web -c c -- env`;
      for (const line of ['color=green', 'SAID=green, I say', 'PASSWORD=sesame', 'HOSTNAME=web']) expect(environment.split('\n')).toContain(line);
      expect(environment).toMatch(/^NODE=node-\d$/m);
      expect(environment).toMatch(/^WEB_SERVICE_PORT=8080$/m);
      expect(await ok`exec web -c c -- sh -c ${'cat /etc/conf/color /etc/conf/password; echo; cat /etc/conf/labels; echo; cat /etc/hostname; ls /etc/conf | wc -l'}`).toBe('greensesame\napp="web"\nweb\n3\n');
      expect(await ok`exec web -c side -- ls /etc`).not.toMatch(/^conf$/m);
    });

    it('sends what it is given', async () => {
      expect(await feed({ a: 1 })`exec -i web -c c -- cat`).toBe('{"a":1}');
      expect(await feed({ a: 1 })`exec -i web -c c -- sh -c ${'cat > /tmp/sent; wc -c /tmp/sent'}`).toBe('7 /tmp/sent\n');
      expect(await ok`exec web -c c -- cat /tmp/sent`).toBe('{"a":1}');
    });

    it('is refused where there is nothing to run, or nowhere', async () => {
      expect(await refused`exec web -c c -- nginx`).toContain('exec: "nginx": executable file not found in $PATH: unknown');
      expect(await refused`exec waiting -- ls`).toContain('container not found ("c")');
      expect(await refused`exec web -c nope -- ls`).toContain('container');
      expect((await attempt`exec web -c c -- sh -c nginx`).code).toBe(127);
    });

    it('copies files both ways', async () => {
      const at = (name: string): string => join(folder(), name);
      mkdirSync(at('sent/inner'), { recursive: true });
      writeFileSync(at('sent/inner/text'), 'some text\n');
      writeFileSync(at('sent/bytes'), Buffer.from([0, 255, 10, 0]));
      await ok`cp ${at('sent')} web:/tmp/came -c c`;
      expect(await ok`exec web -c c -- cat /tmp/came/inner/text`).toBe('some text\n');
      await ok`cp web:/tmp/came ${at('back')} -c c`;
      expect([readFileSync(at('back/inner/text'), 'utf8'), readFileSync(at('back/bytes'))]).toEqual(['some text\n', Buffer.from([0, 255, 10, 0])]);
      await ok`cp web:/etc/hostname ${at('copied')} -c c`;
      expect(readFileSync(at('copied'), 'utf8')).toBe('web\n');
      expect((await attempt`cp ${at('copied')} web:/etc/conf/new -c c`).stderr).toContain('Read-only file system');
    });

    it('on a terminal', async () => {
      const screen = await onTerminal(folder(), 'exec -it web -c c -- sh', ['cd /etc/conf\r', 'echo $PASSWORD from $(pwd)\r', 'exit 4\r']);
      expect(screen).toContain('/ # cd /etc/conf\r\n/etc/conf # echo $PASSWORD from $(pwd)\r\nsesame from /etc/conf\r\n/etc/conf # exit 4\r\n');
      expect(screen).toContain('command terminated with exit code 4');
    }, minute);
  });

  it('attach shows what a container says, or takes what it is told', async () => {
    const following = watching`attach ticking`;
    await following.saw(/round \d+: /);
    following.stop();
    expect(await onTerminal(folder(), 'attach -it taking', ['hostname\r', 'exit\r'])).toContain('taking\r\n');
  }, minute);

  it('run -it: the container ends with its shell', async () => {
    expect(await onTerminal(folder(), 'run -it visit --image=busybox --restart=Never -- sh', ['hostname\r', 'exit 3\r'])).toContain('visit\r\n');
    const { status } = await api().until<Pod>(pods, 'visit', ({ status: { phase } }) => phase === 'Failed');
    expect(status.containerStatuses).toMatchObject([{ state: { terminated: { exitCode: 3, reason: 'Error' } } }]);
  }, minute);

  if (kubectlSince(25)) {
    it('debug: a container that is added can be entered', async () => {
      await ok`debug web --image=busybox -c probe --attach=false -- sh -c ${'echo probing; sleep 1d'}`;
      await api().until<Pod>(pods, 'web', ({ status }) => status.ephemeralContainerStatuses?.[0]?.state.running !== undefined);
      expect(await ok`exec web -c probe -- hostname`).toBe('web\n');
      expect(await ok`logs web -c probe`).toBe('probing\n');
      expect(await onTerminal(folder(), 'debug -it web --image=busybox', ['hostname\r', 'exit\r'])).toContain('web\r\n');
    }, minute);
  }

  describe('ports', () => {
    it('are forwarded', async () => {
      const forwarding = watching`port-forward pod/web :80`;
      const [, port] = /127\.0\.0\.1:(\d+) -> 80/.exec(await forwarding.saw(/127\.0\.0\.1:\d+ -> 80/)) ?? [];
      const answer = await fetch(`http://127.0.0.1:${port}/some/page?x=1`, { method: 'POST', body: 'sent' });
      expect(await answer.text()).toMatch(/^pod: streams\/web\n[^]*port: 80\n\nPOST \/some\/page\?x=1 HTTP\/1\.1\n[^]*\n\nsent$/);
      const both = await Promise.all([1, 2, 3].map(async (i) => (await fetch(`http://127.0.0.1:${port}/${i}`)).text()));
      both.forEach((text, i) => expect(text).toContain(`GET /${i + 1} HTTP/1.1`));
      forwarding.stop();
    }, minute);

    it('are refused where nobody listens', async () => {
      const forwarding = watching`port-forward pod/web :81`;
      const [, port] = /127\.0\.0\.1:(\d+) -> 81/.exec(await forwarding.saw(/127\.0\.0\.1:\d+ -> 81/)) ?? [];
      await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
      await forwarding.saw(/error forwarding port 81: failed to connect to localhost:81 inside namespace/);
      forwarding.stop();
    }, minute);

    it('answer through the API server', async () => {
      expect(await ok`get --raw /api/v1/namespaces/streams/pods/web/proxy/a/b?c=d`).toMatch(/^pod: streams\/web\n[^]*port: 80\n\nGET \/a\/b\?c=d HTTP/);
      expect(await ok`get --raw /api/v1/namespaces/streams/services/web:8080/proxy/x`).toContain('GET /x HTTP');
      expect(await ok`get --raw /api/v1/nodes/node-1/proxy/healthz`).toBe('ok');
      expect(JSON.parse(await ok`get --raw /api/v1/nodes/node-1/proxy/pods`)).toMatchObject({ kind: 'PodList' });
      expect(await refused`get --raw /api/v1/namespaces/streams/pods/web:81/proxy/`).toContain('unable to handle the request');
    });
  });

  it('the official client takes the same ways', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, '../clients/streams.mjs'), join(folder(), 'kubeconfig'), 'streams']);
    expect(JSON.parse(stdout)).toEqual({
      log: 'one\ntwo\nthree\n', followed: ['one', 'two', 'three'],
      exec: { out: 'out\n', err: 'err\n', status: { status: 'Failure', reason: 'NonZeroExitCode', exitCode: '7' } },
      piped: 'typed', attached: expect.stringContaining('taking\r\n'), forwarded: expect.stringContaining('GET /forwarded HTTP/1.1'),
    });
  }, minute);
});

/** kubectl on a pseudo-terminal (util-linux script), typed to when the prompt is there. */
async function onTerminal(folder: string, command: string, keys: readonly string[]): Promise<string> {
  const child = spawn('script', ['-qec', `${program} -n streams ${command}`, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', KUBECONFIG: join(folder, 'kubeconfig') } });
  let [screen, prompts] = ['', 0];
  const left = [...keys];
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    for (const seen = screen.match(/ # /g)?.length ?? 0; prompts < seen && left.length; prompts++) child.stdin.write(left.shift());
  });
  await new Promise<void>((resolve) => { child.once('close', () => resolve()); });
  return screen;
}
