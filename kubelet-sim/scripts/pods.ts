/**
 * Pods whose container is a script (docs/dialects/minik8s-jobs.md): each run of it runs in the sandbox; what it says is its log when it has come to its end,
 * and its exit code the container's. The engine of pods' lives tells what becomes of a pod (`look`), and asks what its container does.
 */
import { formatKey, jobPods, keyOf, unitValue, type Clock, type core } from '../../api';
import type { FunctionView, Sandbox, Script, ScriptResult } from '../functions';
import { RunLog } from '../functions/log';
import { runtimeOf } from '../functions/sandbox/program';
import { statusOf } from '../logs/runs';

export interface ScriptPodsDeps {
  readonly clock: Clock;
  readonly sandbox: Pick<Sandbox, 'runScript'>;
}

interface ScriptRun {
  readonly id: string;
  readonly log: RunLog;
  readonly leave: AbortController;
  state: FunctionView['state'];
}

/** Where neither the job nor its pod says how long it may take. */
const usualTimeoutMs = 600_000;
/** 128 + SIGKILL. */
const killed = 137;

export class ScriptPods {
  /** By uid of the pod. */
  private readonly runs = new Map<string, ScriptRun>();
  private readonly listeners = new Set<(key: string) => void>();

  constructor(private readonly deps: ScriptPodsDeps) {}

  /** Calls with the key of a pod whose script has come to its end. */
  on(listener: (key: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begins what is to run, and stops what is not to; undefined: it is no script. */
  look(pod: core.Pod): FunctionView | undefined {
    const container = scriptContainer(pod);
    if (!container) return undefined;
    const { state, containerID: id = '' } = statusOf(pod, container.name) ?? {};
    const uid = pod.metadata.uid ?? '';
    const known = this.runs.get(uid);
    if (known && known.id !== id || !state?.running) known?.leave.abort();
    const run = state?.running && id ? this.runOf(pod, container, id) : undefined;
    return { container: container.name, state: run?.state ?? 'ready', isBusy: false };
  }

  /** Of the container with that id; undefined: nobody here has run it. */
  logOf({ metadata: { uid = '' } }: core.Pod, id: string): RunLog | undefined {
    const run = this.runs.get(uid);
    return run?.id === id ? run.log : undefined;
  }

  forget({ metadata: { uid = '' } }: core.Pod): void {
    this.runs.get(uid)?.leave.abort();
    this.runs.delete(uid);
  }

  close(): void {
    for (const { leave } of this.runs.values()) leave.abort();
  }

  private runOf(pod: core.Pod, container: core.Container, id: string): ScriptRun {
    const uid = pod.metadata.uid ?? '';
    const known = this.runs.get(uid);
    if (known?.id === id) return known;
    const run: ScriptRun = { id, log: new RunLog(), leave: new AbortController(), state: 'ready' };
    this.runs.set(uid, run);
    void this.toItsEnd(run, scriptOf(pod, container), formatKey(keyOf(pod)));
    return run;
  }

  private async toItsEnd(run: ScriptRun, script: Script, key: string): Promise<void> {
    const { clock, sandbox } = this.deps;
    const result = await sandbox.runScript(script, run.leave.signal).catch((error: unknown): ScriptResult => ({ exitCode: killed, stdout: '', stderr: run.leave.signal.aborted ? '' : `${String(error)}\n` }));
    run.log.hear(clock.now(), 'stdout', result.stdout);
    run.log.hear(clock.now(), 'stderr', errorsOf(result));
    run.log.end(clock.now());
    run.state = { exitCode: codeOf(result), reason: reasonOf(result), message: result.failure?.message ?? '' };
    this.listeners.forEach((listener) => listener(key));
  }
}

function scriptContainer({ spec: { containers } }: core.Pod): core.Container | undefined {
  const [container] = containers;
  return container?.image?.split(':', 1)[0] === jobPods.scriptImage ? container : undefined;
}

function scriptOf({ spec: { activeDeadlineSeconds } }: core.Pod, { command = [], args = [], env = [], resources }: core.Container): Script {
  const [source = '', ...words] = args;
  const [asked] = command;
  const memory = resources?.limits?.memory;
  return {
    runtime: asked === 'python' || asked === 'javascript' ? asked : runtimeOf(source), source, args: words,
    env: Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]))),
    limits: { timeoutMs: activeDeadlineSeconds === undefined ? usualTimeoutMs : 1000 * activeDeadlineSeconds, ...(memory !== undefined && { memoryMiB: Math.max(1, Math.floor(Number(unitValue(memory)) / 2 ** 20)) }) },
  };
}

/** What nobody caught may have been told already, by the runtime itself. */
const errorsOf = ({ stderr, failure }: ScriptResult): string => (failure && !stderr.includes(failure.message) ? `${stderr}${stderr && !stderr.endsWith('\n') ? '\n' : ''}${failure.message}\n` : stderr);

/** As the kernel leaves it. */
const codeOf = ({ exitCode, failure }: ScriptResult): number => (failure?.kind === 'OutOfMemory' ? killed : exitCode);

const reasons: Readonly<Partial<Record<NonNullable<ScriptResult['failure']>['kind'], string>>> = { OutOfMemory: 'OOMKilled', Timeout: 'DeadlineExceeded' };

const reasonOf = ({ exitCode, failure }: ScriptResult): string => (failure && reasons[failure.kind]) ?? (exitCode === 0 ? 'Completed' : 'Error');
