/** What a broken file is told to be: file, record and field. */
import { confFile, eipPoolsFile, flavorsFile, policyFile, regionFile, sampleRequestFile, siteNodesFile, sitesFile, volumePoolsFile, volumeTypesFile } from './files';
import type { ConfigFile } from './file';
import { Reading, readWhole } from './shape';

const surroundings = { directory: '/conf', environment: { HOME: '/home/me' }, workingDirectory: '/work' };
const conf = confFile(surroundings);

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const readingOf = (file: ConfigFile<unknown>, value: unknown) => file.read(Buffer.isBuffer(value) ? value : Buffer.from(text(value)));

const site = { id: 'a', region: 'r', az: 'z', operator: { name: 'o' } };
const sites = (...more: object[]) => ({ sites: [...more.map((each) => ({ ...site, ...each }))] });
const hosts = (...infos: object[]) => ({ site_nodes: [{ edge_site_id: 'r|z', region: 'r', availability_zone: 'z', node_infos: infos }] });
const flavor = { region_flavor_id: 'r|f', region: 'r', id: 'f', vcpus: '2', ram: 4 };
const flavors = (...more: object[]) => ({ flavors: more.map((each) => ({ ...flavor, ...each })) });
const pool = (capabilities: object) => ({ volume_pools: [{ region: 'r', pools: [{ availability_zone: 'z', capabilities: { volume_type: 'SSD', ...capabilities } }] }] });

