/** /containerLogs (pkg/kubelet/server/server.go getContainerLogs). */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { logOptions } from '../../logs/options';
import { NoLog, runOf, type Run } from '../../logs/runs';
import { containerOf, logSource } from '../../logs/source';
import { tell } from '../../logs/tell';
import { podOf, Refusal, type Call, type Route } from '../call';
import type { core } from '../../../api';

export const containerLogs: Route = {
  methods: ['GET'], path: '/containerLogs/{namespace}/{pod}/{container}',
  async handle(call) {
    const { clock, world, at: { container = '' }, query, response, signal } = call;
    const pod = podOf(call);
    if (!containerOf(pod, container)) throw new Refusal(404, `container ${JSON.stringify(container)} not found in pod ${JSON.stringify(pod.metadata.name)}\n`);
    const options = logOptions(query, clock.now());
    const source = logSource(world, pod, container, runToTell(pod, call, options.previous));
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.flushHeaders();
    await tell(source, options, clock, { write: (text) => written(response, text, signal), signal });
    response.end();
  },
};

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
