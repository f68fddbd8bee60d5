/** What the cluster is to those who know BCS' own scheduler: applications, taskgroups and the like, under an id of their own. */
import { kinds } from '../../../../../api';
import type { LiveSource } from '../../../../../registry';
import { shelfOf } from '../../watch-data';
import { DerivedSource, type View } from '../derived';
import type { SourceDeps } from '../source';
import { applications } from './applications';
import { deployments } from './deployments';
import { endpoints, exportServices, watchedServices } from './endpoints';
import { originals } from './originals';
import { pools } from './pools';
import { taskgroups } from './taskgroups';

/** By resourceType. */
const viewsOf = (cluster: string): Readonly<Record<string, View>> => ({
  application: applications,
  taskgroup: taskgroups,
  service: originals(kinds.services),
  configmap: originals(kinds.configmaps),
  secret: originals(kinds.secrets),
  deployment: deployments,
  endpoint: endpoints,
  exportservice: exportServices(cluster),
  IPPoolStatic: pools(cluster),
});

/** Load balancers follow the services that are for them as watch data. */
export const mesosSources = (cluster: string, deps: SourceDeps): readonly LiveSource[] => [
  ...Object.entries(viewsOf(cluster)).map(([type, view]) => new DerivedSource({ shelf: 'dynamic', cluster, type }, view, deps)),
  new DerivedSource({ shelf: shelfOf('mesos'), cluster, type: 'exportservice' }, watchedServices(cluster), deps),
];
