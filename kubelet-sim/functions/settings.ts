/** What a container that really runs does, in the words of those that only seem to. */
import type { core } from '../../api';
import type { ContainerSettings } from '../settings';
import type { FunctionView } from './pods';

/** `settings`: what annotations say of it, which holds as well. */
export function ranSettings(settings: ContainerSettings, { name }: core.Container, view: FunctionView | undefined): ContainerSettings {
  if (view?.container !== name || view.state === 'ready') return settings;
  if (view.state === 'starting') return { ...settings, readinessDelayMs: Infinity };
  return { ...settings, readinessDelayMs: Infinity, runTimeMs: 0, exitCode: view.state.exitCode ?? 1, failureProbability: undefined, reason: view.state.reason, ...(view.state.message && { message: view.state.message }) };
}
