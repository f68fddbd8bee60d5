/**
 * What it costs to place BCS' taskgroups, beside ordinary pods: 10,000 over 1,000 agents, without any I/O.
 *
 *     npx tsx bench/bcs-cycle.ts
 */
import { bcsRules, seededRandom, systemClock } from '../api';
import { frameworksOf } from '../scheduler/configuration/frameworks';
import { schedulingCycle } from '../scheduler/cycle';
import { Placer } from '../scheduler/placing';
import { podInfo, type PodInfo } from '../scheduler/pod-info';
import { defaultProfile } from '../scheduler/profile';
import { ClusterCache } from '../scheduler/snapshot';
import { ingredients } from '../scheduler/testing/ingredients';
import { node, pod } from '../scheduler/testing/objects';

const { applicationLabel, constraintAnnotation, schedulerName, versionLabel, wantedPortsAnnotation } = bcsRules.marks;

const nodes = 1000;
const pods = 10_000;

interface Workload { readonly name: string; readonly profile: string; readonly applications: number; readonly annotations?: Readonly<Record<string, string>> }

const constraint = (item: bcsRules.ConstraintItem): Readonly<Record<string, string>> => ({ [constraintAnnotation]: JSON.stringify({ intersectionItem: [{ unionData: [item] }] }) });
const twoPorts = { [wantedPortsAnnotation]: JSON.stringify([[{ name: 'a', containerPort: 80, hostPort: 0, protocol: 'TCP' }, { name: 'b', containerPort: 81, hostPort: 0, protocol: 'TCP' }]]) };

const only = process.argv[2];
const workloads: readonly Workload[] = [
  { name: 'ordinary pods', profile: 'default-scheduler', applications: 100 },
  { name: 'least cpu of minik8s', profile: 'minik8s-least-cpu', applications: 100 },
  { name: 'taskgroups', profile: schedulerName, applications: 100 },
  { name: 'of one application', profile: schedulerName, applications: 1 },
  { name: 'each of its own', profile: schedulerName, applications: pods },
  { name: 'CLUSTER rack', profile: schedulerName, applications: 100, annotations: constraint({ name: 'rack', operate: 'CLUSTER', type: 4, set: { item: ['r1', 'r2', 'r3'] } }) },
  { name: 'UNIQUE hostname', profile: schedulerName, applications: 100, annotations: constraint({ name: 'hostname', operate: 'UNIQUE' }) },
  { name: 'MAXPER rack, one application', profile: schedulerName, applications: 1, annotations: constraint({ name: 'rack', operate: 'MAXPER', type: 3, text: { value: '5000' } }) },
  { name: 'EXCLUDE', profile: schedulerName, applications: 100, annotations: constraint({ operate: 'EXCLUDE', type: 4, set: { item: ['app:none'] } }) },
  { name: 'two random ports', profile: schedulerName, applications: 100, annotations: twoPorts },
];

function podsOf({ profile, applications, annotations }: Workload): readonly PodInfo[] {
  return Array.from({ length: pods }, (_, i) => {
    const labels = { app: `app-${i % applications}`, ...(profile === schedulerName && { [applicationLabel]: `app-${i % applications}`, [versionLabel]: '1' }) };
    return podInfo(pod({ name: `pod-${i}`, requests: { cpu: '100m', memory: '100Mi' }, labels, meta: { annotations: { ...annotations } }, spec: { schedulerName: profile, tolerations: [{ operator: 'Exists' }] } }));
  });
}

for (const workload of workloads.filter(({ name }) => !only || name.includes(only))) {
  const cache = new ClusterCache(systemClock);
  for (let i = 0; i < nodes; i++) cache.putNode(node({ name: `node-${i}`, labels: { rack: `r${i % 10}` }, allocatable: { cpu: '32', memory: '64Gi' } }));
  const framework = frameworksOf({ profiles: [defaultProfile] }, ingredients()).find(({ schedulerName: name }) => name === workload.profile);
  if (!framework) throw new Error(workload.profile);
  const placer = new Placer(framework, seededRandom(1));
  const all = podsOf(workload);
  const begun = process.cpuUsage();
  const placed = all.filter((one) => schedulingCycle(one, framework, placer, cache).outcome === 'assumed').length;
  const ms = process.cpuUsage(begun).user / 1000;
  process.stdout.write(`${workload.name.padEnd(30)} ${String(placed).padStart(6)} placed ${ms.toFixed(0).padStart(6)} ms of cpu ${((1000 * pods) / ms).toFixed(0).padStart(7)} a second\n`);
}
