/** Ingresses that name no class get the default one (plugin/pkg/admission/network/defaultingressclass in kube-apiserver). */
import { kinds, newestDefault, type networking } from '../../api';
import type { Admission } from '../admission';
import { creates } from './attempts';
import { CachedReads } from './cached-reads';
import type { PluginContext } from './plugin-context';

const mark = 'ingressclass.kubernetes.io/is-default-class';
/** Where ingresses named their class before there was a field. */
const classAnnotation = 'kubernetes.io/ingress.class';

export function defaultIngressClass({ registry }: PluginContext): Admission {
  const classes = new CachedReads(registry, kinds.ingressclasses);

  async function fillIn({ metadata, spec }: networking.Ingress): Promise<void> {
    if (spec.ingressClassName !== undefined || metadata.annotations?.[classAnnotation] !== undefined) return;
    const found = newestDefault(await classes.list(), ({ metadata: { annotations } }) => annotations?.[mark] === 'true');
    if (found) spec.ingressClassName = found.metadata.name;
  }

  return {
    name: 'DefaultIngressClass',
    kinds: [kinds.ingresses, kinds.ingressclasses],
    mutate: (attempt) => (creates(attempt, kinds.ingresses) ? fillIn(attempt.object) : undefined),
    settled: (attempt, settlement) => classes.note(attempt, settlement),
  };
}
