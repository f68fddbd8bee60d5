/** Deployments for tests: the document's example, and how whoever looks after one would report it. */
import { kinds, type bcs } from '../../../../api';
import { keyOf, reported } from './applications';
import type { TestClient } from './client';

const container = {
  command: '', args: [], parameters: [], type: 'MESOS', env: [], image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', imagePullUser: '', imagePullPasswd: '', imagePullPolicy: 'Always', privileged: false,
  ports: [{ containerPort: 8899, name: 'test-port', protocol: 'HTTP' }],
  healthChecks: [{ protocol: 'tcp', path: '/http/path/only', delaySeconds: 10, gracePeriodSeconds: 12, intervalSeconds: 10, timeoutSeconds: 10, consecutiveFailures: 10 }],
  resources: { limits: { cpu: '0.1', memory: '1' } }, volumes: [], secrets: [], configmaps: [],
};

/** The document's own (createDeployment, updateDeployment). `spec`, `rolling`, `container`: what is otherwise there. */
export const deployment = (name = 'deployment-test', parts: { spec?: object; rolling?: object; container?: object; more?: object } = {}) => ({
  apiVersion: 'v4', kind: 'deployment',
  metadata: { annotations: {}, labels: { label_deployment: 'label_deployment' }, name, namespace: 'defaultGroup' },
  updatePolicy: { updateDelay: 10, MaxRetries: 10, maxFailovers: 10, action: '' },
  restartPolicy: { policy: 'Always', interval: 5, backoff: 10 },
  constraint: { selector: {}, IntersectionItem: [] },
  spec: {
    instance: 2, selector: { podname: name },
    template: {
      metadata: { labels: { label_deployment: 'label_deployment' }, name, namespace: 'defaultGroup' },
      spec: { containers: [{ ...container, ...parts.container }], networkMode: 'BRIDGE', networkType: 'BRIDGE' },
    },
    strategy: { type: 'RollingUpdate', rollingupdate: { maxUnavilable: 1, maxSurge: 1, upgradeDuration: 60, autoUpgrade: false, rollingOrder: 'CreateFirst', pause: false, ...parts.rolling } },
    ...parts.spec,
  },
  ...parts.more,
});

export const storedDeployment = ({ server }: TestClient, name = 'deployment-test'): Promise<bcs.BcsDeployment> => server.registry.of(kinds.bcsdeployments).get(keyOf(name));

/** What whoever looks after it would write. */
export async function told({ server }: TestClient, status: bcs.BcsDeploymentStatus, name = 'deployment-test'): Promise<void> {
  await server.registry.of(kinds.bcsdeployments).update(keyOf(name), (current) => ({
    ...current, status: { observedGeneration: current.metadata.generation ?? 1, application: { name }, ...(current.spec.rollout && { rollout: { id: current.spec.rollout.id, resumes: current.spec.rollout.resumes ?? 0 } }), ...status },
  }), { subresource: 'status' });
}

/** It runs, and so does its application. */
export async function deployed(client: TestClient, body: object = deployment()): Promise<void> {
  await client.ok('POST', '/namespaces/defaultGroup/deployments', body);
  const { spec } = await storedDeployment(client);
  await client.server.registry.of(kinds.bcsapplications).create({
    apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: keyOf(spec.application),
    spec: { name: spec.application, namespace: 'defaultGroup', instances: 2, version: '1', definition: body as Record<string, unknown>, derived: true },
  });
  await reported(client, spec.application);
  await told(client, { status: 'Running' });
}
