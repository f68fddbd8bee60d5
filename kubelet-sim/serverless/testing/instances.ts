/** Instances that a test answers for. */
import type { core } from '../../../api';
import type { Instances } from '../instances';

export interface Asked {
  readonly pod: string;
  readonly body: string;
  readonly signal: AbortSignal;
  answer(text: string): void;
  fail(error: Error): void;
}

export interface FakeInstances extends Instances {
  /** Calls that were not answered, in order. */
  readonly asked: Asked[];
  /** Resolves with the next call, or the first that is there. */
  next(): Promise<Asked>;
}

export function fakeInstances(): FakeInstances {
  const asked: Asked[] = [];
  const waiting: ((call: Asked) => void)[] = [];
  return {
    asked,
    next: () => new Promise((resolve) => {
      const call = asked.shift();
      if (call) resolve(call);
      else waiting.push(resolve);
    }),
    invoke: (pod: core.Pod, body, signal) => new Promise((answer, fail) => {
      const call = { pod: pod.metadata.name ?? '', body, signal, answer, fail };
      signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
      const next = waiting.shift();
      if (next) next(call);
      else asked.push(call);
    }),
  };
}
