/** `kubectl wait`, `events` and `auth`. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, attempt, refused, feed } = story('waiting');

const minute = 60_000;

beforeAll(async () => {
  await ok`create configmap settings --from-literal=k=v`;
  await ok`create deployment web --image=nginx --replicas=2`;
});

describe('wait', () => {
  it('for a condition', async () => {
    expect(await ok`wait deployment/web --for=condition=Available --timeout=30s`).toBe('deployment.apps/web condition met\n');
    expect((await ok`wait pods -l app=web --for=condition=Ready --timeout=30s`).match(/condition met/g)).toHaveLength(2);
    expect((await ok`wait pods --all --for=condition=Ready --timeout=30s`).match(/condition met/g)).toHaveLength(2);
  }, minute);

  it('for a condition that comes later, in any state', async () => {
    const later = ok`wait deployment/web --for=condition=Progressing=Unknown --timeout=30s`;
    await ok`rollout pause deployment/web`;
    expect(await later).toBe('deployment.apps/web condition met\n');
    await ok`rollout resume deployment/web`;
  }, minute);

  it('not for ever', async () => {
    expect(await refused`wait deployment/web --for=condition=Nope --timeout=1s`).toMatch(/timed out waiting for the condition on deployments\/web/);
    expect(await refused`wait pod/nobody --for=condition=Ready --timeout=1s`).toBe('Error from server (NotFound): pods "nobody" not found');
    expect(await refused`wait pod -l app=nobody --for=condition=Ready --timeout=1s`).toBe('error: no matching resources found');
    expect(await refused`wait deployment/web --for=nope`).toContain('unrecognized condition: "nope"');
  }, minute);

  it('for the end', async () => {
    await feed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/hold'] } })`create -f -`;
    await ok`delete cm held --wait=false`;
    const ended = attempt`wait cm/held --for=delete --timeout=30s`;
    await ok`patch cm held --type=merge -p ${'{"metadata":{"finalizers":null}}'}`;
    const { stdout, stderr } = await ended;
    // Newer ones say so; old ones complain when they come too late.
    expect(stdout + stderr).toMatch(/^(configmap\/held condition met\n|error: no matching resources found\n)?$/);
    expect(await refused`get cm held`).toBe('Error from server (NotFound): configmaps "held" not found');
  }, minute);

  if (kubectlSince(23)) {
    it('for a value', async () => {
      expect(await ok`wait cm/settings --for=jsonpath={.data.k}=v --timeout=5s`).toBe('configmap/settings condition met\n');
      const later = ok`wait cm/settings --for=jsonpath={.data.k}=w --timeout=30s`;
      await ok`patch cm settings --type=merge -p ${'{"data":{"k":"w"}}'}`;
      expect(await later).toBe('configmap/settings condition met\n');
      expect(await refused`wait cm/settings --for=jsonpath={.data.k}=x --timeout=1s`).toContain('timed out waiting for the condition on configmaps/settings');
    }, minute);
  }

  if (kubectlSince(31)) {
    it('for a beginning', async () => {
      const begun = ok`wait cm/late --for=create --timeout=30s`;
      await ok`create configmap late`;
      expect(await begun).toBe('configmap/late condition met\n');
      expect(await refused`wait cm/never --for=create --timeout=1s`).toContain('timed out waiting for the condition');
    }, minute);
  }
});

describe('events', () => {
  it('tell what happened', async () => {
    expect(await ok`get events --field-selector=involvedObject.kind=Deployment,reason=ScalingReplicaSet`)
      .toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\S+ +Normal +ScalingReplicaSet +deployment\/web +Scaled up replica set web-\w+ from 0 to 2\n$/);
    expect(await ok`get events -o wide --field-selector=type=Normal,reason=Scheduled`)
      .toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +SUBOBJECT +SOURCE +MESSAGE +FIRST SEEN +COUNT +NAME\n(\S+ +Normal +Scheduled +pod\/web-\S+ .* Successfully assigned waiting\/web-\S+ to node-\d .*\n){2}$/);
  });

  if (kubectlSince(26)) {
    it('of one object, in order', async () => {
      expect(await ok`events --for deployment/web`).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\S+ +Normal +ScalingReplicaSet +Deployment\/web +Scaled up replica set web-\w+ from 0 to 2\n$/);
      expect(await ok`events --types=Warning`).toBe('');
    });
  }
});

describe('auth', () => {
  it('everybody can do everything', async () => {
    expect(await ok`auth can-i create pods`).toBe('yes\n');
    expect(await ok`auth can-i get pods/log`).toBe('yes\n');
    expect(await ok`auth can-i * * --all-namespaces`).toBe('yes\n');
    expect(await ok`auth can-i get /healthz`).toBe('yes\n');
    expect(await ok`auth can-i --quiet delete nodes`).toBe('');
    expect(await ok`auth can-i --list`).toMatch(/^Resources +Non-Resource URLs +Resource Names +Verbs\n\*\.\* +\[] +\[] +\[\*]\n +\[\*] +\[] +\[\*]\n/);
  });

  it('reconciles roles and bindings', async () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader', namespace: 'waiting' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] };
    expect(await feed(role)`auth reconcile -f -`).toContain('role.rbac.authorization.k8s.io/reader reconciled');
    await feed({ ...role, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }] })`auth reconcile -f -`;
    expect(await ok`get role reader -o jsonpath={.rules[*].resources[0]}`).toBe('pods secrets');
  });

  if (kubectlSince(27)) {
    it('says who one is', async () => {
      expect(await ok`auth whoami`).toMatch(/^ATTRIBUTE +VALUE\nUsername +\S+\nGroups +\[system:masters system:authenticated]\n/);
    });
  }
});
