/** /scale: any workload seen as a number of replicas (autoscaling/v1 Scale). */
import type { Column, Projection } from '../definition';
import { invalid } from '../field-error';
import type { KubeObject } from '../object';
import { formatSelector } from '../selector';
import { schemaFor } from '../schema/schema';
import type * as autoscaling from '../schema/types/autoscaling.v1';
import type * as meta from '../schema/types/meta.v1';
import { when } from './checks';
import { ageColumn, column, nameColumn } from './columns';

interface Scalable extends KubeObject {
  spec: { replicas?: number };
  status: { replicas?: number };
}

interface Selecting extends Scalable {
  spec: Scalable['spec'] & { selector: meta.LabelSelector };
}

const columns: readonly Column<autoscaling.Scale>[] = [
  nameColumn(),
  column('Desired', 'Replicas there should be.', ({ spec }) => spec.replicas ?? 0, 'integer'),
  column('Available', 'Replicas there are.', ({ status }) => status.replicas, 'integer'),
  ageColumn(),
];

/** Of a kind with a label selector. */
export const scaleProjection = <T extends Selecting>(): Projection<T, autoscaling.Scale> => scaleProjectionBy<T>(({ spec }) => formatSelector(spec.selector));

/** `selector`: the text of the object's selector. */
export function scaleProjectionBy<T extends Scalable>(selector: (object: T) => string): Projection<T, autoscaling.Scale> {
  return {
    type: 'projection',
    schema: schemaFor<autoscaling.Scale>('autoscaling.v1.Scale'),
    read: (object) => toScale(object, selector(object)),
    validate: ({ spec: { replicas = 0 } }) => when(replicas < 0, () => invalid('spec.replicas', replicas, 'must be greater than or equal to 0')),
    write: (object, { spec: { replicas = 0 } }) => ({ ...object, spec: { ...object.spec, replicas } }),
    columns,
  };
}

function toScale({ metadata: { name, namespace, uid, resourceVersion, creationTimestamp }, spec, status }: Scalable, selector: string): autoscaling.Scale {
  return {
    kind: 'Scale', apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas ?? 0 },
    status: { replicas: status.replicas ?? 0, selector },
  };
}
