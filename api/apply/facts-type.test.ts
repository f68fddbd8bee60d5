import { applyTypeOf } from './facts-type';
import type { ApplyType } from './typed';

/** The type at a path of named fields; `*` steps into what a list or map holds. */
function typeAt(definition: string, path: string): ApplyType {
  return path.split('.').reduce<ApplyType>((type, step) => {
    if (step === '*') return type.kind === 'list' ? type.items : ((type as { values?: ApplyType }).values as ApplyType);
    return (type as { field(name: string): { type: ApplyType } }).field(step).type;
  }, applyTypeOf(definition));
}

const describeType = (type: ApplyType): string => {
  if (type.kind === 'list') return type.keys.length ? `map by ${type.keys.join(',')}` : 'set';
  if (type.kind === 'fields') return type.values ? 'map' : 'struct';
  return type.kind === 'leaf' ? (type.scalar ?? `atomic ${type.shape}`) : type.kind;
};

test.each([
  ['apps.v1.Deployment', 'spec', 'struct'],
  ['apps.v1.Deployment', 'spec.replicas', 'numeric'],
  ['apps.v1.Deployment', 'spec.selector', 'atomic map'],
  ['apps.v1.Deployment', 'spec.template.spec.nodeSelector', 'atomic map'],
  ['apps.v1.Deployment', 'spec.template.spec.containers', 'map by name'],
  ['apps.v1.Deployment', 'spec.template.spec.containers.*.ports', 'map by containerPort,protocol'],
  ['apps.v1.Deployment', 'spec.template.spec.containers.*.command', 'atomic list'],
  ['apps.v1.Deployment', 'spec.template.spec.containers.*.resources.limits', 'map'],
  ['apps.v1.Deployment', 'spec.template.spec.containers.*.resources.limits.*', 'untyped'],
  ['apps.v1.Deployment', 'spec.template.spec.tolerations', 'atomic list'],
  ['apps.v1.Deployment', 'metadata.labels', 'map'],
  ['apps.v1.Deployment', 'metadata.labels.*', 'string'],
  ['apps.v1.Deployment', 'metadata.finalizers', 'set'],
  ['apps.v1.Deployment', 'metadata.ownerReferences', 'map by uid'],
  ['apps.v1.Deployment', 'metadata.creationTimestamp', 'untyped'],
  ['apps.v1.Deployment', 'status.conditions', 'map by type'],
  ['apps.v1.ControllerRevision', 'data', 'atomic any'],
  ['core.v1.Service', 'spec.ports', 'map by port,protocol'],
  ['core.v1.Service', 'spec.selector', 'atomic map'],
  ['core.v1.PersistentVolume', 'spec.claimRef', 'struct'],
  ['core.v1.PersistentVolumeClaim', 'status.allocatedResourceStatuses', 'map'],
  ['core.v1.Secret', 'data.*', 'string'],
])('%s %s is %s', (definition, path, expected) => {
  expect(describeType(typeAt(definition, path))).toBe(expected);
});

it('knows the defaults of keys', () => {
  const ports = typeAt('core.v1.Container', 'ports.*') as { field(name: string): { default?: unknown } };
  expect([ports.field('protocol').default, ports.field('containerPort').default, ports.field('hostPort').default]).toEqual(['TCP', 0, undefined]);
});
