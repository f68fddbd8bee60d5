import { customKinds, type CustomResourceDefinition } from './resource';

const version = (name: string, more: object = {}): object => ({ name, served: true, storage: name === 'v1beta1', schema: { openAPIV3Schema: { type: 'object' } }, ...more });

const deprecations = (versions: object[]): (string | undefined)[] => {
  const made = customKinds({ metadata: { name: 'widgets.example.com' }, status: {}, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions } } as unknown as CustomResourceDefinition);
  return [made?.stored, ...(made?.others.map(({ definition }) => definition) ?? [])].map((definition) => definition?.deprecation);
};

const going = { deprecated: true };
const text = 'example.com/v1beta1 Widget is deprecated';

test.each<[string, object[], (string | undefined)[]]>([
  ['is said', [version('v1beta1', going)], [text]],
  ['names the newest there is', [version('v1beta1', going), version('v1'), version('v2'), version('v1alpha1')], [`${text}; use example.com/v2 Widget`, undefined, undefined, undefined]],
  ['names none that goes or is not served', [version('v1beta1', going), version('v1', { served: false }), version('v2', going)], [text, 'example.com/v2 Widget is deprecated']],
  ['is said in its own words', [version('v1beta1', { ...going, deprecationWarning: 'go away' }), version('v1')], ['go away', undefined]],
])('a version that goes away %s', (_, versions, expected) => expect(deprecations(versions)).toEqual(expected));
