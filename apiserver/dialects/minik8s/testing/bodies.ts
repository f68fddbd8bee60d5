/** The smallest object of each kind that there is something to do with, by the segment of its path. */

const container = { name: 'c', image: 'nginx' };
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } };

type Body = Readonly<Record<string, unknown>>;

export const bodies: Readonly<Record<string, (name: string) => Body>> = {
  nodes: (name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name }, ip: '10.20.0.11' }),
  pods: (name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [container] } }),
  services: (name) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: 'x' }, ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'tcp' }] } }),
  jobs: (name) => ({ apiVersion: 'v1', kind: 'Job', metadata: { name }, spec: { partition: 'a100', password: 'secret', outputFile: 'a.out', errorFile: 'noext' } }),
  jobfiles: (name) => ({ apiVersion: 'v1', kind: 'JobFile', metadata: { name }, outputFile: 'b3V0' }),
  replicasets: (name) => ({ apiVersion: 'v1', kind: 'Replicaset', metadata: { name }, spec: { replicas: 1, selector: { matchLabels: { app: 'x' } }, template } }),
  dns: (name) => ({ apiVersion: 'v1', kind: 'Dns', metadata: { name }, spec: { host: `${name}.internal`, paths: [] } }),
  hpa: (name) => ({ apiVersion: 'v1', kind: 'Hpa', metadata: { name }, spec: { minReplicas: 1, maxReplicas: 3, selector: { matchLabels: { app: 'x' } }, metrics: { cpuPercent: 0.4, memPercent: 0.6 } } }),
  functions: (name) => ({ apiVersion: 'v1', kind: 'Function', metadata: { name }, spec: { userUploadFilePath: '/home/ana/price' } }),
  workflows: (name) => ({ apiVersion: 'v1', kind: 'Workflow', metadata: { name }, spec: { entryNodeName: 'a', workflowNodes: [{ name: 'a', type: 'func', funcData: { funcName: 'f' } }] } }),
};

/** Of each kind that has one. */
export const statuses: Readonly<Record<string, Body>> = {
  nodes: { condition: 'Ready', numPods: 2 }, pods: { phase: 'Running', podIP: '10.32.0.7' }, jobs: { state: 'RUNNING', jobID: '7' }, replicasets: { replicas: 1, readyReplicas: 0 },
  hpa: { currentReplicas: 2, curCPUPercent: 0.18 }, workflows: { phase: 'running' },
};