describe('faults', () => {
  it.each<[ConfigFile<unknown>, unknown, ...string[]]>([
    [sitesFile, '', 'sites.json: is empty'],
    [sitesFile, ' \n', 'sites.json: is empty'],
    [sitesFile, 'null', 'sites.json: is empty'],
    [conf, '# nothing yet', 'conf.yaml: is empty'],
    [sitesFile, '[]', 'sites.json: must be an object, got list'],
    [sitesFile, {}, 'sites.json: sites: must be given'],
    [sitesFile, { sites: {} }, 'sites.json: sites: must be a list, got object'],
    [sitesFile, { sites: [null] }, 'sites.json: sites[0]: must not be null'],
    [sitesFile, { sites: ['a'] }, 'sites.json: sites[0]: must be an object, got string'],
    [sitesFile, '{"sites":[', 'sites.json: line 1, column 11: unexpected end of JSON input'],
    [sitesFile, '{\n  "sites": [],\n}', "sites.json: line 3, column 1: invalid character '}' looking for beginning of object key string"],
    [sitesFile, '// mine\n{"sites": []}', 'sites.json: line 1, column 1: JSON has no comments'],
    [sitesFile, '{"sites": [] /* none */}', 'sites.json: line 1, column 14: JSON has no comments'],
    [sitesFile, '{\n# none\n"sites": []}', 'sites.json: line 2, column 1: JSON has no comments'],
    [sitesFile, '\ufeff{"sites": []}', 'sites.json: begins with a byte order mark; it must be saved as UTF-8 without one'],
    [sitesFile, Buffer.from('\ufeff{"sites": []}', 'utf16le'), 'sites.json: is UTF-16; it must be saved as UTF-8'],
    [sitesFile, Buffer.from('{"sites": "\xe9"}', 'latin1'), 'sites.json: is not UTF-8'],
    [sitesFile, '['.repeat(100_000) + ']'.repeat(100_000), 'sites.json: exceeded max depth'],
    [sitesFile, '['.repeat(1_000_000), 'sites.json: exceeded max depth'],
    [sitesFile, `{"sites": [${' '.repeat(1024 * 1024)}],}`, "sites.json: line 1, column 1048590: invalid character '}' looking for beginning of object key string"],
    [sitesFile, sites({}, { id: 'b' }, { id: 'c' }, { id: 'd', operator: { name: 7 } }), 'sites.json: sites[3].operator.name: must be a string, got number 7'],
    [sitesFile, sites({ id: undefined }), 'sites.json: sites[0].id: must be given'],
    [sitesFile, sites({ id: null, az: '' }), 'sites.json: sites[0].id: must be given', 'sites.json: sites[0].az: must not be empty'],
    [sitesFile, sites({ eip_cidr: 'all', operator: [] }), 'sites.json: sites[0].operator: must be an object, got list', 'sites.json: sites[0].eip_cidr: must be a list, got string'],
    [sitesFile, sites({ site_attributes: [{ site_attr: 'minikapi_node_selector', site_attr_value: 'a in' }] }),
      "sites.json: sites[0].site_attributes[0].site_attr_value: must be a label selector: unable to parse requirement: found '' expected: '('"],
    [sitesFile, sites(...Array.from({ length: 50 }, (_, i) => ({ id: i }))), ...Array.from({ length: 20 }, (_, i) => `sites.json: sites[${i}].id: must be a string, got number ${i}`)],
    [siteNodesFile, hosts({}, { cpu_allocation_ratio: 'two' }), 'site_nodes.json: site_nodes[0].node_infos[1].cpu_allocation_ratio: must be a decimal number as text, such as "1.5", got "two"'],
    [siteNodesFile, hosts({ cpu_allocation_ratio: 2 }), 'site_nodes.json: site_nodes[0].node_infos[0].cpu_allocation_ratio: must be a string, got number 2'],
    [siteNodesFile, hosts({ cpu_allocation_ratio: '-1' }), 'site_nodes.json: site_nodes[0].node_infos[0].cpu_allocation_ratio: must be a decimal number as text, such as "1.5", got "-1"'],
    [siteNodesFile, hosts({ cpu_allocation_ratio: '1e9' }), 'site_nodes.json: site_nodes[0].node_infos[0].cpu_allocation_ratio: must be at most 10000, got 1e9'],
    [siteNodesFile, hosts({ total_vcpus: 1.5 }), 'site_nodes.json: site_nodes[0].node_infos[0].total_vcpus: must be a whole number, got number 1.5'],
    [siteNodesFile, hosts({ total_mem: -1 }), 'site_nodes.json: site_nodes[0].node_infos[0].total_mem: must be at least 0, got -1'],
    [siteNodesFile, hosts({ total_mem: 1e15 }), 'site_nodes.json: site_nodes[0].node_infos[0].total_mem: must be at most 10000000000, got 1000000000000000'],
    [siteNodesFile, { site_nodes: [{}] }, ...['edge_site_id', 'region', 'availability_zone'].map((name) => `site_nodes.json: site_nodes[0].${name}: must be given`)],
    [flavorsFile, flavors({ vcpus: 2 }), 'flavors.json: flavors[0].vcpus: must be a string, got number 2'],
    [flavorsFile, flavors({ ram: '4096' }), 'flavors.json: flavors[0].ram: must be a whole number, got string'],
    [flavorsFile, flavors({ os_extra_specs: { resource_type: ['general'] } }), 'flavors.json: flavors[0].os_extra_specs.resource_type: must be a string, got list'],
    [flavorsFile, flavors({ os_extra_specs: { 'quota:max rate': 1 } }), 'flavors.json: flavors[0].os_extra_specs["quota:max rate"]: must be a string, got number 1'],
    [flavorsFile, flavors({ 'OS-FLV-DISABLED:disabled': 'no' }), 'flavors.json: flavors[0].OS-FLV-DISABLED:disabled: must be true or false, got string'],
    [volumeTypesFile, { volume_types: [{ id: 't' }] }, 'volume_types.json: volume_types[0].name: must be given'],
    [volumePoolsFile, pool({ total_capacity_gb: '2000' }), 'volume_pools.json: volume_pools[0].pools[0].capabilities.total_capacity_gb: must be a number, got string'],
    [volumePoolsFile, pool({ volume_type: undefined }), 'volume_pools.json: volume_pools[0].pools[0].capabilities.volume_type: must be given'],
    [volumePoolsFile, { volume_pools: [{ region: 'r', pools: [{ availability_zone: 'z' }] }] }, 'volume_pools.json: volume_pools[0].pools[0].capabilities: must be given'],
    [eipPoolsFile, { eip_pools: [{ region: 'r', common_pools: [{ name: 'p', size: 4, used: true }] }] }, 'eip_pools.json: eip_pools[0].common_pools[0].used: must be a whole number, got boolean'],
    [conf, 'port: "13443"\nscheduler_policy_file: p', 'conf.yaml: port: must be a whole number, got string'],
    [conf, 'port: 70000\nscheduler_policy_file: p', 'conf.yaml: port: must be at most 65535, got 70000'],
    [conf, 'address: 127.0.0.1', 'conf.yaml: scheduler_policy_file: must be given'],
    [conf, 'scheduler_policy_file: ${NOWHERE}/$AT/p', 'conf.yaml: scheduler_policy_file: the environment has no NOWHERE, AT'],
    [conf, 'scheduler_policy_file: p\ncomponent_version: a/b', 'conf.yaml: component_version: must be one segment of a path: letters, digits, ".", "_", "-"'],
    [conf, 'scheduler_policy_file: p\nsite_interval: 0', 'conf.yaml: site_interval: must be at least 1, got 0'],
    [conf, 'scheduler_policy_file: p\nspot_fake: sometimes', 'conf.yaml: spot_fake: must be true or false, got string'],
    [conf, 'a: [', 'conf.yaml: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5'],
    [policyFile, 'predicates: [{name: Flavour}]', 'edgecloud_policy.yaml: predicates[0].name: is no filter: "Flavour"; there are NodeAvailability, LocationAndOperator, regionandaz, Flavor, Volume, EipAvailability, ExclusiveNode, NodeResourcesFit'],
    [policyFile, 'priorities: [{name: ExclusiveNode}]', 'edgecloud_policy.yaml: priorities[0].name: is no score: "ExclusiveNode"; there are StackAffinity, Flavor, NodeResourcesLeastAllocated, Volume'],
    [policyFile, 'priorities: [{name: Flavor, weight: -1}]', 'edgecloud_policy.yaml: priorities[0].weight: must be at least 0, got -1'],
    [policyFile, 'priorities: [Flavor]', 'edgecloud_policy.yaml: priorities[0]: must be an object, got string'],
    [regionFile, 'regions: [{region: 7}]', 'region.yaml: regions[0].region: must be a string, got number 7'],
    [sampleRequestFile, {}, 'sample_allocation_req_body.json: allocation: must be given'],
  ])('%#', (file, value, ...faults) => {
    const { value: read, faults: told } = readingOf(file, value);
    expect(told).toEqual(faults);
    expect(read).toBeUndefined();
  });

  it('a file beyond its limit is not parsed', () => {
    expect(readingOf(conf, Buffer.alloc(256 * 1024 + 1, ' ')).faults).toEqual(['conf.yaml: has more than 262144 bytes']);
  });

  it('a file of a million records and more is not read to its end', () => {
    const reading = new Reading('sites.json');
    const read = readWhole(reading, () => {
      for (;;) reading.record();
    });
    expect([read, reading.faults]).toEqual([undefined, ['sites.json: has more than 1000000 records']]);
  });

  it('YAML that multiplies itself is refused', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...Array.from('bcdefghij', (name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`)].join('\n');
    expect(readingOf(conf, bomb).faults).toEqual(['conf.yaml: document contains excessive aliasing']);
  });
});

describe('warnings', () => {
  it.each<[ConfigFile<unknown>, unknown, ...string[]]>([
    [sitesFile, sites({ operator: undefined }), 'sites.json: sites[0].operator: is missing: no request that asks for an operator fits'],
    [sitesFile, sites({}, { az: 'z2' }), 'sites.json: sites[1]: has the key of sites[0], "a"; the later one counts'],
    [sitesFile, sites({}, { id: 'b' }), 'sites.json: sites[1]: is in the region and zone of sites[0], which is given the hosts there'],
    [sitesFile, sites({ colour: 1, operator: { name: 'o', 'old name': '' } }, { id: 'b', az: 'y', colour: 2 }), 'sites.json: has members that are ignored: sites[].colour, sites[].operator["old name"]'],
    [sitesFile, sites({ site_attributes: [{ site_attr: 'x' }, { site_attr: 'x' }] }), 'sites.json: sites[0].site_attributes[1]: says "x" again; the later one counts'],
    [sitesFile, '{"sites": [{"id": "a", "id": "b", "region": "r", "az": "z", "operator": {}}]}', 'sites.json: duplicate field "sites[0].id"'],
    [flavorsFile, flavors({}, { vcpus: '4' }), 'flavors.json: flavors[1]: has the key of flavors[0], "r|f"; the later one counts'],
    [flavorsFile, flavors({ vcpus: '1.5', ram: 0 }),
      'flavors.json: flavors[0].vcpus: is no whole number of at least 1: it fits nowhere', 'flavors.json: flavors[0].ram: is less than 1: it fits nowhere'],
    [siteNodesFile, { site_nodes: [{ edge_site_id: '1', region: 'r', availability_zone: 'z' }, { edge_site_id: '2', region: 'r', availability_zone: 'z' }] },
      'site_nodes.json: the record "2" is of the region and zone of another one; the later one counts'],
    [eipPoolsFile, { eip_pools: [{ region: 'r' }, { region: 'r' }] }, 'eip_pools.json: eip_pools[1]: has the key of eip_pools[0], "r"; the later one counts'],
    [volumePoolsFile, { volume_pools: [{ region: 'r' }, { region: 'r' }] }, 'volume_pools.json: volume_pools[1]: has the key of volume_pools[0], "r"; the later one counts'],
    [policyFile, 'predicates: [{name: Flavor, argument: {a: 1}}]', 'edgecloud_policy.yaml: priorities: without Flavor the option faithful places nothing'],
    [conf, 'scheduler_policy_file: p\nport: 1\nport: 2', 'conf.yaml: line 3: key "port" already set in map'],
  ])('%#', (file, value, ...warnings) => {
    const { value: read, warnings: told, faults } = readingOf(file, value);
    expect({ told, faults }).toEqual({ told: warnings, faults: [] });
    expect(read).toBeDefined();
  });

  it('a thousand of them are told as twenty', () => {
    const { warnings } = readingOf(sitesFile, sites(...Array.from({ length: 1_000 }, (_, i) => ({ id: `s${i}`, az: `z${i}`, operator: undefined }))));
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toBe('sites.json: and so on');
  });
});

it('what is missing has its default', () => {
  expect(readingOf(conf, 'scheduler_policy_file: ./p.yaml').value).toEqual({
    componentVersion: 'v1', spotFake: false, policyPath: '/conf/p.yaml',
    intervals: { 'volume_types.json': 600, 'sites.json': 600, 'flavors.json': 600, 'eip_pools.json': 60, 'volume_pools.json': 60, 'site_nodes.json': 86400 },
  });
  expect(readingOf(policyFile, 'priorities: [{name: Flavor}, {name: Flavor, weight: 0}, {name: Flavor, weight: 3}]').value)
    .toEqual({ predicates: [], priorities: [1, 1, 3].map((weight) => ({ name: 'Flavor', weight })) });
});

it.each([
  ['/etc/p.yaml', '/etc/p.yaml'], ['sub/p.yaml', '/conf/sub/p.yaml'], ['${PWD}/p.yaml', '/work/p.yaml'], ['$HOME/p.yaml', '/home/me/p.yaml'],
])('the policy at %s is %s', (written, policyPath) => {
  expect(readingOf(conf, `scheduler_policy_file: ${written}`).value).toMatchObject({ policyPath });
});

it('names of members that every object has are members like others', () => {
  expect(readingOf(flavorsFile, '{"flavors":[{"region":"r","id":"f","vcpus":"2","ram":1,"os_extra_specs":{"__proto__":"x","resource_type":"general"},"__proto__":{"name":"y"}}]}'))
    .toMatchObject({ value: [{ id: 'f', key: 'r|f', resourceType: 'general' }], faults: [] });
});
