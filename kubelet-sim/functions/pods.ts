/**
 * Function pods (docs/dialects/minik8s-functions.md): each run of their container is an instance in the sandbox. The engine of pods' lives tells
 * what becomes of a pod (`look`), and asks what its container does; callers find the instance by its pod.
 */
import { ApiError, formatKey, functionPods, keyOf, kinds, type Client, type Clock, type core, type Logger } from '../../api';
import { statusOf } from '../logs/runs';
import { Failure, type Instances } from '../serverless/instances';
import { programOf, type FunctionContent } from './content';
import type { RunLog } from './log';
import { Run, type RunState } from './run';
import type { Sandbox } from './sandbox/sandbox';
import { CompileFault, type Program } from './sandbox/program';

export interface FunctionPodsDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sandbox: Sandbox;
}

/** How the container of a function pod is doing. */
export interface FunctionView {
  readonly container: string;
  readonly state: RunState;
  /** It has been asked to stop, and has calls still. */
  readonly isBusy: boolean;
}

/** Of one pod; the run before the last is kept for its log. */
interface Kept {
  run?: Run;
  previous?: Run;
}

export class FunctionPods implements Instances {
  private readonly kept = new Map<string, Kept>();
  private readonly listeners = new Set<(key: string) => void>();

  constructor(private readonly deps: FunctionPodsDeps) {}

  /** Calls with the key of a pod that has something new to be looked at. */
  on(listener: (key: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Brings its instance in line with what the pod is; undefined: it is no function pod. */
  look(pod: core.Pod): FunctionView | undefined {
    const container = functionContainer(pod);
    if (!container) return undefined;
    const { running, containerID: id = '' } = { ...statusOf(pod, container.name), ...statusOf(pod, container.name)?.state };
    const run = running && id ? this.runOf(pod, id) : undefined;
    if (!run) void this.kept.get(uidOf(pod))?.run?.end();
    else if (pod.metadata.deletionTimestamp) run.stop();
    return { container: container.name, state: run?.state ?? 'starting', isBusy: run?.isBusy ?? false };
  }

  /** Of the container with that id; undefined: nobody here has run it. */
  logOf(pod: core.Pod, id: string): RunLog | undefined {
    const { run, previous } = this.kept.get(uidOf(pod)) ?? {};
    return [run, previous].find((each) => each?.id === id)?.log;
  }

  /** `body`: JSON text, or what is none. */
  async invoke(pod: core.Pod, body: string, signal: AbortSignal): Promise<string> {
    const container = functionContainer(pod);
    const status = container && statusOf(pod, container.name);
    const known = this.kept.get(uidOf(pod))?.run;
    if (!status?.state?.running || !status.containerID) throw new Failure('NotStarted', 'the instance has not started');
    // One that runs, by what is told of it, but not here yet: this process has been started anew.
    const run = known?.id === status.containerID ? known : this.runOf(pod, status.containerID);
    return run.call(body, signal);
  }

  forget(pod: core.Pod): void {
    void this.kept.get(uidOf(pod))?.run?.end();
    this.kept.delete(uidOf(pod));
  }

  async close(): Promise<void> {
    await Promise.all([...this.kept.values()].map(async ({ run }) => run?.end()));
    this.kept.clear();
  }

  private runOf(pod: core.Pod, id: string): Run {
    const kept = this.kept.get(uidOf(pod)) ?? {};
    this.kept.set(uidOf(pod), kept);
    if (kept.run?.id === id) return kept.run;
    void kept.run?.end();
    if (kept.run) kept.previous = kept.run;
    const key = formatKey(keyOf(pod));
    kept.run = new Run(id, {
      ...this.deps,
      program: () => this.programOf(pod), onChange: () => this.listeners.forEach((listener) => listener(key)),
    });
    return kept.run;
  }

  private async programOf({ metadata: { namespace = '', annotations = {} } }: core.Pod): Promise<Program> {
    const name = functionPods.contentName(annotations[functionPods.functionAnnotation] ?? '', annotations[functionPods.contentHashAnnotation] ?? '');
    try {
      const { data } = await this.deps.client.of(kinds.controllerrevisions).get({ namespace, name });
      return await programOf((data ?? {}) as FunctionContent);
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) throw new Error(`the pod's code is not there: ${error.message}`);
      throw error instanceof CompileFault || error instanceof ApiError ? error : new Error(String(error));
    }
  }
}

const uidOf = ({ metadata: { uid = '' } }: core.Pod): string => uid;

/** Most pods have no such annotation: that is all that they cost. */
export function functionContainer({ metadata: { annotations }, spec }: core.Pod): core.Container | undefined {
  if (annotations?.[functionPods.functionAnnotation] === undefined) return undefined;
  return spec.containers.find(({ image }) => image?.split(':', 1)[0] === functionPods.functionImage);
}
