import { fieldError, kinds, type core, type podSecurity, type ResourceDefinition, type UpdateOptions } from '../../../api';
import { closeAll, openTest } from '../../testing/harness';
import { namespace, pod, replicaSet } from '../../testing/objects';
import { violatingPods } from './existing-pods';

afterEach(closeAll);

const good: core.SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const goodSpec: Partial<core.PodSpec> = { containers: [{ name: 'web', image: 'nginx', securityContext: good } as core.Container] };
const hostPid: Partial<core.PodSpec> = { hostPID: true };
const a = { namespace: 'default', name: 'a' };

/** A namespace `default` with these labels, and where warnings go. */
async function labelled(labels: Record<string, string>) {
  const test = await openTest();
  const namespaces = test.registry.of(kinds.namespaces);
  const label = async (more: Record<string, string>, options: UpdateOptions = {}): Promise<void> => {
    // A change of a state that is not the latest is tried again, and says its warnings twice.
    await namespaces.get({ name: 'default' });
    await namespaces.update({ name: 'default' }, (now) => ({ ...now, metadata: { ...now.metadata, labels: withPrefix(more) } }), options);
  };
  await label(labels);
  const warnings: string[] = [];
  return { ...test, label, warnings, listen: { warn: (text: string) => { warnings.push(text); } }, pods: test.registry.of(kinds.pods) };
}

const withPrefix = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value]));

const missing = [
  'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
  'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"])',
  'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
  'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
].join(', ');

describe('a pod', () => {
  it('is refused in a namespace that asks for more', async () => {
    const { pods, listen, warnings } = await labelled({ enforce: 'restricted' });
    await expect(pods.create(pod('a'), listen)).rejects.toMatchObject({
      code: 403, reason: 'Forbidden', details: { name: 'a', kind: 'pods' }, message: `pods "a" is forbidden: violates PodSecurity "restricted:latest": ${missing}`,
    });
    await pods.create(pod('a', goodSpec), listen);
    expect(warnings).toEqual([]);
  });

  it('is warned of where another level is only recommended', async () => {
    const { pods, listen, warnings } = await labelled({ enforce: 'baseline', 'enforce-version': 'v1.20', warn: 'restricted', 'warn-version': 'v1.8' });
    await pods.create(pod('a'), listen);
    expect(warnings).toEqual(['would violate PodSecurity "restricted:v1.8": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), '
      + 'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)']);
    await expect(pods.create(pod('b', hostPid), listen)).rejects.toMatchObject({ message: 'pods "b" is forbidden: violates PodSecurity "baseline:v1.20": host namespaces (hostPID=true)' });
    expect(warnings).toHaveLength(1);
  });

  it('is let be where nothing is asked, and where it is only audited', async () => {
    const { pods, listen, label, warnings } = await labelled({});
    await pods.create(pod('a', hostPid), listen);
    await label({ audit: 'restricted' });
    await pods.create(pod('b', hostPid), listen);
    expect(warnings).toEqual([]);
  });

  it('is told of in the audit log', async () => {
    const { pods } = await labelled({ enforce: 'baseline', audit: 'restricted', 'audit-version': 'v1.7' });
    const notes: Record<string, string> = {};
    const annotate = (key: string, value: string): void => { notes[key] = value; };
    await expect(pods.create(pod('a', hostPid), { annotate })).rejects.toMatchObject({ code: 403 });
    expect(notes).toEqual({
      'pod-security.kubernetes.io/enforce-policy': 'baseline:latest',
      'pod-security.kubernetes.io/audit-violations': 'would violate PodSecurity "restricted:v1.7": host namespaces (hostPID=true), '
        + 'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
    });
  });

  it('may be changed as long as its images are not', async () => {
    const { pods, label } = await labelled({});
    await pods.create(pod('a', hostPid));
    await label({ enforce: 'baseline' });
    await pods.update(a, (now) => ({ ...now, metadata: { ...now.metadata, labels: { x: 'y' } } }));
    await pods.update(a, (now) => ({ ...now, status: { ...now.status, phase: 'Running' } }), { subresource: 'status' });
    const renewed = pods.update(a, (now) => ({ ...now, spec: { ...now.spec, containers: now.spec.containers.map((one) => ({ ...one, image: 'other' })) } }));
    await expect(renewed).rejects.toMatchObject({ code: 403, message: 'pods "a" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostPID=true)' });
  });

  it('is not debugged with what it could not have', async () => {
    const { pods } = await labelled({ enforce: 'baseline' });
    await pods.create(pod('a'));
    const debug = (securityContext: core.SecurityContext) => pods.update(a, (now) => ({
      ...now, spec: { ...now.spec, ephemeralContainers: [{ name: 'debug', image: 'busybox', securityContext } as core.EphemeralContainer] },
    }), { subresource: 'ephemeralcontainers' });
    await expect(debug({ privileged: true })).rejects
      .toMatchObject({ message: 'pods "a" is forbidden: violates PodSecurity "baseline:latest": privileged (container "debug" must not set securityContext.privileged=true)' });
    await debug({});
    expect((await pods.get(a)).spec.ephemeralContainers).toHaveLength(1);
  });

  it('is judged by the labels that are there now', async () => {
    const { pods, label } = await labelled({ enforce: 'baseline' });
    await label({});
    await pods.create(pod('a', hostPid));
    await label({ enforce: 'baseline' });
    await expect(pods.create(pod('b', hostPid))).rejects.toMatchObject({ code: 403 });
  });
});

