/** `kubectl create`: what every generator makes, and how it is told that something cannot be made. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificate, key } from '../harness/key-pair';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused, feed, folder } = story('made');

const inFolder = (name: string): string => join(folder(), name);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const containers = (...list: object[]): object => ({ template: { spec: { containers: list.map((container) => expect.objectContaining(container) as unknown) } } });

beforeAll(() => {
  mkdirSync(inFolder('many'));
  for (const [name, text] of [['env', 'A=1\n# no\nB=two words\n'], ['greeting', 'hello'], ['many/a.txt', 'a'], ['many/b.txt', 'b'], ['tls.key', key], ['tls.crt', certificate]] as const) {
    writeFileSync(inFolder(name), text);
  }
  writeFileSync(inFolder('raw'), Buffer.from([0xff, 0xfe, 0]));
});

describe('makes', () => {
  it.each<[string, () => Promise<object>, object]>([
    ['a namespace', () => json`create namespace other`, { kind: 'Namespace', spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' }, metadata: { labels: { 'kubernetes.io/metadata.name': 'other' } } }],
    ['a configmap from files and literals', () => json`create configmap files --from-file=${inFolder('greeting')} --from-file=bytes=${inFolder('raw')} --from-literal=a=${'b c'}`,
      { data: { greeting: 'hello', a: 'b c' }, binaryData: { bytes: '//4A' } }],
    ['a configmap from a folder', () => json`create cm folder --from-file=${inFolder('many')}`, { data: { 'a.txt': 'a', 'b.txt': 'b' } }],
    ['a configmap from an env file', () => json`create cm env --from-env-file=${inFolder('env')}`, { data: { A: '1', B: 'two words' } }],
    ['a configmap named after its content', () => json`create cm hashed --from-literal=a=b --append-hash`, { metadata: { name: expect.stringMatching(/^hashed-[a-z0-9]{10}$/) as string } }],
    ['a secret', () => json`create secret generic plain --from-literal=a=b --from-file=${inFolder('greeting')} --type=my/type`,
      { type: 'my/type', data: { a: base64('b'), greeting: base64('hello') } }],
    ['a secret from an env file', () => json`create secret generic env --from-env-file=${inFolder('env')}`, { type: 'Opaque', data: { A: base64('1'), B: base64('two words') } }],
    ['a secret for a registry', () => json`create secret docker-registry registry --docker-server=x --docker-username=u --docker-password=p`,
      { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': base64('{"auths":{"x":{"username":"u","password":"p","auth":"dTpw"}}}') } }],
    ['a secret for TLS', () => json`create secret tls tls --cert=${inFolder('tls.crt')} --key=${inFolder('tls.key')}`,
      { type: 'kubernetes.io/tls', data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) } }],
    ['a service account', () => json`create serviceaccount robot`, { kind: 'ServiceAccount', metadata: { name: 'robot' } }],
    ['a deployment', () => json`create deployment web --image=nginx:1.27 --image=example.com:5000/side/car@sha256:${'0'.repeat(64)} --replicas=2`,
      { spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, ...containers({ name: 'nginx', imagePullPolicy: 'IfNotPresent' }, { name: 'car' }) } }],
    ['a deployment with a command', () => json`create deployment sleeper --image=busybox --port=80 -- sleep 1`,
      { spec: { replicas: 1, ...containers({ command: ['sleep', '1'], ports: [{ containerPort: 80, protocol: 'TCP' }], imagePullPolicy: 'Always' }) } }],
    ['a job', () => json`create job once --image=busybox -- date`, { spec: { completions: 1, parallelism: 1, backoffLimit: 6, template: { spec: { restartPolicy: 'Never' } } } }],
    ['a cron job', () => json`create cronjob often --image=busybox --schedule=${'*/5 * * * *'} --restart=OnFailure -- echo hi`,
      { spec: { schedule: '*/5 * * * *', concurrencyPolicy: 'Allow', suspend: false, jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure' } } } } } }],
    ['an ingress with TLS', () => json`create ingress entry --rule=shop.example/cart=cart:8080,tls=cert --rule=shop.example/all*=web:http --class=outer --default-backend=web:80 --annotation=a=b`, {
      metadata: { annotations: { a: 'b' } },
      spec: {
        ingressClassName: 'outer', tls: [{ hosts: ['shop.example'], secretName: 'cert' }], defaultBackend: { service: { name: 'web', port: { number: 80 } } },
        rules: [{ host: 'shop.example', http: { paths: [
          { path: '/cart', pathType: 'Exact', backend: { service: { name: 'cart', port: { number: 8080 } } } },
          { path: '/all', pathType: 'Prefix', backend: { service: { name: 'web', port: { name: 'http' } } } },
        ] } }],
      },
    }],
    ['a budget of pods that stay', () => json`create poddisruptionbudget stay --selector=app=web --min-available=1`, { spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } }],
    ['a budget of pods that may go', () => json`create pdb go --selector=app=web --max-unavailable=50%`, { spec: { maxUnavailable: '50%' } }],
    ['a priority class', () => json`create priorityclass high --value=1000 --description=${'before others'} --preemption-policy=Never`,
      { value: 1000, description: 'before others', preemptionPolicy: 'Never' }],
    ['a quota', () => json`create quota most --hard=cpu=1,pods=2`, { kind: 'ResourceQuota', spec: { hard: { cpu: '1', pods: '2' } } }],
    ['a quota of a scope', () => json`create quota scoped --hard=pods=2 --scopes=BestEffort`, { spec: { scopes: ['BestEffort'] } }],
    ['a role', () => json`create role reader --verb=get,list --resource=pods,deployments.apps,pods/log`, {
      rules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }, { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] }],
    }],
    ['a cluster role for paths', () => json`create clusterrole prober --verb=get --non-resource-url=/healthz`, { rules: [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }] }],
    ['a cluster role of others', () => json`create clusterrole summed --aggregation-rule=part=yes`, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } }],
    ['a role binding', () => json`create rolebinding readers --role=reader --user=u --group=g --serviceaccount=made:default`, {
      roleRef: { kind: 'Role', name: 'reader', apiGroup: 'rbac.authorization.k8s.io' },
      subjects: [{ kind: 'User', name: 'u' }, { kind: 'Group', name: 'g' }, { kind: 'ServiceAccount', name: 'default', namespace: 'made' }],
    }],
    ['a cluster role binding', () => json`create clusterrolebinding probers --clusterrole=prober --user=u`, { roleRef: { kind: 'ClusterRole', name: 'prober' } }],
    ['a service', () => json`create service clusterip inner --tcp=80:8080`, { spec: { type: 'ClusterIP', selector: { app: 'inner' }, ports: [{ name: '80-8080', port: 80, targetPort: 8080, protocol: 'TCP' }] } }],
    ['a headless service', () => json`create service clusterip headless --clusterip=None`, { spec: { clusterIP: 'None' } }],
    ['a service for a name', () => json`create service externalname far --external-name=far.example`, { spec: { type: 'ExternalName', externalName: 'far.example' } }],
    ['a service on the nodes', () => json`create service nodeport outer --tcp=80 --node-port=30001`, { spec: { type: 'NodePort', externalTrafficPolicy: 'Cluster', ports: [{ nodePort: 30001 }] } }],
    ['a service on any port of the nodes', () => json`create service nodeport any --tcp=80`, { spec: { ports: [{ nodePort: expect.any(Number) as number }] } }],
    ['a service behind a balancer', () => json`create service loadbalancer balanced --tcp=80,443:8443`, {
      spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: true, ports: [{ port: 80, nodePort: expect.any(Number) as number }, { port: 443, targetPort: 8443, nodePort: expect.any(Number) as number }] },
    }],
  ])('%s', async (_, made, expected) => {
    expect(await made()).toMatchObject(expected);
  });

  it('a job from a cron job, owned by it', async () => {
    const { metadata: { uid } } = await json<{ metadata: { uid: string } }>`get cronjob often`;
    // kubectl 1.20 knows cron jobs as batch/v1beta1 only.
    const from = kubectlSince(21) ? 'cronjob/often' : 'cronjob.v1beta1.batch/often';
    expect(await json`create job now --from=${from}`).toMatchObject({
      metadata: { annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' }, ownerReferences: [{ kind: 'CronJob', name: 'often', uid }] },
      spec: { template: { spec: { restartPolicy: 'OnFailure' } } },
    });
  });

  it('says what it made', async () => {
    expect(await ok`create rolebinding said --clusterrole=view --user=u`).toBe('rolebinding.rbac.authorization.k8s.io/said created\n');
    expect(await feed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'b' }, spec: {
      schedule: '@daily', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'd' }] } } } } } })`create -f -`).toBe('configmap/a created\ncronjob.batch/b created\n');
  });

  it('nothing in a dry run, but shows what it would make', async () => {
    const { metadata } = await json<{ metadata: { uid: string; resourceVersion?: string } }>`create deployment dry --image=nginx --dry-run=server`;
    expect(metadata).toEqual(expect.objectContaining({ name: 'dry', uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string }));
    expect(metadata.resourceVersion).toBeUndefined();
    expect(await refused`get deployment dry`).toBe('Error from server (NotFound): deployments.apps "dry" not found');
  });
});

