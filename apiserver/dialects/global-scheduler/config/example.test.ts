/** `examples/global-scheduler`: its requests go where its README says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SteppedClock } from '../../../../api';
import { nothingTaken, place, worldOf, type Outcome } from '../engine';
import { requestOf, specOf } from '../ledger/request';
import { decodeAllocation } from '../request/decode';
import { openConfigDirectory } from '.';
import { Book } from './testing/directory';

const directory = join(__dirname, '../../../../examples/global-scheduler');
const book = new Book();
const config = openConfigDirectory({ directory, clock: new SteppedClock(), log: book });
config.stop();
const { records, settings, regions } = config.current();

/** The part of the site that is this cluster is not known here: one host stands for its nodes. */
const nodes = { region: 'home', zone: 'home', total: { vcpu: 8, mem: 32768 }, used: { vcpu: 0, mem: 0 }, cpuAllocationRatio: 1, resourceType: 'general' };
const world = worldOf({ ...records, siteNodes: [...records.siteNodes, { key: 'home', region: 'home', zone: 'home', hosts: [nodes] }] });

function placed(file: string, domain?: string): Outcome {
  const request = requestOf(specOf(decodeAllocation(readFileSync(join(directory, file)))));
  return place(world, nothingTaken, config.policy().policy, request, { spotFake: settings.spotFake, domain });
}

const sitesOf = (outcome: Outcome): string =>
  (outcome.kind === 'placed' ? outcome.placed.flatMap(({ siteId, copies }) => Array<string>(copies).fill(siteId)).join(', ') : outcome.kind);

const told = [...readFileSync(join(directory, 'README.md'), 'utf8').matchAll(/^\| `(\S+\.json)` \| ([^|]+) \|/gm)].map(([, file, sites]) => [file!, sites!] as const);

it('has nothing to be warned of', () => {
  expect(book.lines).toEqual([]);
  expect(config.policy().faults).toEqual([]);
  expect(regions.map(({ region }) => region)).toEqual(['baltic', 'alps', 'home']);
});

it('tells of every request that there is', () => {
  expect(told).toHaveLength(5);
});

it.each(told)('%s goes to %s', (file, sites) => {
  expect(sitesOf(placed(file))).toBe(sites);
});

it('has a site that is there for two domains only', () => {
  expect(['clinic.example', 'shop.example'].map((domain) => sitesOf(placed('requests/addresses.json', domain)))).toEqual(['geneva-1, geneva-1', 'refused']);
});
