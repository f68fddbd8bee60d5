/** /status: the object seen through a strategy that owns nothing but its status. */
import type { StrategyContext, View } from '../definition';
import type { FieldError } from '../field-error';
import type { KubeObject, ObjectMeta } from '../object';

export interface StatusViewOptions<T extends KubeObject> {
  /** Metadata that a status write leaves alone although most kinds let it change labels and annotations. */
  readonly keep?: readonly ('labels' | 'annotations')[];
  /** What it leaves alone beside the spec, for whoever applies: labels that are kept are nobody's. */
  readonly reset?: View<T>['reset'];
  /** Last touch on the object to store. */
  adjust?(object: T, old: T, context: StrategyContext): void;
  validateUpdate?(object: T, old: T): FieldError[];
}

interface WithStatus { status?: unknown }

/**
 * Takes the status from the client's object and everything else from the stored one. Labels and annotations come
 * from the client's object, as with upstream's status strategies, which restore the spec but leave metadata to the
 * generic rules; ownerReferences and finalizers stay as stored, so that a stale copy cannot break garbage collection.
 */
export function statusView<T extends KubeObject>(options: StatusViewOptions<T> = {}): View<T> {
  return {
    type: 'view',
    ...(options.reset && { reset: options.reset }),
    prepareForUpdate(object, old, context) {
      const { status } = object as WithStatus;
      const stored: T & WithStatus = { ...old, metadata: statusMetadata(object.metadata, old.metadata, options.keep), status };
      // What is not there is not looked into either.
      if (status === undefined) delete stored.status;
      options.adjust?.(stored, old, context);
      return stored;
    },
    ...(options.validateUpdate && { validateUpdate: options.validateUpdate }),
  };
}

/** What a view lets through of metadata (k8s.io/apimachinery pkg/apis/meta/v1 ResetObjectMetaForStatus). */
export function statusMetadata(metadata: ObjectMeta, old: ObjectMeta, keep: readonly string[] = []): ObjectMeta {
  const { labels, annotations, resourceVersion, managedFields } = metadata;
  const merged = { ...old, labels, annotations, resourceVersion, managedFields };
  if (keep.includes('labels')) merged.labels = old.labels;
  if (keep.includes('annotations')) merged.annotations = old.annotations;
  return merged;
}
