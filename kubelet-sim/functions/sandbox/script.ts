/** A script that is run once, in a thread of its own. */
import type { Clock, Random } from '../../../api';
import type { Engine } from './engine';
import { loadOf } from './instance';
import type { FaultKind, FromThread } from './messages';
import type { Program } from './program';
import { Timers } from './timers';

export interface ScriptResult {
  /** 1 after an error that nobody caught; 137 when it was stopped. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What it ended of, unless it was itself. */
  readonly failure?: { readonly kind: FaultKind | 'Timeout'; readonly message: string };
}

/** Of each stream. */
const mostText = 1024 * 1024;
/** 128 + SIGKILL. */
const killed = 137;

export interface ScriptDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
}

/** `program`: one without a handler. Rejects as the signal says. */
export async function runScript({ engine, clock, random }: ScriptDeps, program: Program, args: readonly string[], signal: AbortSignal): Promise<ScriptResult> {
  const said = { stdout: '', stderr: '' };
  engine.enter();
  try {
    const thread = await engine.take();
    const timers = new Timers(clock, (timer) => thread.send({ type: 'fire', timer }));
    let isLost = false;
    let leave: () => void = () => undefined;
    try {
      return await new Promise<ScriptResult>((resolve, reject) => {
        const deadline = clock.after(program.limits.timeoutMs, () => {
          const message = `the script did not come to its end within ${program.limits.timeoutMs / 1000} s`;
          resolve({ ...said, exitCode: killed, failure: { kind: 'Timeout', message } });
        });
        const abort = (): void => reject(signal.reason as Error);
        leave = () => {
          deadline.cancel();
          signal.removeEventListener('abort', abort);
        };
        signal.addEventListener('abort', abort, { once: true });
        if (signal.aborted) abort();
        thread.give((message: FromThread) => {
          if (message.type === 'said') said[message.stream] = (said[message.stream] + message.text).slice(0, mostText);
          else if (message.type === 'timer') timers.add(message.timer, message.ms);
          else if (message.type === 'cancel') timers.cancel(message.timer);
          else if (message.type === 'exited') resolve({ ...said, exitCode: message.code, ...(message.kind && { failure: { kind: message.kind, message: message.message ?? '' } }) });
        }, (error) => {
          isLost = true;
          resolve({ ...said, exitCode: killed, failure: { kind: 'OutOfMemory', message: error.message } });
        });
        thread.send({ type: 'script', load: loadOf(program, random), args });
      });
    } finally {
      leave();
      timers.clear();
      if (isLost) engine.lost();
      else await engine.end(thread);
    }
  } finally {
    engine.leave();
  }
}
