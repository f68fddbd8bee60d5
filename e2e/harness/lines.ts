/** A program whose output is read line by line. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface LineReader {
  /** All lines so far. */
  readonly lines: readonly string[];
  /** Resolves with the lines once one of them, from `from` on, satisfies `wanted`; rejects with the output when the program ends before. */
  until(wanted: (line: string) => boolean, from?: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export function readLines(program: string, args: readonly string[]): LineReader {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let fault = '';
  let over = false;
  let wake = (): void => undefined;
  child.stderr.on('data', (chunk: Buffer) => { fault += chunk.toString(); });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => {
    over = true;
    wake();
    resolve();
  }));
  return {
    lines,
    async until(wanted, from = 0) {
      while (!lines.slice(from).some(wanted)) {
        if (over) throw new Error(`the program ended: ${lines.join('\n')}\n${fault}`);
        await new Promise<void>((resolve) => { wake = resolve; });
      }
      return lines;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
