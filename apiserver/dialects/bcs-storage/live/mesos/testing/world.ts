/** Objects of the BCS scheduler as its components make them, in a registry that nobody looks after. */
import { bcsRules, kinds, type bcs, type core } from '../../../../../../api';
import type { Registry } from '../../../../../../registry';

const { marks, podOf, timing } = bcsRules;

export const definitionOf = (name: string, more: object = {}): Record<string, unknown> => ({
  apiVersion: 'v4', kind: 'application', metadata: { name, namespace: 'defaultGroup', labels: { podname: name } },
  killPolicy: { gracePeriod: 5 }, restartPolicy: { policy: 'Never' },
  spec: {
    instance: 2,
    template: {
      spec: {
        networkMode: 'BRIDGE',
        containers: [{ image: 'nginx:1', command: '/run', args: ['-x'], env: [{ name: 'A', value: 'b' }], ports: [{ name: 'http', containerPort: 80, hostPort: 31_000, protocol: 'tcp' }], resources: { limits: { cpu: '1', memory: '100' } } }],
      },
    },
  },
  ...more,
});

/** Where Kubernetes keeps what BCS calls defaultGroup. */
export const namespace = bcsRules.labelName('defaultGroup');

export class World {
  private nanos = 1_700_000_000_000_000_000n;

  constructor(private readonly registry: Registry) {}

  async application(name: string, { kind = 'application' as const, ...more }: { kind?: 'application' | 'process'; spec?: Partial<bcs.BcsApplicationSpec>; definition?: object } = {}): Promise<bcs.BcsApplication> {
    await this.namespaceExists();
    return this.registry.of(kinds.bcsapplications).create({
      apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: { name: bcsRules.objectName(name), namespace },
      spec: { name, namespace: 'defaultGroup', cluster: '10001', kind, instances: 2, version: '1700000000000000000', definition: definitionOf(name, more.definition), ...more.spec },
    });
  }

  /** Bound to a node, and as its kubelet says that it is. */
  async taskgroup(application: bcs.BcsApplication, index: number, { node, status }: { node?: string; status?: core.PodStatus } = {}): Promise<core.Pod> {
    const pods = this.registry.of(kinds.pods);
    const pod = this.pod(application, index);
    const made = await pods.create({ ...pod, spec: { ...pod.spec, ...(node && { nodeName: node }) } });
    return status ? this.becomes(made, status) : made;
  }

  /** It waits behind its gate. */
  async successor(application: bcs.BcsApplication, index: number, predecessor: string): Promise<core.Pod> {
    return this.registry.of(kinds.pods).create(this.pod(application, index, { predecessor, notBefore: 0 }));
  }

  becomes({ metadata: { name = '' } }: core.Pod, status: core.PodStatus): Promise<core.Pod> {
    return this.registry.of(kinds.pods).update({ namespace, name }, (pod) => ({ ...pod, status }), { subresource: 'status' });
  }

  node(name: string, ready: boolean, { at = '2026-01-01T00:00:00Z', ...spec }: { at?: string } & core.NodeSpec = {}): Promise<core.Node> {
    const status = { conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown', lastTransitionTime: at }], addresses: [{ type: 'InternalIP', address: '127.0.0.3' }, { type: 'Hostname', address: name }] } as core.NodeStatus;
    return this.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec, status });
  }

  async nodeBecomes(name: string, ready: boolean, at: string): Promise<void> {
    await this.registry.of(kinds.nodes).update({ name }, (node) => ({ ...node, status: { ...node.status, conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown', lastTransitionTime: at }] } }), { subresource: 'status' });
  }

  /** Nobody looks after classes of runtimes here. */
  private pod(application: bcs.BcsApplication, index: number, successor?: bcsRules.Succession): core.Pod {
    const pod = podOf({ application, definition: bcsRules.definitionOf(application.spec), version: application.spec.version!, index, nanos: String(this.nanos++), ...(successor && { successor }) }, timing);
    return { ...pod, spec: { ...pod.spec, runtimeClassName: undefined } };
  }

  async namespaceExists(): Promise<void> {
    const namespaces = this.registry.of(kinds.namespaces);
    await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, annotations: { [marks.namespaceAnnotation]: 'defaultGroup' } }, spec: {}, status: {} }).catch(() => undefined);
  }
}

export const running = (startedAt = '2026-01-01T00:00:00Z'): core.PodStatus => ({
  phase: 'Running', podIP: '10.1.0.5', hostIP: '127.0.0.3', startTime: '2026-01-01T00:00:00Z',
  containerStatuses: [{ name: 'c0', image: 'nginx:1', imageID: '', containerID: 'containerd://abc', ready: true, restartCount: 0, state: { running: { startedAt } } }],
});

