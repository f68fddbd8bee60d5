/** Custom resources as operators and their users have them: defined, explained, made, shown, changed, refused, deleted. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, feed, refuse, refused, editing } = story('workshop');

const part = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, count: { type: 'integer', minimum: 0, default: 1 } } };
const schema = {
  description: 'A machine of the workshop.', type: 'object', required: ['spec'],
  properties: {
    spec: {
      description: 'What it is to be.', type: 'object', required: ['model'],
      properties: {
        model: { type: 'string', enum: ['lathe', 'mill'], description: 'Which kind of machine.' },
        speed: { 'x-kubernetes-int-or-string': true, default: 10 },
        replicas: { type: 'integer', default: 1 },
        most: { type: 'integer' },
        serial: { type: 'string', pattern: '^[A-Z]{2}-[0-9]+$', 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'a serial number is for ever' }] },
        parts: { type: 'array', items: part, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] },
        extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
      'x-kubernetes-validations': [{ rule: '!has(self.most) || self.replicas <= self.most', messageExpression: '"too many for a " + self.model' }],
    },
    status: { type: 'object', properties: { ready: { type: 'boolean' }, replicas: { type: 'integer' }, selector: { type: 'string' } } },
  },
};

const version = (name: string): object => ({
  name, served: true, storage: name === 'v1', schema: { openAPIV3Schema: schema },
  subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' } },
  selectableFields: [{ jsonPath: '.spec.model' }],
  additionalPrinterColumns: [
    { name: 'Model', type: 'string', jsonPath: '.spec.model' }, { name: 'Lathe', type: 'integer', jsonPath: '.spec.parts[?(@.name=="bed")].count' },
    { name: 'Speed', type: 'string', jsonPath: '.spec.speed', priority: 1 }, { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'machines.works.example.com' },
  spec: { group: 'works.example.com', scope: 'Namespaced', names: { plural: 'machines', kind: 'Machine', shortNames: ['mc'], categories: ['all', 'tools'] }, versions: [version('v1'), version('v1beta1')] },
};

const machine = (name: string, spec: object, apiVersion = 'works.example.com/v1'): object => ({ apiVersion, kind: 'Machine', metadata: { name }, spec });

beforeAll(async () => {
  expect(await feed(crd)`apply -f -`).toBe('customresourcedefinition.apiextensions.k8s.io/machines.works.example.com created\n');
  await ok`wait --for=condition=Established crd/machines.works.example.com --timeout=10s`;
});

describe('a definition', () => {
  it('is shown, and its kind is one of the server\'s', async () => {
    expect(await ok`get crd machines.works.example.com`).toMatch(/^NAME +CREATED AT\nmachines\.works\.example\.com +\d{4}-\S+Z\n$/);
    expect(await ok`api-resources --api-group=works.example.com`).toMatch(/\nmachines +mc +works\.example\.com\/v1 +true +Machine\n$/);
    expect((await ok`api-versions`).split('\n')).toEqual(expect.arrayContaining(['works.example.com/v1', 'works.example.com/v1beta1']));
  });

  it('applied again, from either side, is none the other', async () => {
    expect(await feed(crd)`apply -f -`).toContain('unchanged');
    expect(await feed(crd)`apply --server-side --force-conflicts -f -`).toContain('serverside-applied');
    expect(await feed(crd)`diff -f -`).toBe('');
  });

  it('explains its kind', async () => {
    const text = await ok`explain machines.spec`;
    expect(text).toContain('What it is to be.');
    expect(text).toMatch(/model\t?\s*<string>/);
    expect(await ok`explain mc --recursive`).toMatch(/replicas\t?\s*<integer>/);
  });

  it('that is none is told what is wrong', async () => {
    const broken = { ...crd, metadata: { name: 'broken.works.example.com' }, spec: { ...crd.spec, names: { plural: 'broken', kind: 'Broken' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: {} } } } }] } };
    expect(await refuse(broken)`create -f -`).toContain('spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields');
  });
});

describe('its objects', () => {
  it('are made with defaults, and shown by name, short name and category', async () => {
    expect(await feed(machine('one', { model: 'lathe', parts: [{ name: 'bed', count: 2 }], extra: { any: ['thing'] } }))`apply -f -`).toBe('machine.works.example.com/one created\n');
    expect(await json`get machine one`).toMatchObject({ spec: { model: 'lathe', speed: 10, replicas: 1, parts: [{ name: 'bed', count: 2 }], extra: { any: ['thing'] } }, metadata: { generation: 1 } });
    expect(await ok`get mc`).toMatch(/^NAME +MODEL +LATHE +AGE\none +lathe +2 +\S+\n$/);
    expect(await ok`get tools -o wide`).toMatch(/SPEED +AGE\n.*one +lathe +2 +10 +\S+\n/);
    expect(await ok`get all`).toContain('machine.works.example.com/one');
    expect(await ok`describe mc one`).toMatch(/Model: +lathe/);
  });

  it('are judged by schema and rules', async () => {
    expect(await refuse(machine('bad', { model: 'saw', serial: 'x' }))`create -f -`).toBe(
      'The Machine "bad" is invalid: \n* spec.model: Unsupported value: "saw": supported values: "lathe", "mill"\n* spec.serial: Invalid value: "x": spec.serial in body should match \'^[A-Z]{2}-[0-9]+$\'\n'
      + '* <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation');
    expect(await refuse(machine('bad', { model: 'mill', replicas: 3, most: 2 }))`create -f -`).toBe('The Machine "bad" is invalid: spec: Invalid value: "object": too many for a mill');
    await feed(machine('fixed', { model: 'mill', serial: 'AB-1' }))`apply -f -`;
    expect(await refuse(machine('fixed', { model: 'mill', serial: 'AB-2' }))`apply -f -`).toContain('spec.serial: Invalid value: "string": a serial number is for ever');
  });

  it('are of every version', async () => {
    expect(await json`get machines.v1beta1.works.example.com one`).toMatchObject({ apiVersion: 'works.example.com/v1beta1', spec: { model: 'lathe' } });
    await feed(machine('old', { model: 'mill' }, 'works.example.com/v1beta1'))`create -f -`;
    expect(await json`get mc old`).toMatchObject({ apiVersion: 'works.example.com/v1' });
  });

  if (kubectlSince(31)) {
    it('are found by their fields', async () => {
      expect((await ok`get mc --field-selector=spec.model=lathe -o name`).trim()).toBe('machine.works.example.com/one');
    });
  }

  it('are scaled, patched and edited', async () => {
    await ok`scale mc one --replicas=4`;
    await ok`patch mc one --type=merge -p ${'{"spec":{"most":5}}'}`;
    expect(await refused`patch mc one -p ${'{"spec":{"most":6}}'}`).toContain('accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml');
    const { code } = await editing('sed -i s/lathe/mill/')`edit mc one`;
    expect(code).toBe(0);
    expect(await json`get mc one`).toMatchObject({ spec: { model: 'mill', replicas: 4, most: 5 } });
  });

  it('are applied by several, item by item', async () => {
    await feed(machine('shared', { model: 'mill', parts: [{ name: 'bed', count: 1 }] }))`apply --server-side --field-manager=one -f -`;
    await feed(machine('shared', { model: 'mill', parts: [{ name: 'head', count: 2 }] }))`apply --server-side --field-manager=two -f -`;
    expect((await json<{ spec: { parts: { name: string }[] } }>`get mc shared`).spec.parts.map(({ name }) => name)).toEqual(['bed', 'head']);
    expect(await refuse(machine('shared', { model: 'lathe' }))`apply --server-side --field-manager=two -f -`).toContain('conflict with "one": .spec.model');
  });

  it('keep to a schema that has changed while it was served', async () => {
    const wider = JSON.parse(JSON.stringify(crd).replaceAll('["lathe","mill"]', '["lathe","mill","saw"]')) as object;
    await feed(wider)`apply --server-side --force-conflicts -f -`;
    expect(await feed(machine('saw', { model: 'saw' }))`apply -f -`).toContain('created');
  });

  it('go with their definition', async () => {
    expect(await ok`delete crd machines.works.example.com --timeout=20s`).toContain('deleted');
    // kubectl keeps what it has discovered for a while.
    expect(await refused`get machines`).toMatch(/could not find the requested resource|doesn't have a resource type/);
  });
});
