/** What kubectl shows of manifests that are refused: the texts that users search the web for. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { refuse, feed } = story('invalid');

const container = { name: 'c', image: 'nginx' };
const pod = (spec: object, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', ...metadata }, spec: { containers: [container], ...spec } });
const deployment = (spec: object): object => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' },
  spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } }, ...spec },
});
const service = (spec: object): object => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec });
const secret = (type: string, data: object): object => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, type, data });
const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'x' }, spec: {} };
const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x' }, spec: { template: { spec: { containers: [container] } } } };
const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'x' }, spec: { rules: [{ http: { paths: [{ path: '/', backend: { service: { name: 'x', port: { number: 80 } } } }] } }] } };

/** Several faults are a list. */
const faults = (kind: string, ...each: string[]): string => `The ${kind} "x" is invalid: ${each.length > 1 ? `\n${each.map((fault) => `* ${fault}`).join('\n')}` : each.join()}`;
const mismatch = 'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`';

it.each<[string, object, string]>([
  ['a deployment without a selector', deployment({ selector: undefined }), faults('Deployment', 'spec.selector: Required value', mismatch)],
  ['a deployment that selects other pods', deployment({ selector: { matchLabels: { a: 'c' } } }), faults('Deployment', mismatch)],
  ['a deployment that selects everything', deployment({ selector: {} }), faults('Deployment', 'spec.selector: Invalid value: {}: empty selector is invalid for deployment')],
  ['a deployment whose pods end', deployment({ template: { metadata: { labels: { a: 'b' } }, spec: { restartPolicy: 'Never', containers: [container] } } }),
    faults('Deployment', 'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"')],
  ['a pod without containers', pod({ containers: [] }), faults('Pod', 'spec.containers: Required value')],
  ['a container without an image', pod({ containers: [{ name: 'c' }] }), faults('Pod', 'spec.containers[0].image: Required value')],
  ['containers of one name', pod({ containers: [container, container] }), faults('Pod', 'spec.containers[1].name: Duplicate value: "c"')],
  ['a mount of no volume', pod({ containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] }), faults('Pod', 'spec.containers[0].volumeMounts[0].name: Not found: "v"')],
  ['more asked for than allowed', pod({ containers: [{ ...container, resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } }] }),
    faults('Pod', 'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1')],
  ['a service without ports', service({}), faults('Service', 'spec.ports: Required value')],
  ['ports without names', service({ ports: [{ port: 80 }, { port: 81 }] }), faults('Service', 'spec.ports[0].name: Required value', 'spec.ports[1].name: Required value')],
  ['an address of another range', service({ clusterIP: '192.0.2.1', ports: [{ port: 80 }] }),
    faults('Service', 'spec.clusterIPs: Invalid value: ["192.0.2.1"]: failed to allocate IP 192.0.2.1: the provided network does not match the current range')],
  ['a job whose pods never end', job, faults('Job', 'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"')],
  ['a path of no type', ingress, faults('Ingress', 'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified')],
  ['a claim of nothing', claim, faults('PersistentVolumeClaim', 'spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value')],
  ['a certificate without one', secret('kubernetes.io/tls', {}), faults('Secret', 'data[tls.crt]: Required value', 'data[tls.key]: Required value')],
])('%s', async (_, manifest, text) => {
  expect(await refuse(manifest)`create --validate=false -f -`).toBe(text);
});

it.each<[string, object, string]>([
  ['a text that is no base64', secret('Opaque', { a: '!' }), 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0'],
  ['a text for a number', deployment({ replicas: 'two' }), 'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
  ['a number for a text', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: 1 } },
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string'],
  ['a quantity that is none', pod({ containers: [{ ...container, resources: { limits: { cpu: 'lots' } } }] }),
    'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\''],
])('%s is no manifest at all', async (_, manifest, text) => {
  expect(await refuse(manifest)`create --validate=false -f -`).toBe(`Error from server (BadRequest): error when creating "STDIN": ${text}`);
});

it('a kind that is not served', async () => {
  expect(await refuse({ apiVersion: 'example.com/v1', kind: 'Nonsense', metadata: { name: 'x' } })`create -f -`).toContain('no matches for kind "Nonsense" in version "example.com/v1"');
});

it('a field that nobody knows: refused, unless that is not wanted', async () => {
  // Old ones ask the OpenAPI document, new ones the server.
  expect(await refuse(deployment({ replicaz: 2 }))`create -f -`).toMatch(/unknown field "?(spec\.)?replicaz/);
  if (kubectlSince(25)) {
    expect(await refuse(deployment({ replicaz: 2 }))`create -f -`)
      .toBe('Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicaz"');
  }
  expect(await feed(deployment({ replicaz: 2 }))`create --validate=false -f -`).toBe('deployment.apps/x created\n');
});
