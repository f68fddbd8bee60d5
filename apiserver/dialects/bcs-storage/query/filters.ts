/**
 * What can be queried, in the document's order: the server, docs/dialects/bcs-storage-queries.md and the tests read this table. What the
 * document tells and the original's source does not do is done; what the source does and the document does not tell is marked.
 */
import { count, integer, text, textOrMissing, times, truth, type Parameter } from './parameter';

export interface QueriedKind {
  readonly env: 'mesos' | 'k8s';
  /** In the path. */
  readonly kind: string;
  /** Of the documents that are meant. */
  readonly types: readonly string[];
  readonly parameters: readonly Parameter[];
  /** What a parameter is where it is not given. */
  readonly preset?: Readonly<Record<string, string>>;
  /** Answers with the names of the namespaces in which there are documents of these types; with `when`: where this parameter is true. */
  readonly namespaces?: { readonly of: readonly string[]; readonly when?: string };
  readonly undocumented?: true;
  /** POST, with parameters in a body, is not served. */
  readonly getOnly?: true;
  readonly remark?: string;
}

type Rest = Omit<QueriedKind, 'env' | 'kind' | 'types' | 'parameters'>;

const kindsOf = (env: QueriedKind['env']) => (kind: string, types: string | readonly string[], parameters: readonly Parameter[], rest: Rest = {}): QueriedKind =>
  ({ env, kind, types: [types].flat(), parameters, ...rest });

const mesos = kindsOf('mesos');
const k8s = kindsOf('k8s');

const name = text('name', 'resourceName');
const named: readonly Parameter[] = [name, text('namespace', 'namespace')];
const versioned: readonly Parameter[] = [...named, text('apiVersion', 'data.apiVersion')];

const ofApplications: readonly Parameter[] = [
  ...named,
  integer('instance', 'data.instance'),
  integer('buildedInstance', 'data.buildedInstance'),
  integer('runningInstance', 'data.runningInstance'),
  text('status', 'data.status'),
  text('lastStatus', 'data.lastStatus'),
  text('podIp', 'data.podIP', {
    remark: 'applications have no such field: finds nothing, unless the switch `applicationPodIp=taskgroups` asks their taskgroups',
    through: { type: 'taskgroup', path: 'data.podIP', to: 'data.pods.name' },
  }),
  ...times('createTime', 'data.createTime'),
  ...times('lastUpdateTime', 'data.lastUpdateTime'),
];

const forgotten = { undocumented: true } as const;
const presetKind = { ...forgotten, remark: 'replaces the kind in the path' } as const;

const ipPools = { remark: 'nothing to ask for; documents of clusters, without namespace' } as const;

const ofMesos: readonly QueriedKind[] = [
  mesos('taskgroup', 'taskgroup', [
    ...named,
    text('rcName', 'data.rcname'),
    text('status', 'data.status'),
    text('lastStatus', 'data.lastStatus'),
    text('hostIp', 'data.hostIP'),
    text('hostName', 'data.hostName'),
    text('podIp', 'data.podIP'),
    ...times('startTime', 'data.startTime'),
    ...times('lastUpdateTime', 'data.lastUpdateTime'),
    ...times('createTime', 'data.metadata.creationTimestamp', forgotten),
  ]),
  mesos('application', 'application', [...ofApplications, textOrMissing('kind', 'data.kind', presetKind)], {
    preset: { kind: ',application' }, remark: 'without processes: `kind` is empty, `application` or missing',
  }),
  mesos('process', 'application', [...ofApplications, text('kind', 'data.kind', presetKind)], { ...forgotten, preset: { kind: 'process' }, remark: 'applications whose `kind` is `process`' }),
  mesos('deployment', 'deployment', [
    ...named,
    integer('checkTime', 'data.check_time'),
    text('status', 'data.status'),
    text('applicationName', 'data.application.name'),
    text('applicationExtName', 'data.application_ext.name'),
    text('currRollingOperation', 'data.curr_rolling_operation'),
    truth('isInRolling', 'data.is_in_rolling'),
    ...times('lastRollingTime', 'data.last_rolling_time', { remark: 'stored as a number: unix seconds' }),
  ]),
  mesos('service', 'service', versioned),
  mesos('configmap', 'configmap', versioned),
  mesos('secret', 'secret', versioned),
  mesos('endpoints', 'endpoint', versioned, forgotten),
  mesos('exportservice', 'exportservice', [
    ...named,
    text('serviceName', 'data.serviceName'),
    truth('sslCert', 'data.sslcert'),
    text('balance', 'data.balance'),
  ], forgotten),
  mesos('namespace', [], [], { namespaces: { of: ['application', 'deployment', 'service', 'configmap', 'secret'] }, getOnly: true }),
  mesos('ippoolstatic', 'IPPoolStatic', [], ipPools),
  mesos('ippoolstaticdetail', 'IPPoolStaticDetail', [], { ...forgotten, ...ipPools }),
];

