/** Objects of our own kinds: the members are the document's, and what is not set is not there. */
import type { KubeObject } from '../../../../api';
import { isUnset } from './remembered';

/** Without members that say nothing. */
export const set = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => !isUnset(value))) as { [K in keyof T]?: Exclude<T[K], undefined> };

export const minik8sObject = (kind: string): Pick<KubeObject, 'apiVersion' | 'kind'> => ({ apiVersion: 'minik8s.io/v1', kind });
