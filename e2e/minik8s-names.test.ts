/** Names that are resolved and routed, by programs that know nothing of minikapi: a resolver, HTTP clients, kubectl. */
import { Resolver } from 'node:dns/promises';
import { createServer } from 'node:net';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from './harness/api';
import { up } from './harness/each-test';
import { freePort } from './harness/free-port';
import { Kubectl } from './harness/kubectl';
import type { Running } from './harness/processes';

const minute = 60_000;
jest.setTimeout(minute);

const pod = (name: string): object => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name } }, spec: { schedulerName: 'minik8s-round-robin', containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 8080 }] }] },
});
const service = (name: string, spec: object = {}): object =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ name: 'http', port: 88, targetPort: 8080 }], ...spec } });
const dns = (name: string, paths: Readonly<Record<string, string>>): object =>
  ({ apiVersion: 'minik8s.io/v1', kind: 'Dns', metadata: { name }, spec: { host: 'shop.internal', paths: Object.entries(paths).map(([subPath, svcName]) => ({ subPath, svcName, svcPort: '88' })) } });

interface Installed { readonly running: Running; readonly api: Api; readonly kubectl: Kubectl; readonly resolver: Resolver; readonly gateway: number }

async function begin(...flags: string[]): Promise<Installed> {
  const [dnsPort, gateway] = [await freePort(), await freePort()];
  const running = await up('--dns-port', String(dnsPort), '--gateway-port', String(gateway), ...flags);
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${dnsPort}`]);
  return { running, api: new Api(running.readyAt), kubectl: new Kubectl(join(running.folder, 'kubeconfig'), running.folder), resolver, gateway };
}

/** Names follow what is written a moment later. */
async function until<T>(what: () => Promise<T>, wanted: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await what();
    if (wanted(found)) return found;
    await sleep(20);
  }
}

async function ask(port: number, path: string, host = 'shop.internal', body = ''): Promise<{ code?: number; text: string }> {
  const asking = httpRequest({ host: '127.0.0.1', port, path, method: body ? 'POST' : 'GET', agent: false, headers: { Host: host } });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { code: answer.statusCode, text };
}

/** An error's code is an answer too. */
const codeOf = (asked: Promise<unknown>): Promise<unknown> => asked.catch(({ code }: { code?: string }) => code);

test('a host is resolved, and its paths lead to pods; services have names', async () => {
  const { api, kubectl, resolver, gateway } = await begin();
  const apply = (...objects: object[]): Promise<string> => kubectl.apply({ apiVersion: 'v1', kind: 'List', items: objects });
  await apply(pod('catalog'), pod('cart'), service('catalog'), service('cart', { clusterIP: 'None' }), dns('shop-catalog', { '/catalog': 'catalog' }), dns('shop-cart', { cart: 'cart', '/gone': 'nobody' }));
  const routed = await until(() => ask(gateway, '/catalog/books?page=2', 'shop.internal', 'hello'), ({ code }) => code === 200);
  expect(routed.text).toMatch(/^pod: default\/catalog\n.*\nPOST \/books\?page=2 HTTP/s);
  expect(routed.text).toMatch(/\n\nhello$/);
  expect((await until(() => ask(gateway, '/cart'), ({ code }) => code === 200)).text).toMatch(/^pod: default\/cart\n/);
  expect(await ask(gateway, '/gone')).toEqual({ code: 502, text: 'there is no service default/nobody\n' });
  expect((await ask(gateway, '/nothing')).code).toBe(404);
  expect((await ask(gateway, '/', 'example.com')).code).toBe(404);

  expect(await resolver.resolve4('shop.internal')).toEqual(['127.0.0.1']);
  const { spec: { clusterIP } } = await api.get<{ spec: { clusterIP: string } }>('/api/v1/namespaces/default/services/catalog');
  expect(await resolver.resolve4('catalog.default.svc.cluster.local')).toEqual([clusterIP]);
  expect(await resolver.reverse(clusterIP)).toEqual(['catalog.default.svc.cluster.local']);
  const { status: { podIP } } = await api.get<{ status: { podIP: string } }>('/api/v1/namespaces/default/pods/cart');
  expect(await resolver.resolve4('cart.default.svc.cluster.local')).toEqual([podIP]);
  expect(await resolver.resolveSrv('_http._tcp.cart.default.svc.cluster.local')).toMatchObject([{ name: `${podIP.replaceAll('.', '-')}.cart.default.svc.cluster.local`, port: 8080 }]);
  await until(() => resolver.resolve4('kubernetes.default.svc.cluster.local').catch(() => []), (found) => found.length === 1);
  expect(await codeOf(resolver.resolve4('nobody.default.svc.cluster.local'))).toBe('ENOTFOUND');
  expect(await codeOf(resolver.resolve6('catalog.default.svc.cluster.local'))).toBe('ENODATA');
  expect(await codeOf(resolver.resolve4('example.com'))).toBe('EREFUSED');

  const status = async (): Promise<string> => (await kubectl.run('get', 'dns', 'shop-catalog', 'shop-cart', '-o', 'jsonpath={range .items[*]}{.status.phase} {.status.conditions[0].reason} {.spec.paths[0].svcIp}{"\\n"}{end}')).trim();
  expect(await until(status, (text) => text.includes('ServicesFound') && text.includes('ServiceNotFound'))).toBe(`Ready ServicesFound ${clusterIP}\nPending ServiceNotFound`);

  await kubectl.run('delete', 'pod', 'catalog', '--now');
  expect((await until(() => ask(gateway, '/catalog'), ({ text }) => text.includes('has no pod that is ready'))).code).toBe(503);
  await kubectl.run('delete', 'dns', 'shop-catalog', 'shop-cart');
  expect(await until(() => codeOf(resolver.resolve4('shop.internal')), (code) => code === 'EREFUSED')).toBe('EREFUSED');
});

test('a path may lead to a function', async () => {
  const { kubectl, gateway } = await begin('--nodes', '1');
  await kubectl.apply({ apiVersion: 'v1', kind: 'List', items: [
    { apiVersion: 'minik8s.io/v1', kind: 'Function', metadata: { name: 'greet' }, spec: { minReplicas: 1, source: 'function main(params) { return { hello: params.name }; }' } },
    service('greet', { selector: { 'minik8s.io/pod_func_name': 'greet' }, ports: [{ name: 'http', port: 88, targetPort: 18080 }] }),
    dns('greeting', { '/greet': 'greet' }),
  ] });
  const { text } = await until(() => ask(gateway, '/greet', 'shop.internal', '{"name": "ana"}'), ({ code }) => code === 200);
  expect(JSON.parse(text)).toEqual({ hello: 'ana' });
});

test('a thousand endpoints come over TCP', async () => {
  const { api, resolver } = await begin('--nodes', '1');
  await api.create('/api/v1/namespaces/default/services', service('many', { clusterIP: 'None', selector: undefined }));
  for (let part = 0; part < 10; part++) {
    await api.create('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: `many-${part}`, labels: { 'kubernetes.io/service-name': 'many' } }, addressType: 'IPv4', ports: [{ name: 'http', port: 80 }],
      endpoints: Array.from({ length: 100 }, (_, i) => ({ addresses: [`10.9.${part}.${i + 1}`] })),
    });
  }
  const found = await until(() => resolver.resolve4('many.default.svc.cluster.local').catch(() => []), (addresses) => addresses.length === 1000);
  expect(new Set(found).size).toBe(1000);
});

test('a port that is taken is told, and the rest starts', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { running, resolver, gateway } = await begin('--dns-port', String(port), '--nodes', '1');
  expect((await until(() => ask(gateway, '/').catch(() => ({ code: 0 })), ({ code }) => code === 404)).code).toBe(404);
  expect(running.output()).toContain('the port of the DNS responder cannot be had');
  expect(await codeOf(resolver.resolve4('shop.internal'))).toBe('ECONNREFUSED');
  taken.close();
});
