/** What Logs, Exec, Attach and PortForward objects may have of this machine, and what they may not. */
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { seededRandom, silentLogger, systemClock, type core } from '../../api';
import type { HostAccess } from '../host/access';
import { imageFiles } from '../machines/image';
import type { AttachRule, ExecRule, ForwardRule, LogRule } from '../resources/streams';
import { Shell } from '../shell/shell';
import { boundPod } from '../testing/cluster';
import type { World } from './call';
import { routes } from './routes';
import { startKubeletServer, type KubeletServer } from './server';

let folder = '';
let access: HostAccess = { exec: false, logFiles: undefined };
let said: { log?: LogRule; attach?: AttachRule; exec?: ExecRule; forward?: ForwardRule } = {};
let server: KubeletServer;
let isRunning = true;

const pod = (): core.Pod => ({
  ...boundPod('web'),
  status: { phase: 'Running', podIP: '10.0.0.1', containerStatuses: [{ name: 'web', containerID: 'r', state: isRunning ? { running: { startedAt: '2026-01-01T00:00:00Z' } } : { terminated: { exitCode: 0, containerID: 'r', startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:01:00Z' } } } as core.ContainerStatus] },
});
const world: World = { serves: () => true, pod, podsOn: () => [pod()], onChange: () => () => undefined };

beforeAll(async () => {
  server = await startKubeletServer({
    clock: systemClock, random: seededRandom(1), log: silentLogger, world, routes,
    machines: { end: () => Promise.resolve(), enter: () => Promise.resolve(new Shell({ files: imageFiles(), hostname: 'simulated', user: 0, group: 0, clock: systemClock }, new Map(), '/')) },
    rules: { log: () => said.log, attach: () => said.attach, exec: () => said.exec, forward: () => said.forward },
    get access() { return access; },
  });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logs-'));
  mkdirSync(join(folder, 'logs'));
  [access, said, isRunning] = [{ exec: false, logFiles: join(folder, 'logs') }, {}, true];
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => server.close());

const at = (name: string): string => join(folder, 'logs', name);
const written = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

async function ask(path: string): Promise<[number | undefined, string]> {
  const asking = httpRequest({ host: '127.0.0.1', port: server.port, path, agent: false, headers: { Host: 'node-1' } }).end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return [answer.statusCode, text];
}

describe('logs of files', () => {
  const cri = '2026-01-01T00:00:01.5Z stdout F one\n2026-01-01T00:00:02Z stdout P tw\n2026-01-01T00:00:02Z stdout F o\n2026-01-01T00:00:03Z stderr F three\n';

  it('as runtimes write them, and plain ones', async () => {
    said.log = { logsFile: written('a', cri), previousLogsFile: written('b', '{"log":"docker\\n","stream":"stdout","time":"2026-01-01T00:00:09Z"}\nplain\n{no json}\nno end') };
    expect(await ask('/containerLogs/default/web/web')).toEqual([200, 'one\ntwo\nthree\n']);
    expect(await ask('/containerLogs/default/web/web?timestamps=true&tailLines=2')).toEqual([200, '2026-01-01T00:00:02.000000000Z two\n2026-01-01T00:00:03.000000000Z three\n']);
    expect(await ask('/containerLogs/default/web/web?stream=Stderr')).toEqual([200, 'three\n']);
    expect(await ask('/containerLogs/default/web/web?previous=true')).toEqual([200, 'docker\nplain\n{no json}\nno end\n']);
  });

  it('by a path within the folder', async () => {
    written('a', 'hi\n');
    said.log = { logsFile: 'a' };
    expect(await ask('/containerLogs/default/web/web')).toEqual([200, 'hi\n']);
  });

  it('are followed until the container ends', async () => {
    said.log = { logsFile: written('a', 'one\n') };
    const asking = httpRequest({ host: '127.0.0.1', port: server.port, path: '/containerLogs/default/web/web?follow=true', agent: false, headers: { Host: 'node-1' } }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    let text = '';
    answer.on('data', (data: Buffer) => { text += data.toString(); });
    const heard = async (wanted: string): Promise<void> => { while (text !== wanted) await once(answer, 'data'); };
    await heard('one\n');
    appendFileSync(at('a'), 'two\nthr');
    await heard('one\ntwo\n');
    isRunning = false;
    await once(answer, 'end');
    expect(text).toBe('one\ntwo\nthr\n');
  });

  it('are made up where an object names no file', async () => {
    said.log = {};
    expect((await ask('/containerLogs/default/web/web?limitBytes=22'))[1]).toMatch(/^round \d+: /);
  });

  it.each<[string, () => string, RegExp]>([
    ['elsewhere', () => '/etc/hostname', /^the file "\/etc\/hostname" is not read: it does not lie in the folder that --allow-log-files names$/],
    ['above', () => '../x', /not (?:read: it does not lie in|be read: ENOENT)/],
    ['behind a link', () => { symlinkSync('/etc/hostname', at('link')); return at('link'); }, /does not lie in the folder/],
    ['nowhere', () => at('none'), /^the file ".*none" cannot be read: ENOENT$/],
    ['a folder', () => { mkdirSync(at('folder')); return at('folder'); }, /is not a file$/],
  ])('are refused: %s', async (_, path, words) => {
    writeFileSync(join(folder, 'x'), 'secret');
    said.log = { logsFile: path() };
    expect(await ask('/containerLogs/default/web/web')).toEqual([403, expect.stringMatching(words)]);
  });

  it('are refused where nobody allows it', async () => {
    said.log = { logsFile: written('a', 'hi\n') };
    access = { exec: false, logFiles: undefined };
    expect(await ask('/containerLogs/default/web/web')).toEqual([403, expect.stringMatching(/^the file ".*a" is not read: .* --allow-log-files$/)]);
  });
});

/** A command over a WebSocket: what came on each channel until it is closed; `send`: on standard input, which then ends. */
async function command(path: string, send?: string, watch: (came: Record<number, string>) => void = () => undefined): Promise<Record<number, string>> {
  const came: Record<number, string> = {};
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, ['v5.channel.k8s.io'], { headers: { Host: 'node-1' } });
  socket.on('message', (data: Buffer) => {
    // An empty message says that a channel is there.
    if (data.length === 1) return;
    came[data[0]!] = (came[data[0]!] ?? '') + data.subarray(1).toString();
    watch(came);
  });
  socket.once('open', () => {
    if (send === undefined) return;
    socket.send(Buffer.concat([Buffer.of(0), Buffer.from(send)]));
    socket.send(Buffer.of(255, 0));
  });
  const refused = once(socket, 'unexpected-response') as Promise<[unknown, IncomingMessage]>;
  socket.on('error', () => undefined);
  const answer = await Promise.race([once(socket, 'close').then(() => undefined), refused.then(([, response]) => response)]);
  if (answer) for await (const chunk of answer) came[answer.statusCode ?? 0] = String(chunk);
  return came;
}

describe('exec on this machine', () => {
  const run = (text: string): string => `/exec/default/web/web?output=1&error=1&input=1&command=sh&command=-c&command=${encodeURIComponent(text)}`;

  it('is refused where nobody allows it', async () => {
    said.exec = { local: {} };
    expect(await command(run('true'))).toEqual({ 403: 'programs of this machine are not run for containers unless minikapi is started with --allow-local-exec' });
  });

  it('is the simulated shell without `local`', async () => {
    said.exec = {};
    expect(await command(run('hostname'), '')).toMatchObject({ 1: 'simulated\n' });
  });

  it('runs with its folder and its environment; its exit code and its streams are told', async () => {
    access = { exec: true, logFiles: undefined };
    said.exec = { local: { workDir: folder, envs: [{ name: 'COLOR', value: 'green' }] } };
    const came = await command(run('pwd; echo $COLOR; cat; echo bad >&2; exit 3'), 'heard\n');
    expect(came).toMatchObject({ 1: `${folder}\ngreen\nheard\n`, 2: 'bad\n' });
    expect(JSON.parse(came[3]!)).toMatchObject({ reason: 'NonZeroExitCode', details: { causes: [{ message: '3' }] } });
  });

  it('a program that is not there is not found', async () => {
    access = { exec: true, logFiles: undefined };
    said.exec = { local: {} };
    expect(JSON.parse((await command('/exec/default/web/web?output=1&command=no-such-program'))[3]!)).toMatchObject({ reason: 'InternalError', message: expect.stringContaining('executable file not found in $PATH') as string });
  });
});

describe('attach to a file', () => {
  it('shows what is new', async () => {
    said.attach = { logsFile: written('a', 'old\n') };
    let writing = systemClock.after(0, function write() {
      appendFileSync(at('a'), 'new\n');
      writing = systemClock.after(20, write);
    });
    const came = await command('/attach/default/web/web?output=1', undefined, (so) => { isRunning = so[1] === undefined; });
    writing.cancel();
    expect(came[1]).toMatch(/^(?:new\n)+$/);
  });
});

describe('ports', () => {
  it('lead to loopback addresses, for /proxy too', async () => {
    const other = createServer((_, response) => response.end('me')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    said.forward = { target: { address: 'localhost', port: (other.address() as AddressInfo).port } };
    expect(await ask('/podProxy/default/web/80/')).toEqual([200, 'me']);
    other.close();
  });

  it.each(['10.0.0.1', 'example.com', '127.0.0.1.example.com', '127.999.0.1', '0.0.0.0', '::'])('lead nowhere else: %s', async (address) => {
    said.forward = { target: { address, port: 80 } };
    expect(await ask('/podProxy/default/web/80/')).toEqual([403, `nothing is sent to ${address}:80: ports of simulated pods are forwarded to loopback addresses alone`]);
  });

  it('lead to no program where nobody allows it', async () => {
    said.forward = { command: ['cat'] };
    expect(await ask('/podProxy/default/web/80/')).toEqual([403, expect.stringContaining('--allow-local-exec')]);
  });
});
