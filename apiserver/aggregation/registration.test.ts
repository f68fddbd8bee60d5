import { kinds, type apiregistration } from '../../api';
import { managedLabel, nextStep, wantedServices } from './registration';

const service = (management?: string, versionPriority = 15): apiregistration.APIService => ({
  kind: 'APIService', apiVersion: 'apiregistration.k8s.io/v1', metadata: { name: 'v1.apps', ...(management && { labels: { [managedLabel]: management } }) },
  spec: { group: 'apps', version: 'v1', groupPriorityMinimum: 17800, versionPriority }, status: {},
});

const fresh = { wasThere: false, settled: false };
const old = { wasThere: true, settled: false };
const done = { wasThere: true, settled: true };

/** The table of autoregister_controller.go checkAPIService: what there is, what is wanted (nothing, on start, always). */
test.each([
  ['nothing there', undefined, fresh, ['leave', 'create', 'create']],
  ['nothing there any more', undefined, done, ['leave', 'leave', 'create']],
  ['one of somebody else', service(undefined, 1), old, ['leave', 'leave', 'leave']],
  ['one for the start, made since', service('onstart', 1), fresh, ['leave', 'leave', 'leave']],
  ['one for the start', service('onstart', 1), old, ['delete', 'update', 'update']],
  ['one for the start, seen to', service('onstart', 1), done, ['leave', 'leave', 'leave']],
  ['one for always', service('true', 1), old, ['delete', 'update', 'update']],
  ['one for always, seen to', service('true', 1), done, ['delete', 'leave', 'update']],
  ['one in order', service('true'), old, ['delete', 'leave', 'leave']],
] as const)('%s', (_what, current, past, steps) => {
  expect([undefined, service('onstart'), service('true')].map((wanted) => nextStep(wanted, current, past))).toEqual(steps);
});

it('one for each version that is served, with the priorities of upstream', () => {
  const custom = { kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1', metadata: { name: 'a' }, spec: { group: 'example.com', versions: [{ name: 'v1', served: true }, { name: 'v1beta1', served: false }] } };
  const wanted = wantedServices(kinds.definitions, [custom]);
  expect(wanted.get('v1.')?.spec).toEqual({ group: '', version: 'v1', groupPriorityMinimum: 18000, versionPriority: 1 });
  expect(wanted.get('v2.autoscaling')).toMatchObject({ metadata: { labels: { [managedLabel]: 'onstart' } }, spec: { groupPriorityMinimum: 17500, versionPriority: 30 } });
  expect(wanted.get('v1.example.com')).toMatchObject({ metadata: { labels: { [managedLabel]: 'true' } }, spec: { groupPriorityMinimum: 1000, versionPriority: 100 } });
  expect([...wanted.keys()].filter((name) => name.endsWith('example.com') || name.endsWith('apiregistration.k8s.io'))).toEqual(['v1.example.com']);
});
