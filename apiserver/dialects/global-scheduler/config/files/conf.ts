/** `conf.yaml`: how the server runs. */
import { configFile } from '../file';
import { policyPath, type Surroundings } from '../policy-path';
import { flag, integer, list, number, record, required, text, type Of } from '../shape';

/** Timers take no longer delay (2^31 milliseconds). */
const longest = 2_147_483;

const interval = (file: string, fallback: number) => integer(`how often \`${file}\` is looked at, beside the watch of the directory`, { unit: 's', fallback, least: 1, most: longest });

const segment = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const shape = record('how the server runs', {
  address: text('where the demo listens; here `--bind` says it', { fallback: '0.0.0.0' }),
  port: integer('where the demo listens; here `--global-scheduler-port` says it', { fallback: 8443, least: 0, most: 65535 }),
  component_version: text('the first segment of paths on the port of its own', { fallback: 'v1' }, (value) => (segment.test(value) ? undefined : 'must be one segment of a path: letters, digits, ".", "_", "-"')),
  scheduler_policy: text('a label of the policy; nothing depends on it'),
  scheduler_policy_file: text('where the policy is: a path, from this directory if it is relative; `${NAME}` and `$NAME` stand for environment variables', required),
  spot_region_mapping: list(record('a region and that of its spot machines', {
    region: text('the region'),
    spot_region: text('the region of its spot machines'),
  }), 'nothing depends on it'),
  spot_fake: flag('every request for spot machines fits, up to 1000 groups per site; else none does'),
  qos_weight: number('delay + weight × loss rate, for data that nothing here has', { fallback: 0.5 }),
  volumetype_interval: interval('volume_types.json', 600),
  site_interval: interval('sites.json', 600),
  flavor_interval: interval('flavors.json', 600),
  eippool_interval: interval('eip_pools.json', 60),
  volumepool_interval: interval('volume_pools.json', 60),
  common_hypervisor_interval: interval('site_nodes.json', 86400),
});

type Conf = Of<typeof shape>;

export interface Settings {
  readonly componentVersion: string;
  readonly spotFake: boolean;
  /** Absolute. */
  readonly policyPath: string;
  /** Seconds, by the name of the file. */
  readonly intervals: Readonly<Record<string, number>>;
}

export const confFile = (surroundings: Surroundings) => configFile({
  name: 'conf.yaml', meaning: 'how the server runs', shape,
  of: (conf, reading): Settings => {
    const found = policyPath(conf.scheduler_policy_file, surroundings);
    if (found.fault) reading.within('scheduler_policy_file', () => reading.fault(found.fault));
    return { componentVersion: conf.component_version, spotFake: conf.spot_fake, policyPath: found.path, intervals: intervalsOf(conf) };
  },
});

const intervalsOf = (conf: Conf): Settings['intervals'] => ({
  'volume_types.json': conf.volumetype_interval,
  'sites.json': conf.site_interval,
  'flavors.json': conf.flavor_interval,
  'eip_pools.json': conf.eippool_interval,
  'volume_pools.json': conf.volumepool_interval,
  'site_nodes.json': conf.common_hypervisor_interval,
});
