/** Runs a program in a container as `kubectl exec` does, and keeps the beginning of what it says. */
import { bcsRules, type core } from '../../api';
import { NotAllowed } from '../host/access';
import { NotStarted, runProcess } from '../host/processes';
import { UnknownUser } from '../machines/users';
import { inputOf, type Output, type Streams } from '../shell/io';
import type { ExecutorDeps } from './executor';

export interface Order {
  readonly words: readonly string[];
  /** `k=v`. */
  readonly env: readonly string[];
  readonly user: string;
}

export type Result =
  | { readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  /** Why it could not be begun. */
  | { readonly fault: string };

/** The document's example is `["ps -aux"]`: a single word with blanks is a shell's. */
export const wordsOf = (command: readonly string[]): readonly string[] => (command.length === 1 && /\s/.test(command[0]!.trim()) ? ['sh', '-c', command[0]!] : command);

export async function run(deps: Pick<ExecutorDeps, 'machines' | 'rules' | 'access' | 'timing'>, pod: core.Pod, container: string, order: Order, signal: AbortSignal): Promise<Result> {
  const most = deps.timing.commands.outputBytes;
  const [output, errors] = [new Beginning(most), new Beginning(most)];
  try {
    const exitCode = await codeOf(deps, pod, container, order, { input: inputOf(Buffer.alloc(0)), output, errors }, signal);
    if (exitCode !== undefined) return { exitCode, stdout: output.text(), stderr: errors.text() };
    return { fault: `exec: ${JSON.stringify(order.words[0] ?? '')}: executable file not found in $PATH` };
  } catch (error) {
    if (error instanceof UnknownUser || error instanceof NotAllowed || error instanceof NotStarted) return { fault: error.message };
    throw error;
  }
}

/** Undefined: there is no such program. */
async function codeOf({ machines, rules, access }: Pick<ExecutorDeps, 'machines' | 'rules' | 'access'>, pod: core.Pod, container: string, { words, env, user }: Order, streams: Streams, signal: AbortSignal): Promise<number | undefined> {
  const { local } = rules.exec(pod, container) ?? {};
  const variables = new Map(env.map((text): [string, string] => {
    const at = text.indexOf('=');
    return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  }));
  if (local) return runProcess(access, words, { ...local, envs: [...(local.envs ?? []), ...[...variables].map(([name, value]) => ({ name, value }))] }, streams, signal);
  const shell = await machines.enter(pod, container, false, { user, variables });
  return shell.execute(words, streams, signal);
}

/** Keeps the first bytes that are written. */
class Beginning implements Output {
  private kept = Buffer.alloc(0);

  constructor(private readonly most: number) {}

  write(data: string | Buffer): void {
    // One byte more: whether a letter is cut shows by what follows.
    const room = this.most + 1 - this.kept.length;
    if (room > 0) this.kept = Buffer.concat([this.kept, Buffer.from(data).subarray(0, room)]);
  }

  text(): string {
    return bcsRules.beginningOf(this.kept, this.most);
  }
}
