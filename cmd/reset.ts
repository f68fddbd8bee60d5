/** Takes a cluster back to where it was at its start: the configuration of its scheduler, then its objects. */
import { ApiError, type SchedulerControl } from '../api';
import type { Baseline } from '../registry';
import type { Dialects } from './dialects';
import { InLine } from './in-line';
import type { Components } from './running-components';

interface Resettable {
  /** Absent: none runs in this process. */
  readonly scheduler: SchedulerControl | undefined;
  readonly components: Pick<Components, 'pausedFor'>;
  readonly dialects: Pick<Dialects, 'pausedFor'>;
  readonly baseline: Baseline;
}

/** One after the other, from the first step on: while one is under way the scheduler comes and goes. */
export function resetOf({ scheduler, components, dialects, baseline }: Resettable): () => Promise<void> {
  const line = new InLine();
  const reset = async (): Promise<void> => {
    // In this order, because the scheduler is begun anew with the other components, and may have to be elected first.
    if (scheduler) await configureAnew(scheduler);
    await components.pausedFor(() => dialects.pausedFor(() => baseline.restore()));
  };
  return () => line.next(reset);
}

async function configureAnew(scheduler: SchedulerControl): Promise<void> {
  try {
    await scheduler.configure(await scheduler.initialConfiguration());
  } catch (error) {
    // Another process has its place: its configuration is no matter of this one.
    if (!ApiError.is(error, 'ServiceUnavailable')) throw error;
  }
}
