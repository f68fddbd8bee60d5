import { SteppedClock, type core } from '../../api';
import { generatedLog } from './generated';
import { writtenLog, type Log } from './log';
import { logOptions } from './options';
import { NoLog, runOf, sameRun } from './runs';
import { tell, type LogSource } from './tell';

const start = Date.UTC(2026, 0, 1);
const web = { name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] };
const run = { id: 'minikapi://u/web/0', startedAt: start };

async function told(log: Log, query: string, now = start + 60_000): Promise<string> {
  let text = '';
  const clock = new SteppedClock(now);
  const source: LogSource = { look: () => Promise.resolve({ log, ended: true }), onChange: () => () => undefined };
  await tell(source, logOptions(new URLSearchParams(query), now), clock, { write: (more) => { text += more; return Promise.resolve(); }, signal: new AbortController().signal });
  return text;
}

const given = writtenLog(['a', 'b', 'c', 'dä'].map((text, i) => ({ time: start + 1000 * i, text, stream: i === 1 ? 'stderr' : 'stdout' })));

describe('what is wanted of a log', () => {
  it.each([
    ['', 'a\nb\nc\ndä\n'],
    ['tailLines=2', 'c\ndä\n'],
    ['tailLines=0', ''],
    ['tailLines=100', 'a\nb\nc\ndä\n'],
    ['limitBytes=3', 'a\nb'],
    ['timestamps=true&tailLines=1', '2026-01-01T00:00:03.000000000Z dä\n'],
    ['sinceTime=2026-01-01T00:00:02Z', 'c\ndä\n'],
    ['sinceSeconds=58', 'c\ndä\n'],
    ['sinceSeconds=59&tailLines=3', 'b\nc\ndä\n'],
    ['sinceSeconds=1', ''],
    ['stream=Stderr', 'b\n'],
    ['stream=Stdout&tailLines=2', 'c\ndä\n'],
    ['previous=0&timestamps=false', 'a\nb\nc\ndä\n'],
  ])('%s', async (query, text) => {
    expect(await told(given, query)).toBe(text);
  });
});

describe('a log that is made up', () => {
  const log = generatedLog(web, run);

  it('begins with the start, and goes on with its time', async () => {
    const lines = (await told(log, 'timestamps=true')).split('\n');
    expect(lines.slice(0, 3)).toEqual(['2026-01-01T00:00:00.000000000Z starting web from nginx', '2026-01-01T00:00:00.020000000Z listening on 80/TCP', '2026-01-01T00:00:00.040000000Z web is ready']);
    expect(lines.slice(3, -1).every((line) => /^2026-01-01T00:0[01]:\d\d\.\d{9}Z GET \/\S* (200|404) \d+ ms$/.test(line))).toBe(true);
    expect(lines.length).toBeGreaterThan(6);
  });

  it('is the same however often it is asked, and from wherever', () => {
    const count = log.count(start + 86_400_000);
    const times = Array.from({ length: count }, (_, i) => log.timeOf(i));
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(times.every((time) => time <= start + 86_400_000)).toBe(true);
    expect(log.timeOf(count)).toBeGreaterThan(start + 86_400_000);
    expect(generatedLog(web, run).line(count - 1)).toEqual(log.line(count - 1));
    expect(generatedLog(web, { ...run, id: 'other' }).line(count - 1)).not.toEqual(log.line(count - 1));
  });

  it.each([[0, 'stdout', 'web is done'], [137, 'stderr', 'fatal: web ends with exit code 137']] as const)('ends with how the container ended: %d', (exitCode, stream, text) => {
    const ended = generatedLog(web, { ...run, end: { at: start + 25_000, exitCode } });
    const count = ended.count(start + 25_000);
    expect(ended.line(count - 1)).toEqual({ time: start + 25_999, stream, text });
    expect(ended.count(start + 1e9)).toBe(count);
    expect(ended.timeOf(count)).toBe(Infinity);
    expect(ended.line(count - 2)).toEqual(log.line(count - 2));
  });
});

