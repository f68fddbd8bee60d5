/** Nothing is written in a namespace that is not there (plugin/pkg/admission/namespace/exists in kube-apiserver). */
import { ApiError, kinds } from '../../api';
import type { Admission, Attempt } from '../admission';
import { CachedReads } from './cached-reads';
import type { PluginContext } from './plugin-context';

export function namespaceExists({ registry }: PluginContext): Admission {
  const namespaces = new CachedReads(registry, kinds.namespaces);
  async function check({ key: { namespace: name = '' } }: Attempt): Promise<void> {
    if (await namespaces.find({ name })) return;
    throw ApiError.notFound({ group: '', plural: 'namespaces' }, name);
  }
  return {
    name: 'NamespaceExists',
    validate: (attempt) => (attempt.definition.scope === 'Namespaced' ? check(attempt) : undefined),
    settled: (attempt, settlement) => namespaces.note(attempt, settlement),
  };
}
