/** Which pods a service selects, and which services select a pod: by index, since a namespace may hold thousands of either. */
import { selectorOf, type core, type LabelSelector } from '../../api';
import type { Informer } from '../../client';

type Labels = Readonly<Record<string, string>>;

const byLabel = 'label';
const byFirstLabel = 'first label selected';

const placeOf = (namespace: string | undefined, [key, value]: readonly [string, string]): string => `${namespace ?? ''}/${key}=${value}`;

/** An empty selector is none: it selects nothing, and whoever keeps the service keeps its endpoints. */
export const hasSelector = ({ spec: { selector } }: core.Service): boolean => Object.keys(selector ?? {}).length > 0;

export interface Selection {
  podsOf(service: core.Service): readonly core.Pod[];
  servicesOf(pod: core.Pod): readonly core.Service[];
}

/** Has to be made before the informers have objects, as every index; making it twice costs nothing. */
export function selection(services: Informer<core.Service>, pods: Informer<core.Pod>): Selection {
  pods.addIndex(byLabel, ({ metadata: { namespace, labels = {} } }) => Object.entries(labels).map((pair) => placeOf(namespace, pair)));
  services.addIndex(byFirstLabel, ({ metadata: { namespace }, spec: { selector = {} } }) => {
    const first = Object.entries(selector)[0];
    return first ? [placeOf(namespace, first)] : [];
  });
  return {
    podsOf(service) {
      const { metadata: { namespace }, spec: { selector } } = service;
      const candidates = Object.entries(selector ?? {}).map((pair) => pods.lister.byIndex(byLabel, placeOf(namespace, pair)));
      const fewest = candidates.reduce<readonly core.Pod[] | undefined>((best, each) => (best && best.length <= each.length ? best : each), undefined) ?? [];
      return fewest.filter(({ metadata: { labels } }) => selects(service, labels));
    },
    servicesOf({ metadata: { namespace, labels = {} } }) {
      return Object.entries(labels).flatMap((pair) => services.lister.byIndex(byFirstLabel, placeOf(namespace, pair))).filter((service) => selects(service, labels));
    },
  };
}

const selects = ({ spec: { selector } }: core.Service, labels: Labels | undefined): boolean => selector !== undefined && selectorOfMap(selector).matches(labels);

const asSelectors = new WeakMap<object, { readonly matchLabels: Record<string, string> }>();

function selectorOfMap(selector: Record<string, string>): LabelSelector {
  let known = asSelectors.get(selector);
  if (!known) asSelectors.set(selector, known = { matchLabels: selector });
  return selectorOf(known);
}