describe('what makes pods', () => {
  const spec = pod('x', hostPid).spec;
  const template: core.PodTemplateSpec = { metadata: { labels: { app: 'a' } }, spec };
  const selector = { matchLabels: { app: 'a' } };
  const would = 'would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)';
  const once = { ...template, spec: { ...spec, restartPolicy: 'Never' } };

  it.each<[ResourceDefinition, object]>([
    [kinds.deployments, { spec: { selector, template } }],
    [kinds.replicasets, { spec: { selector, template } }],
    [kinds.daemonsets, { spec: { selector, template } }],
    [kinds.statefulsets, { spec: { selector, template, serviceName: 'a' } }],
    [kinds.replicationcontrollers, { spec: { selector: { app: 'a' }, template } }],
    [kinds.podtemplates, { template }],
    [kinds.jobs, { spec: { template: once } }],
    [kinds.cronjobs, { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: once } } } }],
  ] as [ResourceDefinition, object][])('is warned of, and made: $kind', async (definition, content) => {
    const { registry, listen, warnings } = await labelled({ enforce: 'baseline' });
    await registry.store(definition).create({ metadata: { name: 'a' }, ...content }, 'default', listen);
    expect(warnings).toEqual([would]);
  });

  it('is warned of again when it changes, not when its status does', async () => {
    const { registry, listen, warnings } = await labelled({ warn: 'baseline' });
    const sets = registry.of(kinds.replicasets);
    await sets.create({ ...replicaSet('a', 1), spec: { replicas: 1, selector, template } });
    await sets.update(a, (now) => ({ ...now, status: { ...now.status, replicas: 1 } }), { ...listen, subresource: 'status' });
    expect(warnings).toEqual([]);
    await sets.update(a, (now) => ({ ...now, spec: { ...now.spec, replicas: 2 } }), listen);
    expect(warnings).toEqual([would]);
  });
});

describe('a namespace', () => {
  const bad = fieldError.invalid('metadata.labels[pod-security.kubernetes.io/enforce]', 'strict', 'must be one of privileged, baseline, restricted');
  const refused = (name: string) => ({ code: 422, message: `Namespace "${name}" is invalid: ${fieldError.formatFieldError(bad)}` });

  it('is refused with labels that make no sense', async () => {
    const { registry, label } = await labelled({});
    await expect(registry.of(kinds.namespaces).create(namespace('n', { labels: withPrefix({ enforce: 'strict' }) }))).rejects.toMatchObject(refused('n'));
    await expect(label({ enforce: 'strict' })).rejects.toMatchObject(refused('default'));
  });

  it('that has them already may change otherwise, and allows least', async () => {
    const { registry, put, stored, pods, label } = await labelled({ enforce: 'baseline' });
    await put('/registry/namespaces/default', (await stored('/registry/namespaces/default'))?.replace('"baseline"', '"strict"'));
    const namespaces = registry.of(kinds.namespaces);
    expect((await namespaces.get({ name: 'default' })).metadata.labels).toMatchObject(withPrefix({ enforce: 'strict' }));
    await namespaces.update({ name: 'default' }, (now) => ({ ...now, metadata: { ...now.metadata, annotations: { x: 'y' } } }));
    const notes: string[] = [];
    await expect(pods.create(pod('a'), { annotate: (...note) => { notes.push(note.join()); } })).rejects
      .toMatchObject({ message: `pods "a" is forbidden: violates PodSecurity "restricted:latest": ${missing}` });
    expect(notes[0]).toBe(`pod-security.kubernetes.io/error,Failed to parse policy: ${fieldError.formatFieldError(bad)}`);
    await expect(label({ enforce: 'strict', warn: 'stricter' })).rejects.toMatchObject({ code: 422 });
  });

  it('that asks for more is told which pods would not have been let in', async () => {
    const { pods, label, listen, warnings } = await labelled({});
    await pods.create(pod('b', hostPid));
    await pods.create(pod('a', hostPid));
    await pods.create(pod('c', goodSpec));
    await label({ enforce: 'baseline' }, listen);
    expect(warnings.splice(0)).toEqual([
      'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"', 'a (and 1 other pod): host namespaces',
    ]);
    await label({ enforce: 'baseline', 'enforce-version': 'v1.30' }, listen);
    expect(warnings.splice(0)).toHaveLength(2);
    await label({ enforce: 'baseline', 'enforce-version': 'v1.30', warn: 'restricted' }, listen);
    await label({ enforce: 'privileged', 'enforce-version': 'v1.30' }, listen);
    expect(warnings).toEqual([]);
  });
});

describe('pods of a namespace', () => {
  const owned = (name: string, uid: string, spec: Partial<core.PodSpec>): core.Pod =>
    pod(name, spec, { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: uid, uid, controller: true }] });
  const baseline: podSecurity.LevelVersion = { level: 'baseline', version: 30 };

  it('are told of by what is wrong with them', () => {
    const privileged = { containers: [{ name: 'c', securityContext: { privileged: true } } as core.Container] };
    expect(violatingPods([pod('c', hostPid), pod('b', privileged), pod('a', hostPid), pod('d', hostPid), pod('e')], 'n', baseline)).toEqual([
      'existing pods in namespace "n" violate the new PodSecurity enforce level "baseline:v1.30"', 'a (and 2 other pods): host namespaces', 'b: privileged',
    ]);
    expect(violatingPods([pod('e')], 'n', baseline)).toEqual([]);
  });

  it('are looked at one of each controller first, and not all when they are many', () => {
    const many = Array.from({ length: 3000 }, (_, i) => owned(`r-${i}`, 'r', {}));
    expect(violatingPods([...many, owned('x', 'x', hostPid)], 'n', baseline)).toEqual([
      'new PodSecurity enforce level only checked against the first 3000 of 3001 existing pods',
      'existing pods in namespace "n" violate the new PodSecurity enforce level "baseline:v1.30"', 'x: host namespaces',
    ]);
  });
});
