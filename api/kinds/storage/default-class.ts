/** Which storage classes call themselves the default (k8s.io/kubernetes pkg/volume/util IsDefaultAnnotation). */
import type * as storage from '../../schema/types/storage.v1';

const marks = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const isDefaultStorageClass = ({ metadata: { annotations = {} } }: storage.StorageClass): boolean => marks.some((mark) => annotations[mark] === 'true');
