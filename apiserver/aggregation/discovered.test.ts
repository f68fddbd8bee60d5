import { discoveredResources } from './discovered';
import { partOf } from './swagger';

const gv = { group: 'g.example.com', version: 'v1' };

test.each([undefined, null, 7, 'text', [], {}, { resources: 'none' }, { resources: [null, 3, {}, { name: 5 }, { name: '' }] }])('nonsense is no resource: %j', (document) => {
  expect(discoveredResources(document, gv)).toEqual([]);
});

it('what a resource does not say it does not have', () => {
  expect(discoveredResources({ resources: [{ name: 'things', kind: 'Thing', verbs: 'get', shortNames: ['t', 4] }] }, gv)).toEqual([
    { resource: 'things', responseKind: { ...gv, kind: 'Thing' }, scope: 'Cluster', singularResource: '', verbs: [], shortNames: ['t'] },
  ]);
});

it('a subresource may stand before its resource, or alone, and may have a kind of its own', () => {
  const resources = [
    { name: 'things/scale', namespaced: true, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get'] }, { name: 'things', singularName: 'thing', namespaced: true, kind: 'Thing', verbs: ['list'] },
    { name: 'others/log', namespaced: true, kind: 'Log', verbs: ['get'] },
  ];
  expect(discoveredResources({ resources }, gv)).toEqual([
    {
      resource: 'things', responseKind: { ...gv, kind: 'Thing' }, scope: 'Namespaced', singularResource: 'thing', verbs: ['list'],
      subresources: [{ subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ['get'] }],
    },
    { resource: 'others', responseKind: { ...gv, kind: '' }, scope: 'Namespaced', singularResource: '', verbs: [], subresources: [{ subresource: 'log', responseKind: { ...gv, kind: 'Log' }, verbs: ['get'] }] },
  ]);
});

test.each([undefined, null, 'text', {}, { paths: [] }, { paths: { '/apis/other/v1/things': {} } }])('a document without such paths is none: %j', (document) => {
  expect(partOf(document, '/apis/g.example.com/v1/')).toBeUndefined();
});

it('definitions that lead to each other are taken once', () => {
  const ref = (name: string): object => ({ $ref: `#/definitions/${name}` });
  const definitions = { A: { properties: { b: ref('B') } }, B: { items: [ref('A'), ref('Missing')] }, C: {} };
  const path = '/apis/g.example.com/v1/things';
  expect(partOf({ paths: { [path]: { get: ref('A'), parameters: [{ $ref: '#/parameters/gone' }] } }, definitions }, '/apis/g.example.com/v1/')).toEqual({
    paths: { [path]: { get: ref('A'), parameters: [{}] } }, definitions: { A: definitions.A, B: definitions.B },
  });
});
