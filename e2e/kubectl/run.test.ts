/** `kubectl run`, `expose` and `autoscale`. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused, feed, attempt } = story('running');

const minute = 60_000;

interface Pod { metadata: { labels: object; annotations?: object }; spec: { containers: object[]; restartPolicy: string } }

describe('run', () => {
  it('makes a pod as the flags say', async () => {
    const { metadata, spec } = await json<Pod>`run flags --image=nginx --port=80 --labels=app=flags,tier=x --env=A=b --env=C=d --restart=Never --annotations=x=y --image-pull-policy=Never`;
    expect(metadata).toMatchObject({ labels: { app: 'flags', tier: 'x' }, annotations: { x: 'y' } });
    expect(spec).toMatchObject({
      restartPolicy: 'Never', serviceAccountName: 'default', dnsPolicy: 'ClusterFirst', terminationGracePeriodSeconds: 30,
      containers: [{ name: 'flags', image: 'nginx', imagePullPolicy: 'Never', env: [{ name: 'A', value: 'b' }, { name: 'C', value: 'd' }], ports: [{ containerPort: 80, protocol: 'TCP' }] }],
    });
    await ok`wait pod/flags --for=condition=Ready --timeout=30s`;
  }, minute);

  it('passes arguments, or a command', async () => {
    expect((await json<Pod>`run args --image=busybox -- -x y`).spec.containers).toMatchObject([{ args: ['-x', 'y'] }]);
    expect((await json<Pod>`run command --image=busybox --restart=OnFailure --command -- sleep 1`).spec).toMatchObject({ restartPolicy: 'OnFailure', containers: [{ command: ['sleep', '1'] }] });
  });

  it('overrides what it makes', async () => {
    expect((await json<Pod>`run over --image=nginx --overrides=${'{"spec":{"nodeSelector":{"disk":"none"}}}'}`).spec).toMatchObject({ nodeSelector: { disk: 'none' }, containers: [{ image: 'nginx' }] });
    expect(await refused`run bad --image=nginx --overrides=${'{"spec":{"containers":[{"name":"bad","image":"nginx","ports":[{"containerPort":99999}]}]}}'}`)
      .toBe('The Pod "bad" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive');
  });

  it('makes a service with it', async () => {
    expect((await ok`run both --image=nginx --expose --port=8080`).split('\n').sort()).toEqual(['', 'pod/both created', 'service/both created']);
    expect(await json`get service both`).toMatchObject({ spec: { selector: { run: 'both' }, ports: [{ port: 8080, targetPort: 8080 }] } });
  });

  it('makes nothing when it is dry', async () => {
    expect(await ok`run dry --image=nginx --dry-run=client`).toBe('pod/dry created (dry run)\n');
    expect(await ok`run dry --image=nginx --dry-run=server`).toBe('pod/dry created (server dry run)\n');
    expect(await refused`get pod dry`).toBe('Error from server (NotFound): pods "dry" not found');
  });

  it('takes away what it was attached to', async () => {
    expect(await refused`run unattached --image=nginx --rm`).toContain('--rm should only be used for attached containers');
    await attempt`run attached --image=busybox --annotations=minikapi.dev/run-time=500ms --rm --attach --restart=Never -- true`;
    expect(await refused`get pod attached`).toBe('Error from server (NotFound): pods "attached" not found');
  }, minute);

  it('is refused a name that is taken', async () => {
    expect(await refused`run both --image=nginx`).toBe('Error from server (AlreadyExists): pods "both" already exists');
  });
});

describe('expose', () => {
  const template = { metadata: { labels: { app: 'kept' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };

  beforeAll(async () => {
    await ok`create deployment web --image=nginx --port=80`;
    await feed(
      { apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'controller' }, spec: { replicas: 1, template } },
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'set' }, spec: { replicas: 1, selector: { matchLabels: { app: 'kept' } }, template } },
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'stateful' }, spec: { replicas: 1, serviceName: 'x', selector: { matchLabels: { app: 'kept' } }, template } },
    )`create -f -`;
  });

  it('says what it exposed', async () => {
    expect(await ok`expose deployment web`).toBe('service/web exposed\n');
    expect(await json`get service web`).toMatchObject({ metadata: { labels: { app: 'web' } }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] } });
  });

  it.each<[string, () => Promise<object>, object]>([
    ['a pod', () => json`expose pod flags`, { selector: { app: 'flags', tier: 'x' }, ports: [{ port: 80 }] }],
    ['a service', () => json`expose service web --name=again --port=81`, { selector: { app: 'web' }, ports: [{ port: 81, targetPort: 81 }] }],
    ['a replica set', () => json`expose rs set --port=80`, { selector: { app: 'kept' } }],
    ['a replication controller', () => json`expose rc controller --port=80`, { selector: { app: 'kept' } }],
    ['as the flags say', () => json`expose deployment web --name=flags2 --port=53 --target-port=dns --protocol=UDP --type=LoadBalancer --external-ip=192.0.2.1 --load-balancer-ip=192.0.2.2 --session-affinity=ClientIP`, {
      type: 'LoadBalancer', externalIPs: ['192.0.2.1'], loadBalancerIP: '192.0.2.2', sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } },
      ports: [{ port: 53, targetPort: 'dns', protocol: 'UDP' }],
    }],
  ])('%s', async (_, exposed, spec) => {
    expect(await exposed()).toMatchObject({ kind: 'Service', spec });
  });

  it.each<[string, () => Promise<string>, string]>([
    ['what has no port', () => refused`expose pod args`, 'couldn\'t find port via --port flag or introspection'],
    ['what selects nothing', () => refused`expose statefulset stateful --port=80`, 'error: cannot expose a StatefulSet.apps'],
    ['what is not there', () => refused`expose deployment nobody --port=80`, 'Error from server (NotFound): deployments.apps "nobody" not found'],
    ['a type that is none', () => refused`expose deployment web --name=x --port=80 --type=Nope`,
      'The Service "x" is invalid: spec.type: Unsupported value: "Nope": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
    ['a port that is none', () => refused`expose deployment web --name=x --port=99999`, [
      'The Service "x" is invalid: ',
      '* spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
      '* spec.ports[0].targetPort: Invalid value: 99999: must be between 1 and 65535, inclusive',
    ].join('\n')],
    ['a name that is taken', () => refused`expose deployment web --port=80`, 'Error from server (AlreadyExists): services "web" already exists'],
  ])('refuses %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
  });
});

describe('autoscale', () => {
  it.each<[string, () => Promise<object>, object]>([
    ['a deployment', () => json`autoscale deployment web --min=2 --max=5 --cpu-percent=70`, {
      minReplicas: 2, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    }],
    ['a stateful set', () => json`autoscale statefulset stateful --max=3`, { maxReplicas: 3, scaleTargetRef: { kind: 'StatefulSet' } }],
    ['a replication controller', () => json`autoscale rc controller --max=3`, { scaleTargetRef: { apiVersion: 'v1', kind: 'ReplicationController' } }],
  ])('%s', async (_, scaled, spec) => {
    expect(await scaled()).toMatchObject({ kind: 'HorizontalPodAutoscaler', spec });
  });

  it('asks for as much CPU as was said, or for 80 %', async () => {
    const target = { resource: { name: 'cpu', target: { type: 'Utilization' } }, type: 'Resource' };
    expect(await json`get hpa.v2.autoscaling web`).toMatchObject({ spec: { metrics: [{ ...target, resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }] } });
    expect(await ok`get hpa stateful`).toMatch(/^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE\nstateful +StatefulSet\/stateful +cpu: <unknown>\/80% +1 +3 +0 +\S+\n$/);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['what has no replicas', () => refused`autoscale cm web --max=5`, 'configmaps "web" not found'],
    ['what cannot have any', async () => {
      await ok`create configmap web`;
      return refused`autoscale cm web --max=5`;
    }, 'cannot autoscale a ConfigMap'],
    ['more at least than at most', () => refused`autoscale deployment web --name=x --min=6 --max=5`, 'MAXPODS must be larger or equal to --min=MINPODS'],
    ['a second one', () => refused`autoscale deployment web --max=5`, 'horizontalpodautoscalers.autoscaling "web" already exists'],
  ])('refuses %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
  });
});

describe('tables', () => {
  it('show what was made', async () => {
    expect(await ok`get pod over`).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nover +0\/1 +Pending +0 +\S+\n$/);
    expect(await ok`get service flags2`).toMatch(/^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\nflags2 +LoadBalancer +10\.\S+ +(?:192\.0\.2\.2,)?192\.0\.2\.1 +53:3\d{4}\/UDP +\S+\n$/);
  });

  if (kubectlSince(22)) {
    it('overrides by JSON patch, too', async () => {
      expect((await json<Pod>`run patched --image=nginx --override-type=json --overrides=${'[{"op":"add","path":"/metadata/labels/j","value":"1"}]'}`).metadata.labels).toEqual({ run: 'patched', j: '1' });
    });
  }
});
