import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '../testing/temporary-directory';
import { lockDirectory } from './directory-lock';

let directory: TemporaryDirectory;
const lockPath = (): string => join(directory.path, 'lock');

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(() => directory.remove());

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((resolve) => { setImmediate(resolve); });
}

it('is refused to a second one in this process, and free again after release', async () => {
  const lock = await lockDirectory(directory.path);
  await expect(lockDirectory(`${directory.path}/.`)).rejects.toThrow(/is in use by this process/);
  await lock.release();
  expect(await readdir(directory.path)).toEqual([]);
  await (await lockDirectory(directory.path)).release();
});

it('is refused while another process lives, and taken over when it is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const mine = await lockDirectory(directory.path);
  const started = process.platform === 'linux' ? await startedAt(child.pid ?? 0, await readFile(lockPath(), 'utf8')) : undefined;
  await mine.release();
  await writeFile(lockPath(), JSON.stringify({ pid: child.pid, started }));
  await expect(lockDirectory(directory.path)).rejects.toThrow(`is in use by process ${child.pid}: stop it, or choose another directory`);
  await new Promise((resolve) => { child.on('close', resolve).kill('SIGKILL'); });
  const lock = await lockDirectory(directory.path);
  expect(JSON.parse(await readFile(lockPath(), 'utf8'))).toMatchObject({ pid: process.pid });
  await lock.release();
  expect(await readdir(directory.path)).toEqual([]);
});

it('is taken over from a killed process that nobody has waited for', async () => {
  // The shell becomes a `tail` that never waits for its child. Killed only then: a shell may wait for a child that ended before it.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec tail -f /dev/null'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pid = Number(String(await new Promise((resolve) => { parent.stdout.once('data', resolve); })));
  await until(async () => (await readFile(`/proc/${parent.pid}/comm`, 'utf8')) === 'tail\n');
  process.kill(pid, 'SIGKILL');
  await until(async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z '));
  const mine = await lockDirectory(directory.path);
  const started = await startedAt(pid, await readFile(lockPath(), 'utf8'));
  await mine.release();
  await writeFile(lockPath(), JSON.stringify({ pid, started }));
  await (await lockDirectory(directory.path)).release();
  parent.kill('SIGKILL');
});

it.each([
  ['of an earlier process with this pid (a container that was killed)', JSON.stringify({ pid: process.pid, started: 'earlier 1' })],
  ['torn by a power cut', '{"pi'],
])('is taken over when the lock is one %s', async (_what, content) => {
  await writeFile(lockPath(), content);
  await (await lockDirectory(directory.path)).release();
});

it('goes to one of many that find a stale one at the same time', async () => {
  await writeFile(lockPath(), '');
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => lockDirectory(directory.path)));
  const [winner, ...others] = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(others).toEqual([]);
  await winner?.value.release();
});

/** The identity of another process, in the words of our own lock. */
async function startedAt(pid: number, ours: string): Promise<string> {
  const [boot] = (JSON.parse(ours) as { started: string }).started.split(' ');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return `${boot} ${stat.split(') ')[1]?.split(' ')[19]}`;
}
