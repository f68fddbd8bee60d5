/**
 * What a configuration directory costs the Global Scheduler: to read it at the start, to make a world of it, and to see that nothing has
 * changed. CPU time, so that it says the same on a busy machine.
 *
 *     npx tsx bench/global-scheduler-start.ts             100, 1,000 and 10,000 sites
 *     npx tsx bench/global-scheduler-start.ts 5000 DIR    writes such a directory and leaves it there
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '../api';
import { openConfigDirectory } from '../apiserver/dialects/global-scheduler/config';
import { worldOf } from '../apiserver/dialects/global-scheduler/engine';

const perRegion = 10;

/** Per region ten zones, ten flavours, a pool of volumes in each zone and one of addresses; four pools of hosts per site. */
function write(directory: string, count: number): void {
  const places = Array.from({ length: count }, (_, i) => ({ i, region: `region-${Math.floor(i / perRegion)}`, zone: `az-${i % perRegion}` }));
  const regions = [...new Set(places.map(({ region }) => region))];
  const save = (name: string, value: object): void => writeFileSync(join(directory, name), JSON.stringify(value));
  mkdirSync(directory, { recursive: true });
  for (const name of ['conf.yaml', 'edgecloud_policy.yaml']) cpSync(join(__dirname, '../examples/global-scheduler', name), join(directory, name));
  save('sites.json', { sites: places.map(({ i, region, zone }) => siteAt(i, region, zone)) });
  save('site_nodes.json', {
    site_nodes: places.map(({ region, zone }) => ({ edge_site_id: `${region}|${zone}`, region, availability_zone: zone, operator: 'op', status: 'Normal', max_count: 200, node_infos: [1, 2, 3, 4].map((n) => hostAt(n, region, zone)) })),
  });
  save('flavors.json', { flavors: regions.flatMap((region) => Array.from({ length: 10 }, (_, i) => flavorIn(region, i))) });
  save('volume_types.json', { volume_types: [{ id: 't', name: 'SSD' }] });
  save('volume_pools.json', {
    volume_pools: regions.map((region) => ({ region, pools: Array.from({ length: perRegion }, (_, i) => poolIn(`az-${i}`)) })),
  });
  save('eip_pools.json', { eip_pools: regions.map((region) => ({ region, common_pools: [{ name: 'v4', status: 'active', type: 'bgp', size: 4096, used: 9, cached: 0 }] })) });
}

const siteAt = (i: number, region: string, az: string): object => ({
  id: `site-${i}`, name: `Site ${i}`, region, az, status: 'Normal', city: 'c', i18n_city: 'C', province: 'p', i18n_province: 'P', area: 'a', i18n_area: 'A', country: 'no', i18n_country: 'Norge',
  operator: { id: 'op', name: 'telmar', i18n_name: 'Telmar', sa: '' }, eip_network_id: 'net', eip_type_name: 'v4', eip_cidr: ['203.0.113.0/24'], site_attributes: [],
});

const hostAt = (n: number, region: string, zone: string): object => ({
  edge_node_id: `h${n}`, host_name: `${zone}-${n}`, region, availability_zone: zone, total_disk: 8000, used_disk: 900, total_vcpus: 96, used_vcpus: 32, total_mem: 393216, used_mem: 131072,
  state: 'up', status: 'enabled', resource_type: 'general', cpu_allocation_ratio: '1.5', ecs_performance_type: 'normal', max_count: 60,
});

const flavorIn = (region: string, i: number): object => ({
  region_flavor_id: `${region}|f${i}`, region, id: `f${i}`, name: `f${i}`, vcpus: String(1 + i), ram: 1024 * (1 + i), disk: '40', links: [],
  os_extra_specs: { resource_type: 'general', 'cond:operation:status': 'normal', 'cond:operation:az': 'az-1(normal),az-2(sellout)' },
  swap: '', 'OS-FLV-EXT-DATA:ephemeral': 0, 'OS-FLV-DISABLED:disabled': false, rxtx_factor: 1, rxtx_quota: '', rxtx_cap: '', 'os-flavor-access:is_public': true,
});

const poolIn = (zone: string): object => ({
  availability_zone: zone, name: 'p',
  capabilities: { pool_name: 'p', volume_type: 'SSD', total_capacity_gb: 10_000, max_over_subscription_ratio: 1.5, provisioned_capacity_gb: 300, allocated_capacity_gb: 1, free_capacity_gb: 1, thin_provisioning_support: true, reserved_percentage: 0, pool_model: 0 },
});

function timed<T>(work: () => T): readonly [T, string] {
  const begun = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(begun);
  return [made, ((user + system) / 1000).toFixed(1).padStart(7)];
}

function measure(count: number): void {
  const directory = mkdtempSync(join(tmpdir(), 'global-scheduler-start-'));
  try {
    write(directory, count);
    const megabytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0) / 1e6;
    const [config, read] = timed(() => openConfigDirectory({ directory, clock: systemClock, log: silentLogger }));
    const [, derived] = timed(() => worldOf(config.current().records));
    const looks = 10_000;
    const [, looked] = timed(() => { for (let i = 0; i < looks; i++) config.policy(); });
    config.stop();
    console.log(`${String(count).padStart(6)} sites ${megabytes.toFixed(1).padStart(6)} MB  read ${read} ms  world ${derived} ms CPU; a look at the policy ${(Number(looked) / looks * 1000).toFixed(1)} µs`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const [count, directory] = process.argv.slice(2);
if (count && directory) write(directory, Number(count));
else for (const each of [10_000, 1000, 100]) measure(each);
