/** Namespaces are made on demand; their annotation says what BCS calls them. */
import { bcsRules } from '../../../api';
import { inNamespace } from '../../dialect';
import type { Service } from './call';

/** Makes the namespace when it turns out to be missing. `namespace`: as BCS calls it. */
export const inBcsNamespace = <V>({ registry }: Pick<Service, 'registry'>, namespace: string, create: () => Promise<V>): Promise<V> => {
  const name = bcsRules.labelName(namespace);
  return inNamespace(registry, name, create, name === namespace ? undefined : { [bcsRules.marks.namespaceAnnotation]: namespace });
};
