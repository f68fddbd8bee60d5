/** /containerLogs (pkg/kubelet/server/server.go getContainerLogs). */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { openLogFile } from '../../host/log-files';
import { fileLogSource } from '../../logs/file-source';
import { logOptions } from '../../logs/options';
import { NoLog, runOf, statusOf, type Run } from '../../logs/runs';
import { containerOf, logSource } from '../../logs/source';
import { tell, type LogSource } from '../../logs/tell';
import { podOf, Refusal, type Call, type Route } from '../call';
import { keyOf, type core } from '../../../api';

export const containerLogs: Route = {
  methods: ['GET'], path: '/containerLogs/{namespace}/{pod}/{container}',
  async handle(call) {
    const { clock, world, at: { container = '' }, query, response, signal } = call;
    const pod = podOf(call);
    if (!containerOf(pod, container)) throw new Refusal(404, `container ${JSON.stringify(container)} not found in pod ${JSON.stringify(pod.metadata.name)}\n`);
    const options = logOptions(query, clock.now());
    const rule = call.rules.log(pod, container);
    const path = options.previous ? rule?.previousLogsFile : rule?.logsFile;
    const told = async (source: LogSource): Promise<void> => {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.flushHeaders();
      await tell(source, options, clock, { write: (text) => written(response, text, signal), signal });
      response.end();
    };
    return path ? fromFile(call, pod, container, { path, follow: options.follow }, told) : told(logSource(world, pod, container, runToTell(pod, call, options.previous)));
  },
};

interface Wanted {
  readonly path: string;
  readonly follow: boolean;
}

/** What Logs and Attach objects give in place of what a container says. Throws NotAllowed. */
export async function fromFile({ access, clock, world }: Call, pod: core.Pod, container: string, { path, follow }: Wanted, told: (source: LogSource) => Promise<void>): Promise<void> {
  const file = await openLogFile(access, path);
  const key = keyOf(pod);
  const isOver = (): boolean => {
    const now = world.pod(key);
    return now?.metadata.uid !== pod.metadata.uid || !statusOf(now as core.Pod, container)?.state?.running;
  };
  const startedAt = Date.parse(statusOf(pod, container)?.state?.running?.startedAt ?? '') || clock.now();
  try {
    await told(fileLogSource(file, { clock, startedAt, follow, isOver, onChange: (wake) => world.onChange(key, wake) }));
  } finally {
    await file.close();
  }
}

function runToTell(pod: core.Pod, { at: { container = '' } }: Call, previous: boolean): Run {
  try {
    return runOf(pod, container, previous);
  } catch (error) {
    throw error instanceof NoLog ? new Refusal(400, error.message) : error;
  }
}

async function written(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  if (response.write(text) || signal.aborted) return;
  await once(response, 'drain', { signal }).catch(() => undefined);
}
