/** The specification's vectors about filters (11.6), from the files on: the shipped samples, or what an edit makes of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nothingTaken, place, plus, worldOf, type Outcome, type PlaceOptions, type Taken } from '../engine';
import { requestOf, specOf } from '../ledger/request';
import { decodeAllocation } from '../request/decode';
import { Folder } from './testing/directory';

type Json = Record<string, unknown>;

interface Sample { allocation: { resource_group: { resources: [Json] }; selector: Json } }

interface Case {
  /** File, what stands there, what is to stand there. */
  readonly edit?: readonly [file: string, from: string | RegExp, to: string];
  readonly selector?: Json;
  readonly resource?: Json;
  readonly faithful?: true;
  /** Placed before. */
  readonly before?: number;
}

let folder: Folder;
beforeEach(() => { folder = new Folder('shipped/conf'); });
afterEach(() => folder.remove());

function outcomeOf({ edit, selector, resource, faithful, before = 0 }: Case): Outcome {
  folder.edit('conf.yaml', '${PWD}/conf/', '');
  if (edit) folder.edit(...edit);
  const config = folder.open();
  const { records, settings: { spotFake } } = config.current();
  const sample = JSON.parse(readFileSync(join(folder.directory, 'sample_allocation_req_body.json'), 'utf8')) as Sample;
  Object.assign(sample.allocation.selector, selector);
  Object.assign(sample.allocation.resource_group.resources[0], resource);
  const request = requestOf(specOf(decodeAllocation(Buffer.from(JSON.stringify(sample)))));
  const options: PlaceOptions = { spotFake, faithful };
  const once = (taken: Taken): Outcome => place(worldOf(records), taken, config.policy().policy, request, options);
  let taken = nothingTaken;
  for (let i = 0; i < before; i++) {
    const outcome = once(taken);
    if (outcome.kind === 'placed') taken = plus(taken, outcome);
  }
  return once(taken);
}

const sas = (size: number) => ({ storage: { SAS: size } });
const spot = { flavors: [{ flavor_id: 'c6.large.2', spot: { max_price: '1', spot_duration_hours: 0, spot_duration_count: 0, interruption_policy: 'immediate' } }] };
const regionless = ['eip_pools.json', '"region1"', '"region9"'] as const;

it.each<[string, 'placed' | 'refused', Case]>([
  ['the sample', 'placed', {}],
  ['the id of the operator', 'refused', { selector: { operator: 'opera1' } }],
  ['the name of the operator', 'placed', { selector: { operator: 'unicom' } }],
  ['a city in other letters', 'refused', { selector: { geo_location: { city: 'Shenzhen' } } }],
  ['its city', 'placed', { selector: { geo_location: { city: 'shenzhen' } } }],
  ['one region or the other', 'placed', { selector: { regions: [{ region: 'region2' }, { region: 'region1', availability_zone: ['az1'] }] } }],
  ['another region', 'refused', { selector: { regions: [{ region: 'region2' }] } }],
  ['another zone', 'refused', { selector: { regions: [{ region: 'region1', availability_zone: ['az2'] }] } }],
  ['a status in lower case', 'placed', { edit: ['sites.json', '"active"', '"offline"'] }],
  ['a status that refuses', 'refused', { edit: ['sites.json', '"active"', '"Offline"'] }],
  ['a status that refuses', 'refused', { edit: ['sites.json', '"active"', '"Sellout"'] }],
  ['more storage than there is', 'refused', { resource: sas(2001) }],
  ['all storage', 'placed', { resource: sas(2000) }],
  ['all storage once more', 'refused', { resource: sas(2000), before: 1 }],
  ['all storage once more, in the demo', 'placed', { resource: sas(2000), before: 1, faithful: true }],
  ['an address', 'refused', { resource: { need_eip: true } }],
  ['an address where the region has no record', 'placed', { edit: regionless, resource: { need_eip: true } }],
  ['an address of the pool that the site names', 'placed', { edit: ['eip_pools.json', 'common_pool1', 'eip_network_name1'], resource: { need_eip: true } }],
  ['a spot machine', 'refused', { resource: spot }],
  ['a spot machine, with spot_fake', 'placed', { edit: ['conf.yaml', 'scheduler_policy:', 'spot_fake: true\nscheduler_policy:'], resource: spot }],
  ['the last machine', 'placed', { before: 499, resource: { storage: {} } }],
  ['one machine more', 'refused', { before: 500, resource: { storage: {} } }],
])('%s: %s', (_name, kind, each) => {
  expect(outcomeOf(each).kind).toBe(kind);
});
