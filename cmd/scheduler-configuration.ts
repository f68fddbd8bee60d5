/** How the scheduler is configured, from what users say: flags or options of the library. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ApiError, type Clock, type Random } from '../api';
import { openConfigurations, type Configurations } from '../scheduler';
import { UsageError } from './flag';

export interface SchedulerChoice {
  /** A KubeSchedulerConfiguration: an object, or YAML or JSON as text; default: one that says nothing. */
  readonly schedulerConfiguration?: string | object;
  /** Where the paths of its plugins' modules begin; default: the working directory. */
  readonly schedulerModules?: string;
}

/** Of a file; nothing for ''. Throws UsageError. */
export function schedulerChoice(file: string): SchedulerChoice {
  if (!file) return {};
  try {
    return { schedulerConfiguration: readFileSync(file, 'utf8'), schedulerModules: dirname(file) };
  } catch (error) {
    throw new UsageError(`scheduler configuration ${file}: ${(error as Error).message}`);
  }
}

/** Rejects with UsageError. */
export async function configurationsOf({ schedulerConfiguration, schedulerModules = '.' }: SchedulerChoice, deps: { readonly clock: Clock; readonly random: Random }): Promise<Configurations> {
  try {
    return await openConfigurations({ ...deps, configuration: schedulerConfiguration, directory: schedulerModules });
  } catch (error) {
    if (error instanceof ApiError) throw new UsageError(`scheduler configuration: ${error.message}`);
    throw error;
  }
}
