/** The directory while it is edited: a real one, with its watch. */
import fs, { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SteppedClock } from '../../../../api';
import { ConfigError, openConfigDirectory, type ConfigDirectory } from '.';
import { quietMs } from './settled';
import { Folder, until } from './testing/directory';

let folder: Folder;
beforeEach(() => { folder = new Folder(); });
afterEach(() => folder.remove());

const statusOf = (config: ConfigDirectory): string | undefined => config.current().records.sites[0]?.status;
const broken = (what: string): string => `error: Global Scheduler: ${what}; the last good state stays`;

describe('data files', () => {
  it('are read again when they are edited, and whoever listens is told', async () => {
    const config = folder.open();
    const seen: (string | undefined)[] = [];
    config.onChange(() => seen.push(statusOf(config)));
    folder.edit('sites.json', '"Normal"', '"Offline"');
    await until(() => statusOf(config) === 'Offline');
    expect(seen).toEqual(['Offline']);
    expect(folder.book.lines).toEqual([]);
  });

  it('are read again when another file takes their place, as editors do it', async () => {
    const config = folder.open();
    folder.write('.sites.json.swp', folder.read('sites.json').replace('"Normal"', '"Sellout"'));
    renameSync(folder.at('.sites.json.swp'), folder.at('sites.json'));
    await until(() => statusOf(config) === 'Sellout');
  });

  it('that are broken leave the last good state where it was, which is told once; then they are good again', async () => {
    const config = folder.open();
    const before = config.current();
    folder.edit('sites.json', '"name": "telmar"', '"name": 7');
    await until(() => folder.book.lines.length > 0);
    folder.edit('eip_pools.json', '"size": 64', '"size": 65');
    await until(() => config.current().records.addressPools !== before.records.addressPools);
    expect(config.current().records.sites).toBe(before.records.sites);
    expect(folder.book.lines).toEqual([broken('sites.json: sites[0].operator.name: must be a string, got number 7')]);
    folder.edit('sites.json', '"name": 7', '"name": "fjordnet"');
    await until(() => config.current().records.sites[0]?.operator === 'fjordnet');
  });

  it('that are deleted leave the last good state where it was, until they are there again', async () => {
    const config = folder.open();
    const text = folder.read('sites.json');
    unlinkSync(folder.at('sites.json'));
    await until(() => folder.book.lines.length > 0);
    expect(folder.book.lines).toEqual([broken(`sites.json: is missing (${folder.at('sites.json')})`)]);
    expect(statusOf(config)).toBe('Normal');
    folder.write('sites.json', text.replace('"Normal"', '"active"'));
    await until(() => statusOf(config) === 'active');
  });

  it('are followed into a directory that takes the place of this one', async () => {
    const config = folder.open();
    const other = new Folder();
    other.edit('sites.json', '"Normal"', '"moved"');
    renameSync(folder.directory, `${folder.directory}.old`);
    renameSync(other.directory, folder.directory);
    await until(() => statusOf(config) === 'moved');
    folder.edit('sites.json', '"moved"', '"edited"');
    await until(() => statusOf(config) === 'edited');
    other.remove();
  });

  it('are looked at by their intervals where no watch tells of them', async () => {
    const clock = new SteppedClock();
    for (const name of ['sites.json', 'eip_pools.json']) {
      renameSync(folder.at(name), join(folder.root, name));
      symlinkSync(join(folder.root, name), folder.at(name));
    }
    const config = folder.open(clock);
    const size = () => config.current().records.addressPools[0]?.pools[0]?.size;
    // Nothing has happened in the directory itself.
    folder.edit('sites.json', '"Normal"', '"Offline"');
    folder.edit('eip_pools.json', '"size": 64', '"size": 128');
    await clock.step(29_000);
    expect([statusOf(config), size()]).toEqual(['Normal', 64]);
    await clock.step(1_000);
    expect([statusOf(config), size()]).toEqual(['Normal', 128]);
    folder.edit('eip_pools.json', '"size": 128', '"size": 256');
    await clock.step(30_000);
    expect([statusOf(config), size()]).toEqual(['Normal', 256]);
    await clock.step(540_000);
    expect(statusOf(config)).toBe('Offline');
  });

  it('are those of another directory as soon as any interval shows that a link leads there', async () => {
    const clock = new SteppedClock();
    const other = new Folder();
    other.edit('sites.json', '"Normal"', '"moved"');
    const link = join(folder.root, 'link');
    symlinkSync(folder.directory, link);
    const config = folder.open(clock, link);
    symlinkSync(other.directory, `${link}.new`);
    renameSync(`${link}.new`, link);
    await clock.step(30_000);
    expect(statusOf(config)).toBe('moved');
    other.edit('sites.json', '"moved"', '"edited"');
    await until(() => clock.untilNext() === quietMs);
    await clock.step(quietMs);
    expect(statusOf(config)).toBe('edited');
    other.remove();
  });

  it('are looked at by their intervals where the system gives no watch, which is told once', async () => {
    const clock = new SteppedClock();
    const watch = jest.spyOn(fs, 'watch').mockImplementation(() => { throw new Error('EMFILE: too many open files, watch'); });
    const config = folder.open(clock);
    folder.edit('sites.json', '"Normal"', '"Offline"');
    await clock.step(600_000);
    expect(statusOf(config)).toBe('Offline');
    expect(folder.book.lines).toEqual([`warn: Global Scheduler: ${folder.directory} cannot be watched, its files are looked at by the intervals of conf.yaml alone: EMFILE: too many open files, watch`]);
    watch.mockRestore();
    await clock.step(30_000);
    folder.edit('sites.json', '"Offline"', '"Normal again"');
    await until(() => clock.untilNext() === quietMs);
    await clock.step(quietMs);
    expect(statusOf(config)).toBe('Normal again');
  });

  it('keep their records while only other files change', async () => {
    const config = folder.open();
    const { records } = config.current();
    folder.write('region.yaml', 'regions: [{region: north}]');
    await until(() => config.current().regions.length > 0);
    expect(config.current().records).toBe(records);
  });

  it('are left alone after the end', async () => {
    const clock = new SteppedClock();
    const config = folder.open(clock);
    config.stop();
    folder.edit('sites.json', '"Normal"', '"Offline"');
    await clock.step(86_400_000);
    expect(statusOf(config)).toBe('Normal');
    expect(clock.untilNext()).toBeUndefined();
  });
});