const created = times('createTime', 'data.metadata.creationTimestamp');
const ofK8s: readonly Parameter[] = [...named, ...created];

const generated: readonly Parameter[] = [text('resourceVersion', 'data.metadata.resourceVersion'), text('uid', 'data.metadata.uid')];
const generation = integer('generation', 'data.metadata.generation');

const ofKubernetes: readonly QueriedKind[] = [
  k8s('pod', 'Pod', [
    ...ofK8s,
    text('status', 'data.status.phase'),
    text('hostIp', 'data.status.hostIP'),
    text('podIp', 'data.status.podIP'),
    ...times('startTime', 'data.status.startTime'),
  ]),
  k8s('replicaset', 'ReplicaSet', [
    ...ofK8s,
    count('replicas', 'data.status.replicas'),
    count('availableReplicas', 'data.status.availableReplicas'),
    count('readyReplicas', 'data.status.readyReplicas'),
  ]),
  k8s('deployment', 'Deployment', [
    ...ofK8s,
    count('replicas', 'data.status.replicas'),
    count('availableReplicas', 'data.status.availableReplicas'),
    count('updatedReplicas', 'data.status.updatedReplicas'),
    text('strategyType', 'data.spec.strategy.type'),
    text('dnsPolicy', 'data.spec.template.spec.dnsPolicy'),
    text('restartPolicy', 'data.spec.template.spec.restartPolicy', { remark: 'a text, although the document says bool' }),
  ]),
  k8s('service', 'Service', [...ofK8s, text('clusterIp', 'data.spec.clusterIP'), text('type', 'data.spec.type')]),
  k8s('configmap', 'ConfigMap', ofK8s),
  k8s('secret', 'Secret', ofK8s),
  k8s('endpoints', ['EndPoints', 'Endpoints'], ofK8s, { remark: 'under both spellings of the type' }),
  k8s('ingress', 'Ingress', ofK8s),
  k8s('namespace', 'Namespace', [name, ...created, text('status', 'data.status.phase')], {
    namespaces: { of: ['ReplicaSet', 'Deployment', 'Service', 'ConfigMap', 'Secret', 'Ingress', 'DaemonSet', 'Job', 'StatefulSet'], when: 'used' },
  }),
  k8s('node', 'Node', [name, ...created, text('externalID', 'data.spec.externalID', { remark: 'nodes have none any more' })]),
  k8s('daemonset', 'DaemonSet', [
    ...ofK8s, ...generated, generation,
    integer('templateGeneration', 'data.spec.templateGeneration', { remark: 'daemon sets have none any more' }),
    text('updateStrategyType', 'data.spec.updateStrategy.type', forgotten),
  ]),
  k8s('job', 'Job', [...ofK8s, ...generated]),
  k8s('statefulset', 'StatefulSet', [
    ...ofK8s, ...generated, generation,
    text('podManagementPolicy', 'data.spec.podManagementPolicy'),
    text('updateStrategyType', 'data.spec.updateStrategy.type'),
    text('serviceName', 'data.spec.serviceName'),
  ]),
  k8s('ippoolstatic', 'IPPoolStatic', [], { ...forgotten, ...ipPools }),
  k8s('ippoolstaticdetail', 'IPPoolStaticDetail', [], { ...forgotten, ...ipPools }),
];

export const queriedKinds: readonly QueriedKind[] = [...ofMesos, ...ofKubernetes];