describe('is refused', () => {
  beforeAll(() => ok`create deployment taken --image=nginx`);

  it.each<[string, () => Promise<string>, string | RegExp]>([
    ['a name that is taken', () => refused`create deployment taken --image=nginx`, 'error: failed to create deployment: deployments.apps "taken" already exists'],
    ['a name that is none', () => refused`create deployment Bad_Name --image=nginx`,
      /^error: failed to create deployment: Deployment\.apps "Bad_Name" is invalid: (\[)?metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of/],
    ['a namespace that is not there', () => refused`create cm x -n nowhere`, /: namespaces "nowhere" not found$/],
    ['a namespace that is', () => refused`create namespace made`, /namespaces "made" already exists$/],
    ['a schedule that is none', () => refused`create cronjob bad --image=x --schedule=nope`,
      'error: failed to create cronjob: CronJob.batch "bad" is invalid: spec.schedule: Invalid value: "nope": expected exactly 5 fields, found 1: [nope]'],
    ['a scope that does not fit', () => refused`create quota bad --hard=cpu=1 --scopes=BestEffort`,
      'error: failed to create quota: ResourceQuota "bad" is invalid: spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
    ['a port of the nodes that is taken', () => refused`create service nodeport bad --tcp=80 --node-port=30001`,
      'error: failed to create NodePort service: Service "bad" is invalid: spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated'],
    ['a port that nodes do not have', () => refused`create service nodeport bad --tcp=80 --node-port=80`,
      'Service "bad" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767'],
    ['an unknown resource', () => refused`create role bad --verb=get --resource=pods.nope`, 'the server doesn\'t have a resource type "pods" in group "nope"'],
    ['a service named like an address', () => refused`create service clusterip 1st --tcp=80`, /Service "1st" is invalid: metadata\.name: Invalid value: "1st": a DNS-1035 label must consist of/],
  ])('%s', async (_, refusal, expected) => {
    expect(await refusal()).toMatch(expected);
  });
});
