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
export const scaleProjectionBy = <T extends Scalable>(selector: (object: T) => string): Projection<T, autoscaling.Scale> => scaleProjectionAt<T>({
  selector,
  wanted: ({ spec }) => spec.replicas ?? 0,
  observed: ({ status }) => status.replicas ?? 0,
  write: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
});

/** Where a kind has what its scale shows. */
export interface ScalePlaces<T extends KubeObject> {
  /** As text. */
  selector(object: T): string;
  wanted(object: T): number;
  observed(object: T): number;
  /** A new object that wants so many. */
  write(object: T, replicas: number): T;
  /** Steps of managedFields to the replicas that are wanted; default `spec.replicas`. */
  readonly path?: readonly string[];
}

export function scaleProjectionAt<T extends KubeObject>({ selector, wanted, observed, write, path }: ScalePlaces<T>): Projection<T, autoscaling.Scale> {
  return {
    type: 'projection',
    schema: schemaFor<autoscaling.Scale>('autoscaling.v1.Scale'),
    read: (object) => ({
      kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: identityOf(object),
      spec: { replicas: wanted(object) }, status: { replicas: observed(object), selector: selector(object) },
    }),
    validate: ({ spec: { replicas = 0 } }) => when(replicas < 0, () => invalid('spec.replicas', replicas, 'must be greater than or equal to 0')),
    write: (object, { spec: { replicas = 0 } }) => write(object, replicas),
    columns,
    ...(path && { replicasPath: path }),
  };
}

const identityOf = ({ metadata: { name, namespace, uid, resourceVersion, creationTimestamp } }: KubeObject): KubeObject['metadata'] =>
  ({ name, namespace, uid, resourceVersion, creationTimestamp });
