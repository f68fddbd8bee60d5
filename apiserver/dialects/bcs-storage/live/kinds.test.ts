import { kinds, type ResourceDefinition } from '../../../../api';
import { liveKinds } from './kinds';

const custom = (group: string, kind: string, version = 'v1'): ResourceDefinition => ({
  group, kind, version, verbs: ['get', 'list', 'watch'], names: { plural: `${kind.toLowerCase()}s` }, storage: { prefix: group, readsVersions: [] },
}) as unknown as ResourceDefinition;

const typesOf = (definitions: readonly ResourceDefinition[]): Record<string, string> =>
  Object.fromEntries([...liveKinds(definitions)].map(([type, { group, version }]) => [type, `${group}/${version}`]));

it('every kind that can be watched appears by its Kind, in the version that is stored', () => {
  const all = typesOf([...kinds.definitions, ...kinds.conversions.map(({ definition }) => definition), ...kinds.legacyVersions.map(({ definition }) => definition)]);
  expect(all).toMatchObject({
    Pod: '/v1', Node: '/v1', Endpoints: '/v1', Deployment: 'apps/v1', Ingress: 'networking.k8s.io/v1', HorizontalPodAutoscaler: 'autoscaling/v2', CronJob: 'batch/v1',
    StorageClass: 'storage.k8s.io/v1', Function: 'minik8s.io/v1',
  });
  expect(Object.keys(all).filter((type) => type.includes('.'))).toEqual([]);
});

it('neither Events, nor questions, nor what is stored nowhere', () => {
  const types = typesOf(kinds.definitions);
  for (const type of ['Event', 'TokenReview', 'ComponentStatus']) expect(types).not.toHaveProperty(type);
});

it('kinds of one name are told apart the same way, in whatever order they came', () => {
  const definitions = [custom('b.io', 'Widget'), custom('b.io', 'Widget', 'v2'), custom('a.io', 'Widget'), custom('serving.knative.dev', 'Service'), kinds.services as unknown as ResourceDefinition];
  const expected = { Service: '/v1', Widget: 'a.io/v1', 'Widget.b.io': 'b.io/v1', 'Service.serving.knative.dev': 'serving.knative.dev/v1' };
  expect(typesOf(definitions)).toEqual(expected);
  expect(typesOf([definitions[3]!, definitions[2]!, definitions[4]!, definitions[0]!, definitions[1]!])).toEqual(expected);
});