describe('conf.yaml', () => {
  it('counts at once, apart from what paths begin with', async () => {
    const config = folder.open();
    folder.edit('conf.yaml', 'spot_fake: false', 'spot_fake: true');
    await until(() => config.current().settings.spotFake);
    expect(folder.book.lines).toEqual([]);
    folder.edit('conf.yaml', 'port: 13443', 'component_version: v2');
    await until(() => config.current().settings.componentVersion === 'v2');
    expect(folder.book.lines).toEqual(['warn: Global Scheduler: component_version of conf.yaml counts from the next start']);
  });

  it('may name another policy, whose faults leave the last good one', async () => {
    const config = folder.open();
    folder.write('mine.yaml', 'predicates: []\npriorities: [{name: Flavor, weight: 7}]\n');
    folder.edit('conf.yaml', './edgecloud_policy.yaml', 'mine.yaml');
    await until(() => config.policy().policy.predicates.length === 0);
    folder.edit('conf.yaml', 'mine.yaml', 'nobodys.yaml');
    await until(() => config.policy().faults.length > 0);
    expect(config.policy()).toEqual({
      policy: { predicates: [], priorities: [{ name: 'Flavor', weight: 7 }] }, faults: [`edgecloud_policy.yaml: is missing (${folder.at('nobodys.yaml')})`],
    });
  });
});

