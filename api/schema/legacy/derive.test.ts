import { definitionFacts, kindFacts, packageFacts, type PackageFacts } from '../facts';
import { withLegacy } from './derive';
import { legacyPackages } from './packages';

const fieldsOf = (definition: string) => Object.keys(definitionFacts(definition).fields ?? {});

test('an older version is the stable one under another name', () => {
  expect(packageFacts('policy.v1beta1.PodDisruptionBudget')?.package).toEqual({ group: 'policy', version: 'v1beta1', openapi: 'io.k8s.api.policy.v1beta1', proto: 'k8s.io.api.policy.v1beta1' });
  expect(packageFacts('apiregistration.v1beta1.APIService')?.package.openapi).toBe('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1');
  const pdb = kindFacts('policy', 'v1beta1', 'PodDisruptionBudget');
  expect(pdb).toMatchObject({ definition: 'policy.v1beta1.PodDisruptionBudget', stability: 'beta', deprecated: '1.21', removed: '1.25', replacement: { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' } });
  expect(pdb.subresources.status).toMatchObject({ version: 'v1beta1', kind: 'PodDisruptionBudget' });
  expect(definitionFacts(pdb.definition).fields?.spec?.ref).toBe('policy.v1beta1.PodDisruptionBudgetSpec');
});

test('fields are changed, renamed in their place, dropped and added', () => {
  expect(definitionFacts('policy.v1beta1.PodDisruptionBudgetSpec').fields?.selector).toEqual({ ref: 'meta.v1.LabelSelector', pb: 2, ptr: true });
  expect(fieldsOf('networking.v1beta1.IngressSpec')).toEqual(['ingressClassName', 'backend', 'tls', 'rules']);
  expect(fieldsOf('networking.v1beta1.IngressBackend')).toEqual(['resource', 'serviceName', 'servicePort']);
  expect(definitionFacts('discovery.v1beta1.Endpoint').fields).toMatchObject({ topology: { type: 'string', map: true, pb: 5 }, hints: { pb: 7 } });
  expect(fieldsOf('discovery.v1beta1.Endpoint')).not.toContain('zone');
  expect(definitionFacts('autoscaling.v2beta1.HorizontalPodAutoscalerSpec').fields?.metrics?.ref).toBe('autoscaling.v2beta1.MetricSpec');
});

test('what a version has no copy of stays that of the other', () => {
  expect(definitionFacts('batch.v1beta1.JobTemplateSpec').fields?.spec?.ref).toBe('batch.v1.JobSpec');
  expect(() => definitionFacts('batch.v1beta1.JobSpec')).toThrow('no facts');
});

test('a package that has kinds of its own keeps them', () => {
  expect(kindFacts('networking.k8s.io', 'v1beta1', 'ServiceCIDR').definition).toBe('networking.v1beta1.ServiceCIDR');
  expect(kindFacts('extensions', 'v1beta1', 'Ingress').subresources.status).toMatchObject({ group: 'extensions', version: 'v1beta1' });
});

test('every reference leads somewhere', () => {
  for (const { name, kinds } of legacyPackages) for (const kind of Object.keys(kinds)) expect(() => walk(`${name}.${kind}`)).not.toThrow();
});

function walk(definition: string, seen = new Set<string>()): void {
  if (seen.has(definition)) return;
  seen.add(definition);
  for (const { ref } of Object.values(definitionFacts(definition).fields ?? {})) if (ref) walk(ref, seen);
}

test('what resembles nothing is refused', () => {
  const none = { package: { group: 'g', version: 'v1', openapi: 'g.v1', proto: 'g.v1' }, values: {}, definitions: {}, kinds: [], otherKinds: [] } satisfies PackageFacts;
  expect(() => withLegacy({ 'g.v1': none }, [{ name: 'g.v1beta1', like: 'h.v1', kinds: {} }])).toThrow('no facts for h.v1');
  expect(() => withLegacy({ 'g.v1': none }, [{ name: 'g.v1beta1', like: 'g.v1', kinds: { Thing: ['1.1', '1.2'] } }])).toThrow('no facts for kind g Thing');
});
