/** Applications for tests: the document's example, and how whoever looks after one would report it. */
import { bcsRules, kinds, omit, type bcs, type core } from '../../../../api';
import type { TestClient } from './client';

/** The document's own (createApplication), with fewer health checks. */
export const example = (name = 'app-test', { instance = 2, namespace = 'defaultGroup', labels = { podname: name } as Record<string, string>, container = {} as object, more = {} as object } = {}) => ({
  apiVersion: 'v4', kind: 'application', appname: name,
  updatePolicy: { updateDelay: 10, MaxRetries: 10, maxFailovers: 10, action: '' },
  restartPolicy: { policy: 'Never', interval: 5, backoff: 10 },
  killPolicy: { gracePeriod: 5 },
  constraint: { selector: {}, IntersectionItem: [] },
  metadata: { annotations: {}, labels, name, namespace },
  spec: {
    instance,
    template: {
      spec: {
        containers: [{
          command: '', args: [], parameters: [], type: 'MESOS', env: [], image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', imagePullUser: '', imagePullPasswd: '', imagePullPolicy: 'Always', privileged: false,
          ports: [{ containerPort: 9999, name: 'test-port', protocol: 'HTTP' }],
          healthChecks: [{ type: 'HTTP', delaySeconds: 10, gracePeriodSeconds: 10, intervalSeconds: 10, timeoutSeconds: 5, consecutiveFailures: 10, http: { port: 0, portName: 'test-port', scheme: 'http', path: '/dd' } }],
          resources: { limits: { cpu: '2', memory: '100' } }, volumes: [], secrets: [], configmaps: [], ...container,
        }],
        networkMode: 'BRIDGE', networkType: 'BRIDGE',
      },
    },
  },
  ...more,
});

export const processes = (name = 'proc') => ({
  apiVersion: 'v4', kind: 'process', metadata: { name, namespace: 'defaultGroup', labels: {} },
  spec: { instance: 1, template: { spec: { processes: [{ procName: 'p', startCmd: './start', pidFile: '/tmp/p', resources: { limits: { cpu: '1', memory: '10' } } }] } } },
});

export const keyOf = (name = 'app-test', namespace = 'defaultGroup') => ({ namespace: bcsRules.labelName(namespace), name: bcsRules.objectName(name) });

export const stored = ({ server }: TestClient, name?: string): Promise<bcs.BcsApplication> => server.registry.of(kinds.bcsapplications).get(keyOf(name));

/** What whoever looks after it would write when it has seen all. */
export async function reported({ server }: TestClient, name?: string, status: Partial<bcs.BcsApplicationStatus> = {}): Promise<void> {
  await server.registry.of(kinds.bcsapplications).update(keyOf(name), (current) => ({
    ...current, status: { observedGeneration: current.metadata.generation ?? 1, status: 'Running', instances: current.spec.instances, runningInstances: current.spec.instances, ...status },
  }), { subresource: 'status' });
}

/** Its taskgroups as they would be made, on a node, unless `placed` says otherwise. */
export async function withPods(client: TestClient, name = 'app-test', { placed = true, successor = undefined as bcsRules.Succession | undefined, indices = undefined as readonly number[] | undefined } = {}): Promise<core.Pod[]> {
  const application = await stored(client, name);
  const pods = client.server.registry.of(kinds.pods);
  const definition = bcsRules.definitionOf(application.spec);
  const made: core.Pod[] = [];
  for (const index of indices ?? Array.from({ length: application.spec.instances }, (_, i) => i)) {
    const nanos = `15278390613163562${String(made.length).padStart(2, '0')}${successor ? 1 : 0}`;
    const pod = bcsRules.podOf({ application, definition, version: application.spec.version ?? '', index, nanos, successor }, bcsRules.timing);
    made.push(await pods.create({ ...pod, spec: { ...omit(pod.spec, 'runtimeClassName'), ...(placed && { nodeName: 'node-1' }) } }));
  }
  return made;
}
