/** Where the policy file is. The document's own sample, `${PWD}/conf/edgecloud_policy.yaml`, works as it stands. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface Surroundings {
  /** The configuration directory, absolute. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

export interface PolicyPath { readonly path: string; readonly fault: string }

/** `fault` is empty where there is none. */
export function policyPath(written: string, { directory, environment, workingDirectory }: Surroundings): PolicyPath {
  const missing = new Set<string>();
  const expanded = (pwd: string): string => resolve(directory, written.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? '';
    const value = name === 'PWD' ? pwd : environment[name];
    if (value === undefined) missing.add(name);
    return value ?? '';
  }));
  const here = expanded(workingDirectory);
  if (missing.size) return { path: here, fault: `the environment has no ${[...missing].join(', ')}` };
  // The document starts its server beside the directory, whose CONFIG_BASE is ${PWD}/conf; others may start it elsewhere.
  const beside = expanded(dirname(directory));
  return { path: !existsSync(here) && existsSync(beside) ? beside : here, fault: '' };
}
