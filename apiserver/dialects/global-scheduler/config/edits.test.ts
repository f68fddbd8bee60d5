/** What an edit of the shipped samples makes of a request (11.6). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nothingTaken, place, worldOf, type Outcome } from '../engine';
import { requestOf, specOf } from '../ledger/request';
import { decodeAllocation } from '../request/decode';
import { Folder } from './testing/directory';

type Json = Record<string, unknown>;

interface Sample { allocation: { resource_group: { resources: [Json] } } }

interface Case {
  /** File, what stands there, what is to stand there. */
  readonly edit?: readonly [file: string, from: string | RegExp, to: string];
  readonly resource?: Json;
}

let folder: Folder;
beforeEach(() => { folder = new Folder('shipped/conf'); });
afterEach(() => folder.remove());

function outcomeOf({ edit, resource }: Case): Outcome {
  folder.edit('conf.yaml', '${PWD}/conf/', '');
  if (edit) folder.edit(...edit);
  const config = folder.open();
  const { records, settings: { spotFake } } = config.current();
  const sample = JSON.parse(readFileSync(join(folder.directory, 'sample_allocation_req_body.json'), 'utf8')) as Sample;
  Object.assign(sample.allocation.resource_group.resources[0], resource);
  const request = requestOf(specOf(decodeAllocation(Buffer.from(JSON.stringify(sample)))));
  return place(worldOf(records), nothingTaken, config.policy().policy, request, { spotFake });
}

const spot = { flavors: [{ flavor_id: 'c6.large.2', spot: { max_price: '1', spot_duration_hours: 0, spot_duration_count: 0, interruption_policy: 'immediate' } }] };

it.each<[string, 'placed' | 'refused', Case]>([
  ['as they are', 'placed', {}],
  ['a status in lower case', 'placed', { edit: ['sites.json', '"active"', '"offline"'] }],
  ['a site that is off', 'refused', { edit: ['sites.json', '"active"', '"Offline"'] }],
  ['a site that is sold out', 'refused', { edit: ['sites.json', '"active"', '"Sellout"'] }],
  ['a region without a record of addresses', 'placed', { edit: ['eip_pools.json', '"region1"', '"region9"'], resource: { need_eip: true } }],
  ['a pool of addresses of another name', 'refused', { resource: { need_eip: true } }],
  ['the pool of addresses that the site names', 'placed', { edit: ['eip_pools.json', 'common_pool1', 'eip_network_name1'], resource: { need_eip: true } }],
  ['no spot machines', 'refused', { resource: spot }],
  ['spot machines', 'placed', { edit: ['conf.yaml', 'scheduler_policy:', 'spot_fake: true\nscheduler_policy:'], resource: spot }],
  ['a ratio of less', 'refused', { edit: ['site_nodes.json', '"2.0"', '"0.5"'] }],
  ['a flavour that the zone has sold out', 'refused', { edit: ['flavors.json', '"az1"', '"az1(sellout)"'] }],
  ['a flavour for other hosts', 'refused', { edit: ['flavors.json', '"general"', '"gpu"'] }],
])('%s: %s', (_name, kind, each) => {
  expect(outcomeOf(each).kind).toBe(kind);
});
