/** Where the log of a run comes from. */
import { keyOf, type core } from '../../api';
import type { World } from '../server/call';
import { logSettings } from '../settings';
import { generatedLog } from './generated';
import { writtenLog, type Log } from './log';
import { sameRun, type Run } from './runs';
import type { LogSource } from './tell';

/** Of a run that goes on when the pod does. */
export function logSource(world: World, pod: core.Pod, container: string, run: Run): LogSource {
  let [known, ended] = [run, run.end !== undefined];
  const key = keyOf(pod);
  return {
    look() {
      const current = ended ? undefined : world.pod(key);
      const now = current?.metadata.uid === pod.metadata.uid ? current && sameRun(current, container, known) : undefined;
      known = now ?? known;
      ended ||= now === undefined || now.end !== undefined;
      return Promise.resolve({ log: logOf(pod, container, known), ended });
    },
    onChange: (wake) => world.onChange(key, wake),
  };
}

/** What annotations say stands in it from the start. */
function logOf(pod: core.Pod, container: string, run: Run): Log {
  const { text, intervalMs } = logSettings(pod, container);
  if (text !== undefined) return writtenLog(text.replace(/\n$/, '').split('\n').map((line) => ({ time: run.startedAt, stream: 'stdout', text: line })));
  return generatedLog(containerOf(pod, container) ?? { name: container }, run, intervalMs);
}

export const containerOf = ({ spec }: core.Pod, name: string): core.Container | core.EphemeralContainer | undefined =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find((container) => container.name === name);
