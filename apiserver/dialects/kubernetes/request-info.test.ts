import { parseRequestInfo, splitPath } from './request-info';

const parse = (method: string, path: string, watch = false) => parseRequestInfo(method, splitPath(path) ?? [], watch);

const none = undefined;

// k8s.io/apiserver pkg/endpoints/request requestinfo_test.go has the same paths.
it.each([
  ['GET', '/api/v1/namespaces', 'list', '', 'v1', none, 'namespaces', none, none],
  ['GET', '/api/v1/namespaces/other', 'get', '', 'v1', 'other', 'namespaces', 'other', none],
  ['PUT', '/api/v1/namespaces/other/finalize', 'update', '', 'v1', 'other', 'namespaces', 'other', 'finalize'],
  ['GET', '/api/v1/namespaces/other/status', 'get', '', 'v1', 'other', 'namespaces', 'other', 'status'],
  ['GET', '/api/v1/namespaces/other/pods', 'list', '', 'v1', 'other', 'pods', none, none],
  ['GET', '/api/v1/namespaces/other/pods/foo', 'get', '', 'v1', 'other', 'pods', 'foo', none],
  ['HEAD', '/api/v1/namespaces/other/pods/foo', 'get', '', 'v1', 'other', 'pods', 'foo', none],
  ['GET', '/api/v1/pods', 'list', '', 'v1', none, 'pods', none, none],
  ['POST', '/api/v1/namespaces/other/pods', 'create', '', 'v1', 'other', 'pods', none, none],
  ['PUT', '/api/v1/namespaces/other/pods/foo', 'update', '', 'v1', 'other', 'pods', 'foo', none],
  ['PATCH', '/api/v1/namespaces/other/pods/foo', 'patch', '', 'v1', 'other', 'pods', 'foo', none],
  ['DELETE', '/api/v1/namespaces/other/pods/foo', 'delete', '', 'v1', 'other', 'pods', 'foo', none],
  ['DELETE', '/api/v1/namespaces/other/pods', 'deletecollection', '', 'v1', 'other', 'pods', none, none],
  ['POST', '/api/v1/namespaces/other/pods/foo/binding', 'create', '', 'v1', 'other', 'pods', 'foo', 'binding'],
  ['GET', '/api/v1/watch/pods', 'watch', '', 'v1', none, 'pods', none, none],
  ['GET', '/api/v1/watch/namespaces/other/pods', 'watch', '', 'v1', 'other', 'pods', none, none],
  ['GET', '/api/v1/watch/namespaces/other/pods/foo', 'watch', '', 'v1', 'other', 'pods', 'foo', none],
  ['GET', '/apis/apps/v1/namespaces/other/deployments/web/scale', 'get', 'apps', 'v1', 'other', 'deployments', 'web', 'scale'],
  ['GET', '/apis/apps/v1/deployments', 'list', 'apps', 'v1', none, 'deployments', none, none],
  ['OPTIONS', '/api/v1/nodes/n', none, '', 'v1', none, 'nodes', 'n', none],
  ['GET', '/api/v1/nodes/a%2Fb/', 'get', '', 'v1', none, 'nodes', 'a/b', none],
])('%s %s', (method, path, verb, group, version, namespace, resource, name, subresource) => {
  expect(parse(method, path)).toEqual({ verb, group, version, namespace, resource, name, subresource, rest: [] });
});

it('watch is asked for by the query, on collections alone', () => {
  expect(parse('GET', '/api/v1/pods', true)?.verb).toBe('watch');
  expect(parse('GET', '/api/v1/namespaces/a/pods/b', true)?.verb).toBe('get');
});

it.each(['/', '/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/version', '/healthz/a/b'])('%s is about no resource', (path) => {
  expect(parse('GET', path)).toBeUndefined();
});

it('a broken escape is no path', () => expect(splitPath('/api/v1/pods/%zz')).toBeUndefined());
