/** Where the log of a run comes from. */
import { keyOf, type core } from '../../api';
import { programLog } from '../programs';
import type { World } from '../server/call';
import { logSettings } from '../settings';
import { generatedLog } from './generated';
import { writtenLog, type Log } from './log';
import { sameRun, type Run } from './runs';
import type { LogSource } from './tell';

/** Of a run that goes on when the pod does. */
export function logSource(world: World, pod: core.Pod, container: string, run: Run): LogSource {
  let [known, ended] = [run, run.end !== undefined];
  // What is heard of a program is heard once.
  const said = world.saidBy?.(pod, run.id);
  let log = said ?? logOf(pod, container, run);
  const key = keyOf(pod);
  return {
    look() {
      const current = ended ? undefined : world.pod(key);
      const now = current?.metadata.uid === pod.metadata.uid ? current && sameRun(current, container, known) : undefined;
      if (now?.end && !known.end && !said) log = logOf(pod, container, now);
      known = now ?? known;
      ended ||= now === undefined || now.end !== undefined;
      return Promise.resolve({ log, ended });
    },
    onChange(wake) {
      const leaving = [world.onChange(key, wake), said?.onLine?.(wake)];
      return () => leaving.forEach((leave) => leave?.());
    },
  };
}

/** What annotations say stands in it from the start; else what the container's program says, else what is made up. */
function logOf(pod: core.Pod, container: string, run: Run): Log {
  const { text, intervalMs } = logSettings(pod, container);
  if (text !== undefined) return writtenLog(text.replace(/\n$/, '').split('\n').map((line) => ({ time: run.startedAt, stream: 'stdout', text: line })));
  const speaker = containerOf(pod, container) ?? { name: container };
  return programLog(pod, speaker, run) ?? generatedLog(speaker, run, intervalMs);
}

export const containerOf = ({ spec }: core.Pod, name: string): core.Container | core.EphemeralContainer | undefined =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find((container) => container.name === name);
