/** The story of a service: where its pods are is known, and a load balancer is given out. */
import { story } from '../harness/story';

const { ok, json, feed, watching } = story('served');

const minute = 60_000;

interface Slices { items: { addressType: string; ports: { port: number }[]; endpoints: { addresses: string[]; nodeName: string; conditions: object }[] }[] }

const slices = (): Promise<Slices> => json<Slices>`get endpointslices -l kubernetes.io/service-name=web`;

it('its endpoints are those of its pods', async () => {
  await ok`create deployment web --image=nginx --port=8080 --replicas=3`;
  await ok`expose deployment web --port=80 --target-port=8080`;
  await ok`rollout status deployment/web --timeout=30s`;
  const table = watching`get endpointslices -w`;
  await table.saw(/^web-\w{5} +IPv4 +8080 +10\.\S+,10\.\S+,10\.\S+ /m);
  table.stop();
  const { items: [slice, ...more] } = await slices();
  expect(more).toEqual([]);
  expect(slice?.ports).toEqual([{ name: '', port: 8080, protocol: 'TCP' }]);
  const addresses = (await ok`get pods -l app=web -o jsonpath={.items[*].status.podIP}`).split(' ').sort();
  expect(slice?.endpoints.flatMap((endpoint) => endpoint.addresses).sort()).toEqual(addresses);
  expect(slice?.endpoints.map(({ conditions }) => conditions)).toEqual(Array.from({ length: 3 }, () => ({ ready: true, serving: true, terminating: false })));
  expect(await ok`describe service web`).toMatch(new RegExp(`Endpoints: +${addresses[0]?.slice(0, 3)}`));
}, minute);

it('endpoints kept by hand are mirrored', async () => {
  await feed(
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db' }, spec: { ports: [{ port: 5432 }] } },
    { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'db' }, subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 5432 }] }] },
  )`create -f -`;
  const table = watching`get endpointslices -l kubernetes.io/service-name=db -w`;
  await table.saw(/^db-\w{5} +IPv4 +5432 +192\.0\.2\.7 /m);
  table.stop();
}, minute);

it('a load balancer has an address', async () => {
  await ok`create service loadbalancer lb --tcp=80:8080`;
  const table = watching`get service lb -w`;
  await table.saw(/^lb +LoadBalancer +10\.\S+ +203\.0\.113\.\d+ +80:3\d{4}\/TCP /m);
  table.stop();
  expect(await ok`describe service lb`).toMatch(/EnsuringLoadBalancer +\S+ +service-controller +Ensuring load balancer\n[^]*EnsuredLoadBalancer +\S+ +service-controller +Ensured load balancer\n/);
  await ok`delete service lb`;
}, minute);
