/** `minikapi ctl ARGS…` within a test: what it writes, and how it ends. */
import { runTool } from '../../tool';
import { ctl } from '..';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** What the command line would be told. */
  readonly error?: Error;
}

export async function run(...args: readonly string[]): Promise<Ran> {
  const [stdout, stderr] = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockReturnValue(true));
  const text = (spy: jest.SpyInstance | undefined): string => (spy?.mock.calls ?? []).map(([chunk]) => String(chunk)).join('');
  const before = process.exitCode;
  process.exitCode = undefined;
  let error: Error | undefined;
  try {
    await runTool('ctl', ctl, args);
  } catch (thrown) {
    error = thrown as Error;
  }
  const ran = { stdout: text(stdout), stderr: text(stderr), code: error ? 1 : Number(process.exitCode ?? 0), ...(error && { error }) };
  process.exitCode = before;
  for (const spy of [stdout, stderr]) spy?.mockRestore();
  return ran;
}
