/**
 * The configuration directory while the server runs. All of it is read before the server listens. After that files are read again when
 * the directory's watch tells of changes, or, where no watch serves, by the intervals of conf.yaml; what is broken leaves the last good
 * state where it was. The policy is looked at with every request.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Clock, Logger } from '../../../../api';
import { ConfigError } from './config-error';
import { policyFile, type Settings } from './files';
import { KeptFiles, type ConfigState } from './kept-files';
import { PolicyKeeper, type PolicyState } from './policy';
import { Rounds } from './rounds';
import { Settled } from './settled';
import { DirectoryWatch } from './watch';

export interface ConfigDirectory {
  /** The last good state: the same object until something is another. */
  current(): ConfigState;
  /** The policy as its file says it at this moment: for each request anew. */
  policy(): PolicyState;
  /** Called when `current()` has become another, until `stop()`; returns how to leave. */
  onChange(listener: () => void): () => void;
  stop(): void;
}

export interface DirectoryOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** What paths in conf.yaml may name; default: the process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory?: string;
}

/** Throws ConfigError. */
export function openConfigDirectory({ environment = process.env, workingDirectory = process.cwd(), ...options }: DirectoryOptions): ConfigDirectory {
  const directory = resolve(workingDirectory, options.directory);
  if (!isDirectory(directory)) throw new ConfigError(directory, ['there is no such directory']);
  const files = new KeptFiles({ directory, environment, workingDirectory }, options.log);
  const { settings } = files.load();
  const policies = new PolicyKeeper(policyFile, settings.policyPath, options.log);
  const faults = policies.load();
  if (faults.length) throw new ConfigError(directory, faults);
  return new WatchedDirectory(directory, files, policies, options);
}

class WatchedDirectory implements ConfigDirectory {
  private readonly watch: DirectoryWatch;
  private readonly settled: Settled;
  private readonly rounds: Rounds;
  private readonly listeners = new Set<() => void>();
  private state: ConfigState;

  constructor(directory: string, private readonly files: KeptFiles, private readonly policies: PolicyKeeper, private readonly options: Pick<DirectoryOptions, 'clock' | 'log'>) {
    const { clock, log } = options;
    this.settled = new Settled(clock, () => this.look());
    this.rounds = new Rounds(clock, (name) => this.look(['conf.yaml', name]));
    this.watch = new DirectoryWatch(directory, (name) => this.heard(name), log);
    this.watch.ensure();
    // What has changed between the first look and the watch has not been heard of.
    files.lookAgain();
    this.state = files.state();
    this.rounds.follow(this.state.settings.intervals);
    const { records, regions } = this.state;
    log.info('Global Scheduler: the configuration has been read', { directory, sites: records.sites.length, flavors: records.flavors.length, regions });
  }

  current(): ConfigState {
    return this.state;
  }

  policy(): PolicyState {
    return this.policies.current();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): void {
    this.watch.close();
    this.settled.cancel();
    this.rounds.cancel();
    this.listeners.clear();
  }

  private heard(name: string | undefined): void {
    this.policies.heard(name);
    this.settled.stir();
  }

  private look(names?: readonly string[]): void {
    const isAnother = this.watch.ensure();
    if (!this.files.lookAgain(isAnother ? undefined : names)) return;
    const before = this.state.settings;
    this.state = this.files.state();
    if (this.state.settings !== before) this.settle(before, this.state.settings);
    for (const listener of this.listeners) listener();
  }

  private settle(before: Settings, { componentVersion, intervals, policyPath }: Settings): void {
    this.rounds.follow(intervals);
    this.policies.moveTo(policyPath);
    if (componentVersion !== before.componentVersion) this.options.log.warn('Global Scheduler: component_version of conf.yaml counts from the next start');
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
