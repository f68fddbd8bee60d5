/** `site_nodes.json`: the hosts of every region's zones. */
import type { SiteNodesRecord } from '../../engine';
import { configFile, lastOfEach } from '../file';
import { amount, integer, list, record, required, text, type Of } from '../shape';

const decimal = /^\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Nobody sells a CPU more often. */
const mostRatio = 10_000;

/** The demo takes what is malformed for 0, so that nothing fits there and nobody knows why. */
const ratioFault = (written: string): string | undefined => {
  if (written === '') return undefined;
  if (!decimal.test(written)) return `must be a decimal number as text, such as "1.5", got ${JSON.stringify(written.slice(0, 40))}`;
  return Number(written) > mostRatio ? `must be at most ${mostRatio}, got ${written.slice(0, 40)}` : undefined;
};

const ratioOf = (written: string): number => (written === '' ? 1 : Number(written));

const host = record('a pool of hosts', {
  edge_node_id: text('not used'),
  host_name: text('not used'),
  region: text('must be that of the flavours it runs'),
  availability_zone: text('what `cond:operation:az` of a flavour is about'),
  total_vcpus: amount('how many there are', { unit: 'vCPU' }),
  used_vcpus: amount('how many are in use', { unit: 'vCPU' }),
  cpu_allocation_ratio: text('how often a vCPU is given away, a decimal number as text; empty: once', {}, ratioFault),
  total_mem: amount('how much memory there is', { unit: 'MB' }),
  used_mem: amount('how much is in use', { unit: 'MB' }),
  total_disk: integer('not used', { unit: 'GB' }),
  used_disk: integer('not used', { unit: 'GB' }),
  state: text('not used: a host that is down counts'),
  status: text('not used'),
  resource_type: text('which flavours it runs: a type, or several joined by `||`'),
  ecs_performance_type: text('not used'),
  max_count: integer('not used'),
});

const siteNodes = record('the hosts of a zone', {
  edge_site_id: text('the key of this record, for instance `region1|az1`', required),
  region: text('with `availability_zone` it finds the site of `sites.json`; without one it is a site of its own, `<region>--<zone>`', required),
  availability_zone: text('the zone', required),
  operator: text("not used: the site's own counts"),
  status: text("not used: the site's own counts"),
  max_count: integer('not used'),
  node_infos: list(host, 'pools of hosts'),
});

export const siteNodesFile = configFile({
  name: 'site_nodes.json', meaning: "the hosts of every region's zones",
  shape: record('hosts', { site_nodes: list(siteNodes, 'zones with hosts, by `edge_site_id`', required) }),
  of({ site_nodes }, reading) {
    const kept = lastOfEach(site_nodes, 'site_nodes', ({ edge_site_id }) => edge_site_id, reading);
    const places = new Set<string>();
    for (const { edge_site_id, region, availability_zone } of kept) {
      const place = JSON.stringify([region, availability_zone]);
      if (places.has(place)) reading.warn(`the record ${JSON.stringify(edge_site_id)} is of the region and zone of another one; the later one counts`);
      places.add(place);
    }
    return kept.map(recordOf);
  },
});

const recordOf = ({ edge_site_id, region, availability_zone, node_infos }: Of<typeof siteNodes>): SiteNodesRecord => ({
  key: edge_site_id, region, zone: availability_zone,
  hosts: node_infos.map((info) => ({
    region: info.region, zone: info.availability_zone,
    total: { vcpu: info.total_vcpus, mem: info.total_mem }, used: { vcpu: info.used_vcpus, mem: info.used_mem },
    cpuAllocationRatio: ratioOf(info.cpu_allocation_ratio), resourceType: info.resource_type,
  })),
});