it('a log is followed by time and by what happens to its container, until it ends', async () => {
  const clock = new SteppedClock(start);
  let [log, ended, wake] = [generatedLog(web, run), false, (): void => undefined];
  let [text, left] = ['', false];
  const source: LogSource = { look: () => Promise.resolve({ log, ended }), onChange: (changed) => { wake = changed; return () => { left = true; }; } };
  const following = tell(source, logOptions(new URLSearchParams('follow=true'), start), clock, { write: (more) => { text += more; return Promise.resolve(); }, signal: new AbortController().signal });
  await clock.step(0);
  expect(text).toBe('starting web from nginx\n');
  await clock.step(60);
  expect(text.split('\n')).toHaveLength(4);
  await clock.step(15_000);
  expect(text.split('\n')).toHaveLength(5);
  [log, ended] = [generatedLog(web, { ...run, end: { at: start + 16_000, exitCode: 1 } }), true];
  wake();
  await following;
  expect(text).toMatch(/\nfatal: web ends with exit code 1\n$/);
  expect([left, clock.untilNext()]).toEqual([true, undefined]);
});

it('nobody reads any more: nothing is left', async () => {
  const [clock, gone] = [new SteppedClock(start), new AbortController()];
  const source: LogSource = { look: () => Promise.resolve({ log: generatedLog(web, run), ended: false }), onChange: () => () => undefined };
  const following = tell(source, logOptions(new URLSearchParams('follow=1'), start), clock, { write: () => Promise.resolve(), signal: gone.signal });
  await clock.step(1000);
  gone.abort();
  await following;
  expect(clock.untilNext()).toBeUndefined();
});

describe('which run is meant', () => {
  const end = (id: string, exitCode = 1): core.ContainerState => ({ terminated: { exitCode, containerID: id, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:05Z' } });
  const pod = (state: core.ContainerState, lastState?: core.ContainerState, list = 'containerStatuses'): core.Pod =>
    ({ metadata: { name: 'p' }, spec: { containers: [] }, status: { [list]: [{ name: 'c', state, lastState, containerID: 'now', ready: false, restartCount: 0, image: '', imageID: '' }] } }) as unknown as core.Pod;
  const running = { running: { startedAt: '2026-01-01T00:01:00Z' } };

  it.each<[string, core.Pod, boolean, object | string]>([
    ['it runs', pod(running), false, { id: 'now' }],
    ['it runs, and ran before', pod(running, end('before')), true, { id: 'before', end: { exitCode: 1 } }],
    ['it runs for the first time', pod(running), true, 'previous terminated container "c" in pod "p" not found'],
    ['it has ended', pod(end('a', 0)), false, { id: 'a', end: { exitCode: 0 } }],
    ['it waits for its restart', pod({ waiting: { reason: 'CrashLoopBackOff' } }, end('b')), false, { id: 'b' }],
    ['it waits for its start', pod({ waiting: { reason: 'ContainerCreating' } }), false, 'container "c" in pod "p" is waiting to start: ContainerCreating'],
    ['its image cannot be had', pod({ waiting: { reason: 'ErrImagePull' } }), false, 'container "c" in pod "p" is waiting to start: image can\'t be pulled'],
    ['nor again', pod({ waiting: { reason: 'ImagePullBackOff' } }), false, 'container "c" in pod "p" is waiting to start: trying and failing to pull image'],
    ['nobody knows', pod({}), false, 'container "c" in pod "p" is waiting to start - no logs yet'],
    ['it is an init container', pod(end('i', 0), undefined, 'initContainerStatuses'), false, { id: 'i' }],
    ['it is an ephemeral one', pod(running, undefined, 'ephemeralContainerStatuses'), false, { id: 'now' }],
    ['it is none', pod(running, undefined, 'none'), false, 'container "c" in pod "p" is not available'],
  ])('%s', (_, of, previous, found) => {
    if (typeof found === 'string') expect(() => runOf(of, 'c', previous)).toThrow(new NoLog(found));
    else expect(runOf(of, 'c', previous)).toMatchObject(found);
  });

  it('a run is known again when it has ended, and when it is the one before', () => {
    const seen = runOf(pod(running), 'c', false);
    expect(sameRun(pod(end('now', 2)), 'c', seen)).toMatchObject({ id: 'now', end: { exitCode: 2 } });
    expect(sameRun(pod(running, end('now', 2)), 'c', { ...seen, id: 'now' })).toMatchObject({ id: 'now' });
    expect(sameRun(pod({ waiting: {} }, end('now', 2)), 'c', seen)).toMatchObject({ id: 'now', end: { exitCode: 2 } });
    expect(sameRun(pod({ waiting: {} }), 'c', seen)).toBeUndefined();
  });
});
