/** Sandboxes of tests, on a clock that stands still. */
import { seededRandom, SteppedClock } from '../../../../api';
import type { Instance } from '../instance';
import { defaultLimits, entryOf, type Limits, type Program } from '../program';
import { createSandbox, type Sandbox } from '../sandbox';

const open: Sandbox[] = [];

/** For `afterEach`. */
export async function closeSandboxes(): Promise<void> {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
}

/** What runs in threads needs real time. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Steps time until it is settled. */
export async function stepUntil<T>(clock: SteppedClock, promise: Promise<T>, ms: number): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => { isSettled = true; });
  settled.catch(() => undefined);
  while (!isSettled) {
    await clock.step(ms);
    await turn();
  }
  return settled;
}

export interface TestInstance {
  readonly instance: Instance;
  readonly said: { readonly stdout: string; readonly stderr: string };
  call(params?: unknown): Promise<unknown>;
}

export interface TestSandbox {
  readonly clock: SteppedClock;
  readonly sandbox: Sandbox;
  /** Has started. */
  start(program: Program): Promise<TestInstance>;
}

export function openSandbox(): TestSandbox {
  const clock = new SteppedClock();
  const sandbox = createSandbox({ clock, random: seededRandom(1) });
  const instances: Instance[] = [];
  open.push({ ...sandbox, async close() {
    await Promise.all(instances.map((instance) => instance.end()));
    await sandbox.close();
  } });
  return {
    clock, sandbox,
    async start(program) {
      const said = { stdout: '', stderr: '' };
      const instance = sandbox.instance(program, { said: (stream, text) => { said[stream] += text; }, broken: () => undefined });
      instances.push(instance);
      await instance.start();
      return {
        instance, said,
        call: async (params) => JSON.parse(await instance.call(params === undefined ? '' : JSON.stringify(params), new AbortController().signal)) as unknown,
      };
    },
  };
}

export function program(runtime: Program['runtime'], source: string, { limits, ...rest }: Partial<Omit<Program, 'limits'>> & { readonly limits?: Partial<Limits> } = {}): Program {
  const entry = entryOf[runtime];
  return { runtime, entry, handler: 'main', env: {}, files: { [entry]: new TextEncoder().encode(source) }, limits: { ...defaultLimits[runtime], ...limits }, ...rest };
}
