/** Real kubectl. `KUBECTL` names another program than the one on the PATH. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What goes to its standard input; the command that `kubectl edit` runs. */
export interface Given { readonly input?: string; readonly editor?: string }

export const examples = join(__dirname, '../../examples');

export const program = process.env.KUBECTL ?? 'kubectl';

export class Kubectl {
  /** `home` keeps what kubectl writes, so that tests do not share it. */
  constructor(private readonly kubeconfig: string, private readonly home: string) {}

  /** Runs to the end; throws with what kubectl wrote when it fails. */
  async run(...args: readonly string[]): Promise<string> {
    const result = await this.try(args);
    if (result.code !== 0) throw new Error(`kubectl ${args.join(' ')}: exit ${result.code}\n${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  async json<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await this.run(...args, '-o', 'json')) as T;
  }

  /** Also when it fails. */
  try(args: readonly string[], { input, editor }: Given = {}): Promise<Result> {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...this.env, KUBE_EDITOR: editor },
    });
    child.stdin.end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  async apply(object: object): Promise<string> {
    const result = await this.try(['apply', '-f', '-'], { input: JSON.stringify(object) });
    if (result.code !== 0) throw new Error(`kubectl apply: ${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  /** A `get -w` whose lines can be waited for. */
  watch(...args: readonly string[]): Watching {
    return new Watching(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: this.env }));
  }

  private get env(): NodeJS.ProcessEnv {
    // Without KUBECTL_APPLYSET there is no `apply --applyset`.
    return { PATH: process.env.PATH, HOME: this.home, TMPDIR: this.home, KUBECONFIG: this.kubeconfig, KUBECTL_APPLYSET: 'true' };
  }
}

export class Watching {
  private text = '';
  private waiting: { pattern: RegExp; resolve: (text: string) => void }[] = [];

  constructor(private readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => this.read(chunk.toString()));
  }

  /** Resolves with everything seen once it matches. */
  saw(pattern: RegExp): Promise<string> {
    if (pattern.test(this.text)) return Promise.resolve(this.text);
    return new Promise((resolve) => this.waiting.push({ pattern, resolve }));
  }

  stop(): void {
    this.child.kill();
  }

  private read(chunk: string): void {
    this.text += chunk;
    const due = this.waiting.filter((w) => w.pattern.test(this.text));
    this.waiting = this.waiting.filter((w) => !due.includes(w));
    for (const { resolve } of due) resolve(this.text);
  }
}