describe('the policy', () => {
  const weights = (config: ConfigDirectory): readonly number[] => config.policy().policy.priorities.map(({ weight }) => weight);

  it('is that of the file with the very next request', () => {
    const config = folder.open(new SteppedClock());
    const before = config.policy().policy;
    expect(config.policy().policy).toBe(before);
    folder.edit('edgecloud_policy.yaml', 'Flavor\n    weight: 1', 'Flavor\n    weight: 30');
    expect(weights(config)).toEqual([1, 30, 1]);
    folder.edit('edgecloud_policy.yaml', 'Flavor\n    weight: 30', 'Flavor\n    weight: 5');
    expect(weights(config)).toEqual([1, 5, 1]);
  });

  it('stays as it was while the file is broken, names what there is not, or is gone; told once each', () => {
    const config = folder.open(new SteppedClock());
    const good = config.policy();
    const text = folder.read('edgecloud_policy.yaml');
    folder.write('edgecloud_policy.yaml', 'predicates: [');
    const { policy, faults } = config.policy();
    expect(policy).toBe(good.policy);
    expect(faults).toEqual([expect.stringMatching(/^edgecloud_policy\.yaml: .* at line 1, column /)]);
    folder.write('edgecloud_policy.yaml', 'predicates: [{name: Weather}]');
    config.policy();
    expect(config.policy().faults).toEqual([expect.stringContaining('edgecloud_policy.yaml: predicates[0].name: is no filter: "Weather"; there are NodeAvailability, ')]);
    unlinkSync(folder.at('edgecloud_policy.yaml'));
    expect(config.policy().faults).toEqual([`edgecloud_policy.yaml: is missing (${folder.at('edgecloud_policy.yaml')})`]);
    expect(folder.book.lines).toHaveLength(3);
    folder.write('edgecloud_policy.yaml', text);
    expect(config.policy()).toEqual(good);
  });

  it('may lie elsewhere, at a path with environment variables', () => {
    renameSync(folder.at('edgecloud_policy.yaml'), join(folder.root, 'p.yaml'));
    folder.edit('conf.yaml', './edgecloud_policy.yaml', '${POLICIES}/p.yaml');
    const config = folder.open(new SteppedClock());
    writeFileSync(join(folder.root, 'p.yaml'), 'priorities: [{name: Flavor, weight: 9}]');
    expect(weights(config)).toEqual([9]);
  });
});

describe('a start', () => {
  const faultsOf = (open: () => unknown): readonly string[] => {
    try {
      open();
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
    throw new Error('it started');
  };

  it('needs a directory', () => {
    const start = (directory: string) => faultsOf(() => openConfigDirectory({ directory, clock: new SteppedClock(), log: folder.book }));
    expect(start(join(folder.root, 'nowhere'))).toEqual(['there is no such directory']);
    expect(start(folder.at('conf.yaml'))).toEqual(['there is no such directory']);
  });

  it('tells of all files that are missing, no files or broken', () => {
    unlinkSync(folder.at('flavors.json'));
    unlinkSync(folder.at('volume_types.json'));
    mkdirSync(folder.at('volume_types.json'));
    rmSync(folder.at('eip_pools.json'));
    symlinkSync('/dev/zero', folder.at('eip_pools.json'));
    folder.edit('site_nodes.json', '"1.5"', '"one and a half"');
    expect(faultsOf(() => folder.open())).toEqual([
      'site_nodes.json: site_nodes[0].node_infos[0].cpu_allocation_ratio: must be a decimal number as text, such as "1.5", got "one and a half"',
      `flavors.json: is missing (${folder.at('flavors.json')})`,
      `volume_types.json: is no file (${folder.at('volume_types.json')})`,
      `eip_pools.json: is no file (${folder.at('eip_pools.json')})`,
    ]);
    expect(folder.book.lines).toEqual([]);
  });

  it('needs a policy', () => {
    unlinkSync(folder.at('edgecloud_policy.yaml'));
    expect(() => folder.open()).toThrow(`Global Scheduler configuration ${folder.directory}: edgecloud_policy.yaml: is missing (${folder.at('edgecloud_policy.yaml')})`);
  });

  it('does without files on which nothing depends, and tells what is wrong with them', () => {
    folder.write('region.yaml', 'regions: 7');
    expect(folder.open().current().regions).toEqual([]);
    expect(folder.book.lines).toEqual(['error: Global Scheduler: region.yaml: regions: must be a list, got number; nothing depends on it']);
  });

  it("works with the document's own conf.yaml, wherever it is made", () => {
    const shipped = new Folder('shipped');
    const config = shipped.open(new SteppedClock(), join(shipped.directory, 'conf'));
    expect(config.current().settings.policyPath).toBe(join(shipped.directory, 'conf/edgecloud_policy.yaml'));
    shipped.remove();
  });
});
