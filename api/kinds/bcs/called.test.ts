import { labelName, objectName } from '../../bcs/names';
import type { ResourceDefinition } from '../../definition';
import { formatFieldError } from '../../field-error';
import type { KubeObject } from '../../object';
import { bcsapplications } from './bcsapplications';
import { bcsdeployments } from './bcsdeployments';

const template = { spec: { containers: [{ image: 'nginx' }] } };

describe.each([
  { definition: bcsapplications as unknown as ResourceDefinition, kind: 'BcsApplication', spec: { instances: 1, definition: { spec: { template } } } },
  { definition: bcsdeployments as unknown as ResourceDefinition, kind: 'BcsDeployment', spec: { definition: { spec: { instance: 1, template } } } },
])('a $kind', ({ definition, kind, spec }) => {
  const called = (names: object, metadata: object = { name: 'web', namespace: 'prod' }): KubeObject => ({ apiVersion: 'bkbcs.tencent.com/v1', kind, metadata, spec: { ...spec, ...names } }) as KubeObject;
  const made = (object: KubeObject): string[] | undefined => definition.strategy.validate?.(object).map(formatFieldError);
  const changed = (from: KubeObject, to: KubeObject): string[] | undefined => definition.strategy.validateUpdate?.(to, from).map(formatFieldError);

  test('is kept where it is looked for by what BCS calls it', () => {
    expect(made(called({}))).toEqual([]);
    expect(made(called({ name: 'web', namespace: 'prod' }))).toEqual([]);
    expect(made(called({ name: 'Web', namespace: 'Prod' }, { name: objectName('Web'), namespace: labelName('Prod') }))).toEqual([]);
    expect(made(called({ name: 'other' }))).toEqual([expect.stringContaining('metadata.name: Invalid value: "web": must be "other"')]);
    expect(made(called({ namespace: 'other' }))).toEqual(['spec.namespace: Invalid value: "other": must be kept in the namespace "other"']);
  });

  test('is called so for good', () => {
    const [before, after] = [called({ name: 'web' }), called({ name: 'other' })];
    expect(changed(before, after)).toHaveLength(1);
    expect(changed(before, before)).toEqual([]);
    expect(changed(after, after)).toEqual([]);
  });
});
