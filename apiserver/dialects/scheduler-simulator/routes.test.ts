import { routes, routesOf } from './routes';

it.each([...new Set(routes.map(({ path }) => path.replace(':id', '0')))])('claims %s', (path) => expect(routesOf(path)).toBeDefined());

it.each([
  '/api/v1', '/api/v1/', '/api/v1/pods', '/api/v1/namespaces/export', '/api/v1/export/', '/api/v1/exports', '/api/v1/reset/status', '/apis/v1/export', '/export', '/api/v1/extender', '/api/v1/extender/filter',
  '/api/v1/extender/filter/', '/api/v1/extender/filter/0/1', '/api/v1/extender/other/0', '/api/v1/constructor',
])('leaves %s to others', (path) => expect(routesOf(path)).toBeUndefined());
