/**
 * `minikapi ctl logs POD`: the minik8s API has no logs. They are asked for as kubectl does, of the Kubernetes API that serves the same pods:
 * the one of the kubeconfig that `minikapi up` writes, or `--server`.
 */
import { systemClock } from '../../api';
import { createHttpClient } from '../../client';
import { addressFlags, clusterAddress } from '../cluster-address';
import { integer, orNothing } from '../flag';
import { createLogger } from '../logging';
import { runToItsEnd } from '../run';
import type { Tool } from '../tool';
import { namespaceFlag, refOf } from './common';
import { pod } from './kinds/pod';
import { itemPath } from './minik8s';

export const logsTool: Tool = {
  summary: "shows what a pod's container has written, by the Kubernetes API",
  operands: ['POD'],
  flags: [
    { name: 'container', short: 'c', value: 'NAME', fallback: '', help: 'which one, where there are several' },
    { name: 'follow', short: 'f', fallback: 'false', help: 'go on with what it writes' },
    { name: 'previous', short: 'p', fallback: 'false', help: 'of the run before this one' },
    { name: 'tail', value: 'LINES', fallback: '', help: 'only the last lines', check: orNothing(integer(0, 1_000_000_000)) },
    namespaceFlag, ...addressFlags,
  ],
  async run(given) {
    const [name = ''] = given.operands;
    const query = new URLSearchParams({
      ...(given.text('container') && { container: given.text('container') }),
      ...(given.isOn('follow') && { follow: 'true' }),
      ...(given.isOn('previous') && { previous: 'true' }),
      ...(given.text('tail') && { tailLines: given.text('tail') }),
    });
    const path = `${itemPath(pod, refOf(pod, name, given))}/log${query.size ? `?${query.toString()}` : ''}`;
    const client = createHttpClient({ ...clusterAddress(given), clock: systemClock, log: createLogger('warn', 'text') });
    try {
      await runToItsEnd(async (signal) => { for await (const chunk of client.stream(path, signal)) process.stdout.write(chunk); });
    } finally {
      client.close();
    }
  },
};
