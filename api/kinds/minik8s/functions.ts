/** Functions: source code that answers calls, in as many replicas as are called for (the minik8s document's Function). */
import { bytes, byDefault, count, flag, list, listBy, manifest, oneOf, record, ruled, text, time, type Shape } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { age, builtIn, named } from './kind';

/** What runs code: of functions, and of the scripts of Slurm jobs. */
export type Runtime = 'javascript' | 'python';
export const runtimes: readonly Runtime[] = ['javascript', 'python'];

export interface Function extends KubeObject {
  spec: FunctionSpec;
  status?: FunctionStatus;
}

export interface FunctionSpec {
  /** Absent: by what the source is. */
  runtime?: Runtime;
  /** The code itself. */
  source?: string;
  /** A zip of files, as base64. */
  archive?: string;
  /** The folder that the archive was made of, on somebody's machine. */
  archivePath?: string;
  handler: string;
  minReplicas: number;
  maxReplicas: number;
  /** Calls at once for each replica that scaling aims at. */
  concurrency: number;
  idleSeconds: number;
  timeoutSeconds: number;
  /** Absent: what the runtime needs. */
  memoryMiB?: number;
  env?: FunctionEnvVar[];
  network: boolean;
}

export interface FunctionEnvVar {
  name: string;
  value?: string;
}

export interface FunctionStatus {
  observedGeneration?: number;
  replicas?: number;
  readyReplicas?: number;
  desiredReplicas?: number;
  lastInvocationTime?: string;
  contentHash?: string;
  /** How often it was called since it is there; those who count add to it. */
  invocations?: number;
  /** Who gives it calls just now. */
  activators?: FunctionActivator[];
  window?: FunctionWindow;
  /** `Ready`, `Compiled`. */
  conditions?: meta.Condition[];
}

export interface FunctionActivator {
  name: string;
  /** The most calls at once since it said so before. */
  inFlight: number;
  /** Until then it is believed. */
  until: string;
}

/** The time over which calls are counted (the document's minute). */
export interface FunctionWindow {
  /** Absent: nobody calls, there are as few replicas as may be, and the next call begins one. */
  startTime?: string;
  /** `status.invocations` at its start. */
  invocations: number;
}

const between = (least: number, most: number, shape: Shape): Shape => ({ ...shape, minimum: least, maximum: most });

const spec = ruled(record('What is run, and in how many replicas.', {
  runtime: oneOf('What runs the code. Without it, what the source looks like.', ...runtimes),
  source: text('The code, which defines the handler.'),
  archive: bytes('A zip of files, in place of source: main.js, index.js or func.js, main.py or func.py define the handler.'),
  archivePath: text('The folder that the archive was made of. Nothing is read from there.'),
  handler: byDefault({ ...text('The function of the code that is called with the parameters.'), minLength: 1, maxLength: 128, pattern: '^[A-Za-z_$][A-Za-z0-9_$]*$' }, 'main'),
  minReplicas: byDefault(between(0, 1000, count('How many replicas there are at least.')), 0),
  maxReplicas: byDefault(between(1, 1000, count('How many replicas there are at most.')), 10),
  concurrency: byDefault(between(1, 1000, count('How many calls at once a replica is meant to have.')), 10),
  idleSeconds: byDefault(between(1, 86_400, count('How long nobody has called when replicas are taken away.')), 60),
  timeoutSeconds: byDefault(between(1, 3600, count('How long a call may take.')), 30),
  memoryMiB: between(8, 4096, count('How much memory a replica may use. Without it, as much as the runtime is commonly given.')),
  env: list(record('A variable that the code can read.', { name: { ...text('Its name.'), minLength: 1 }, value: text('Its value.') }, ['name']), 'Variables that the code can read.'),
  network: byDefault(flag('Whether the code may call others.'), false),
}),
{ rule: '!(has(self.source) && has(self.archive))', message: 'source and archive are two ways to say the same' },
{ rule: 'self.minReplicas <= self.maxReplicas', message: 'minReplicas must not be greater than maxReplicas' });

export const functions = builtIn<Function>(manifest(named('Function', 'functions', 'fn'), 'Source code that answers calls, in as many replicas as are called for.', spec, {
  status: {
    observedGeneration: count('Which generation this is said of.', 'int64'),
    replicas: count('How many replicas there are.'),
    readyReplicas: count('How many of them answer calls.'),
    desiredReplicas: count('How many there should be.'),
    lastInvocationTime: time('When it was called last.'),
    contentHash: text('What stands for the code and all that is run with it.'),
    invocations: count('How often it was called.', 'int64'),
    activators: listBy('name', record('Who gives it calls just now.', {
      name: text('Who that is.'),
      inFlight: count('How many calls at once.'),
      until: time('Until when that counts.'),
    }, ['name', 'inFlight', 'until']), 'Who gives it calls just now. Replicas follow from how many there are at once.'),
    window: record('The time over which calls are counted.', {
      startTime: time('When it began. Without it, the next call begins it.'),
      invocations: count('How often it had been called by then.', 'int64'),
    }, ['invocations']),
  },
  columns: [
    { name: 'Runtime', type: 'string', jsonPath: '.spec.runtime', description: 'What runs the code.' },
    { name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas', description: 'How many replicas answer calls.' },
    { name: 'Desired', type: 'integer', jsonPath: '.status.desiredReplicas', description: 'How many replicas there should be.' },
    { name: 'Status', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason', description: 'Whether it answers calls, or why not.' },
    { name: 'Called', type: 'date', jsonPath: '.status.lastInvocationTime', description: 'When it was called last.', priority: 1 },
    age,
  ],
}));
