/** A store whose process is killed at any moment, several times over, loses nothing that was acknowledged. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { silentLogger, systemClock } from '../../api';
import { text } from './contract/harness';
import { openEmbedded } from './embedded';
import { temporaryDirectory } from './testing/temporary-directory';

/** Runs the writer until it has acknowledged that many writes, kills it, and returns all that it acknowledged. */
async function writeAndKill(directory: string, round: number, writes: number): Promise<Map<string, number>> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'testing/crash-writer.ts'), directory, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    lines += chunk.split('\n').length - 1;
    if (lines >= writes) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => { child.on('close', (_code, ended) => resolve(ended)); });
  expect(signal).toBe('SIGKILL');
  const whole = output.slice(0, output.lastIndexOf('\n')).split('\n');
  return new Map(whole.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

it('loses nothing acknowledged when it is killed, round after round', async () => {
  const directory = await temporaryDirectory();
  const acknowledged = new Map<string, number>();
  for (const [round, writes] of [1, 150, 700, 2_500].entries()) {
    for (const [key, revision] of await writeAndKill(directory.path, round, writes)) acknowledged.set(key, revision);
    const kv = await openEmbedded(directory.path, { clock: systemClock, log: silentLogger });
    for (const [key, revision] of acknowledged) {
      const { kv: found } = await kv.get(key);
      expect([key, found?.modRevision, text(found?.value)]).toEqual([key, revision, `${key} again`]);
    }
    await kv.close();
  }
  await directory.remove();
}, 60_000);
