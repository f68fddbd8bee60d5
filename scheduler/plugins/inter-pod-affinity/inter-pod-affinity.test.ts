import type { core } from '../../../api';
import type { AssignedPodChange, Cycle, NodeChange, NodeInfo, OwnChange, PluginIngredients, PodInfo } from '../../framework';
import { nodeFacts } from '../../node-info';
import { cycleOf, info, node, nodeInfo, within, type PodSketch } from '../../testing/objects';
import { interPodAffinity } from './index';

const plugin = interPodAffinity({ args: {} });
const reasons: Record<string, string> = {
  "node(s) didn't match pod affinity rules": 'not together',
  "node(s) didn't match pod anti-affinity rules": 'not apart',
  "node(s) didn't satisfy existing pods anti-affinity rules": 'unwelcome',
};

const term = (app: string, more: Partial<core.PodAffinityTerm> = {}): core.PodAffinityTerm => ({ topologyKey: 'zone', labelSelector: { matchLabels: { app } }, ...more });
const weighted = (weight: number, podAffinityTerm: core.PodAffinityTerm) => ({ weight, podAffinityTerm });
const near = (...terms: core.PodAffinityTerm[]): PodSketch => ({ spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } } });
const away = (...terms: core.PodAffinityTerm[]): PodSketch => ({ spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } } });
const likes = (...terms: core.WeightedPodAffinityTerm[]): PodSketch => ({ spec: { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: terms } } } });
const dislikes = (...terms: core.WeightedPodAffinityTerm[]): PodSketch => ({ spec: { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: terms } } } });

let made = 0;
const app = (name: string, more: PodSketch = {}): PodInfo => info({ name: `p${made++}`, labels: { app: name }, ...more });
const labelled = (name: string, labels: Record<string, string>, ...pods: PodInfo[]): NodeInfo => nodeInfo({ name, labels }, pods);
const zoned = (name: string, zone: string | undefined, ...pods: PodInfo[]): NodeInfo => labelled(name, { ...(zone && { zone }) }, ...pods);
const region = { topologyKey: 'region' };
/** A db of a tier. */
const tiered = (): PodInfo => app('db', { labels: { app: 'db', tier: 'x' } });
const tier = (more: Partial<core.PodAffinityTerm> = {}): core.PodAffinityTerm => ({ topologyKey: 'zone', labelSelector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, ...more });

const told = (cycle: Cycle, one: NodeInfo): string => {
  const answer = plugin.filter?.(cycle, one);
  if (!answer) return 'fits';
  const reason = reasons[answer.reasons[0] ?? ''] ?? '?';
  expect(answer.code).toBe(reason === 'not together' ? 'UnschedulableAndUnresolvable' : 'Unschedulable');
  return reason;
};

const teams: Parameters<typeof within>[0] = { namespaceLabels: (name): Record<string, string> => (name === 'default' ? {} : { team: name }) };

function verdicts(sketch: PodSketch, ...nodes: NodeInfo[]): string[] | string {
  const cycle = within(teams, cycleOf(sketch, ...nodes));
  const answer = plugin.preFilter?.(cycle);
  return answer && 'code' in answer ? answer.code : nodes.map((one) => told(cycle, one));
}

const foreign = (name: string, namespace: string, more: PodSketch = {}): PodInfo => app(name, { ...more, meta: { namespace } });

test.each<[string, PodSketch, NodeInfo[], string[] | string]>([
  ['asks for nothing', { labels: { app: 'web' } }, [zoned('a', 'north', app('db'))], 'Skip'],
  ['only preferences', likes(weighted(1, term('db'))), [zoned('a', 'north', app('db'))], 'Skip'],
  ['near: anywhere in the zone', near(term('db')), [zoned('a', 'north', app('db')), zoned('b', 'north'), zoned('c', 'south'), zoned('d', undefined)], ['fits', 'fits', 'not together', 'not together']],
  ['near: one pod has to match all terms', near(term('db'), { topologyKey: 'zone', labelSelector: { matchLabels: { tier: 'x' } } }),
    [zoned('a', 'north', app('db')), zoned('b', 'south', app('db', { labels: { app: 'db', tier: 'x' } }))], ['not together', 'fits']],
  ['near: in each of several topologies', near(term('db'), term('db', { topologyKey: 'kubernetes.io/hostname' })), [zoned('a', 'north', app('db')), zoned('b', 'north')], ['fits', 'not together']],
  ['near: the first of its group', { ...near(term('web')), labels: { app: 'web' } }, [zoned('a', 'north'), zoned('b', undefined)], ['fits', 'not together']],
  ['near: the second of its group', { ...near(term('web')), labels: { app: 'web' } }, [zoned('a', 'north'), zoned('b', 'south', app('web'))], ['not together', 'fits']],
  ['near: nobody to be with', near(term('web')), [zoned('a', 'north')], ['not together']],
  ['near: pods of its own namespace alone', near(term('db')), [zoned('a', 'north', foreign('db', 'other'))], ['not together']],
  ['near: in named namespaces', near(term('db', { namespaces: ['other'] })), [zoned('a', 'north', foreign('db', 'other')), zoned('b', 'south', app('db'))], ['fits', 'not together']],
  ['near: in namespaces by their labels', near(term('db', { namespaceSelector: { matchLabels: { team: 'red' } } })),
    [zoned('a', 'north', foreign('db', 'red')), zoned('b', 'south', foreign('db', 'blue')), zoned('c', 'west', app('db'))], ['fits', 'not together', 'not together']],
  ['near: in named namespaces and others by label', near(term('db', { namespaces: ['blue'], namespaceSelector: { matchLabels: { team: 'red' } } })),
    [zoned('a', 'north', foreign('db', 'red')), zoned('b', 'south', foreign('db', 'blue'))], ['fits', 'fits']],
  ['near: in all namespaces', near(term('db', { namespaceSelector: {} })), [zoned('a', 'north', foreign('db', 'red'))], ['fits']],
  ['near: no selector selects nobody', near(term('db', { labelSelector: undefined })), [zoned('a', 'north', app('db'))], ['not together']],
  ['away', away(term('db')), [zoned('a', 'north', app('db')), zoned('b', 'north'), zoned('c', 'south'), zoned('d', undefined)], ['not apart', 'not apart', 'fits', 'fits']],
  ['away: any of the terms', away(term('db'), term('web', { topologyKey: 'kubernetes.io/hostname' })),
    [zoned('a', 'north', app('web')), zoned('b', 'north'), zoned('c', 'south', app('db'))], ['not apart', 'fits', 'not apart']],
  ['others keep away from it', { labels: { app: 'web' } }, [zoned('a', 'north', app('db', away(term('web')))), zoned('b', 'north'), zoned('c', 'south')], ['unwelcome', 'unwelcome', 'fits']],
  ['others keep away from somebody else', { labels: { app: 'web' } }, [zoned('a', 'north', app('db', away(term('other'))))], 'Skip'],
  ['others keep away from it, in its namespace by label', { labels: { app: 'web' }, meta: { namespace: 'red' } },
    [zoned('a', 'north', app('db', away(term('web', { namespaceSelector: { matchLabels: { team: 'red' } } })))), zoned('b', 'south', app('db', away(term('web'))))], ['unwelcome', 'fits']],
  ['near: an expression of several', near(term('', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'cache'] }, { key: 'tier', operator: 'DoesNotExist' }] } })),
    [zoned('a', 'north', app('db')), zoned('b', 'south', tiered())], ['fits', 'not together']],
  ['near: the first of its group, where somebody has one of its labels', { ...near(term('db'), tier()), labels: { app: 'db', tier: 'x' } }, [zoned('a', 'north', app('db')), zoned('b', 'south')], ['fits', 'fits']],
  ['near: several topologies of one pod, all nodes of them', near(term('db', region), tier()), [labelled('a', { region: 'r', zone: 'n' }, tiered()), labelled('b', { region: 'r', zone: 'n' })], ['fits', 'fits']],
  ['near: terms are not shared out among pods', near(term('db', region), tier()),
    [labelled('a', { region: 'r', zone: 'n' }, app('db')), labelled('b', { region: 'r', zone: 's' }, app('web', { labels: { tier: 'x' } }))], ['not together', 'not together']],
  ['near and away of the same pod', { spec: { affinity: { ...near(term('db', region)).spec?.affinity, ...away(term('db')).spec?.affinity } } },
    [labelled('a', { region: 'r', zone: 'n' }, app('db')), labelled('b', { region: 'r', zone: 's' })], ['not apart', 'fits']],
  ['away: any of the terms, in regions and in zones', away(term('db', region), tier()), [labelled('a', { region: 'r', zone: 'n' }, tiered()), labelled('b', { region: 'r', zone: 's' }), labelled('c', { region: 'q', zone: 't' })], ['not apart', 'not apart', 'fits']],
  ['away: a topology that no node has', away(term('db', { topologyKey: 'room' })), [zoned('a', 'north', app('db'))], ['fits']],
  ['away: of two terms one is of a topology that no node has', away(term('db', { topologyKey: 'room' }), tier()), [zoned('a', 'north', tiered()), zoned('b', 'south')], ['not apart', 'fits']],
  ['away: pods of other namespaces do not matter', away(term('db')), [zoned('a', 'north', foreign('db', 'other'))], ['fits']],
  ['others keep away in a topology that no node has', { labels: { app: 'web' } }, [zoned('a', 'north', app('db', away(term('web', { topologyKey: 'room' }))))], 'Skip'],
  ['others keep away by one of two terms', { labels: { app: 'web' } }, [zoned('a', 'north', app('db', away(term('other'), term('web')))), zoned('b', 'south', app('db', away(term('web'), term('other')))), zoned('c', 'west')],
    ['unwelcome', 'unwelcome', 'fits']],
  ['several others keep away, one in the region', { labels: { app: 'web' } },
    [labelled('a', { region: 'r', zone: 'n' }, app('db', away(term('web'))), app('db', away(term('web', region)))), labelled('b', { region: 'r', zone: 's' })], ['unwelcome', 'unwelcome']],
  ['each keeps away from the other: its own wish is told', { ...away(term('db')), labels: { app: 'web' } }, [zoned('a', 'north', app('db', away(term('web'))))], ['not apart']],
  ['what it lacks is told before what it avoids', { spec: { affinity: { ...near(term('friend')).spec?.affinity, ...away(term('db')).spec?.affinity } } }, [zoned('a', 'north', app('db'))], ['not together']],
])('%s', (_, sketch, nodes, expected) => expect(verdicts(sketch, ...nodes)).toEqual(expected));

test('what if: pods that come and go on a node, in a fork of the attempt', () => {
  const hater = app('db', away(term('web')));
  const [a, b] = [zoned('a', 'north', hater), zoned('b', 'south', app('friend'))];
  const both: PodSketch = { labels: { app: 'web' }, spec: { affinity: { ...near(term('friend')).spec?.affinity, ...away(term('foe')).spec?.affinity } } };
  const cycle = cycleOf(both, a, b);
  plugin.preFilter?.(cycle);
  expect([told(cycle, a), told(cycle, b)]).toEqual(['not together', 'fits']);
  const supposed = { ...cycle, state: cycle.state.fork() };
  plugin.addPod?.(supposed, app('friend'), a);
  expect(told(supposed, a)).toBe('unwelcome');
  plugin.removePod?.(supposed, hater, a);
  expect(told(supposed, a)).toBe('fits');
  plugin.addPod?.(supposed, app('foe'), a);
  plugin.addPod?.(supposed, hater, b);
  expect([told(supposed, a), told(supposed, b)]).toEqual(['not apart', 'unwelcome']);
  expect([told(cycle, a), told(cycle, b)]).toEqual(['not together', 'fits']);
});

function scores(sketch: PodSketch, nodes: NodeInfo[], args: PluginIngredients['args'] = {}): number[] | string {
  const scorer = interPodAffinity({ args });
  const cycle = within(teams, cycleOf(sketch, ...nodes));
  const answer = scorer.preScore?.(cycle, nodes);
  if (answer) return answer.code;
  const raw = Float64Array.from(nodes, (one) => scorer.score?.(cycle, one) ?? NaN);
  scorer.normalize?.(cycle, raw, nodes);
  return [...raw];
}

const web = { labels: { app: 'web' } };
test.each<[string, PodSketch, NodeInfo[], PluginIngredients['args'], number[] | string]>([
  ['nobody cares', web, [zoned('a', 'north', app('db'))], {}, 'Skip'],
  ['its own liking, by pods', likes(weighted(5, term('db'))), [zoned('a', 'north', app('db'), app('db')), zoned('b', 'south', app('db')), zoned('c', 'west')], {}, [100, 50, 0]],
  ['its own dislike', dislikes(weighted(5, term('db'))), [zoned('a', 'north', app('db'), app('db')), zoned('b', 'south', app('db')), zoned('c', 'west')], {}, [0, 50, 100]],
  ['likings add up by weight', likes(weighted(3, term('db')), weighted(1, term('web'))), [zoned('a', 'north', app('db')), zoned('b', 'south', app('web')), zoned('c', 'west')], {}, [100, 33, 0]],
  ['what it likes is nowhere', likes(weighted(5, term('db'))), [zoned('a', 'north')], {}, 'Skip'],
  ['others like it', web, [zoned('a', 'north', app('db', likes(weighted(2, term('web'))))), zoned('b', 'south')], {}, [100, 0]],
  ['others dislike it', web, [zoned('a', 'north', app('db', dislikes(weighted(2, term('web'))))), zoned('b', 'south')], {}, [0, 100]],
  ['others need it', web, [zoned('a', 'north', app('db', near(term('web')))), zoned('b', 'south', app('db', likes(weighted(2, term('web'))))), zoned('c', 'west')], {}, [50, 100, 0]],
  ['others need it, and that weighs much', web, [zoned('a', 'north', app('db', near(term('web')))), zoned('b', 'south', app('db', likes(weighted(2, term('web')))))], { hardPodAffinityWeight: 100 }, [100, 0]],
  ['others need it, and that weighs nothing', web, [zoned('a', 'north', app('db', near(term('web'))))], { hardPodAffinityWeight: 0 }, 'Skip'],
  ['likings of others may be ignored', web, [zoned('a', 'north', app('db', likes(weighted(2, term('web')))))], { ignorePreferredTermsOfExistingPods: true }, 'Skip'],
  ['but not by who has some', { ...likes(weighted(1, term('x'))), ...web }, [zoned('a', 'north', app('db', likes(weighted(2, term('web'))))), zoned('b', 'south')], { ignorePreferredTermsOfExistingPods: true }, [100, 0]],
  ['all alike', web, [zoned('a', 'north', app('db', likes(weighted(2, term('web'))))), zoned('b', 'north')], {}, [0, 0]],
  ['pods by region, on whatever node', likes(weighted(6, term('db', region))),
    [labelled('a', { region: 'r' }, app('db'), app('db')), labelled('b', { region: 'q' }, app('db')), labelled('c', { region: 'r' }, app('db'))], {}, [100, 0, 100]],
  ['likings by expressions, of which one is broader', likes(weighted(8, term('', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }, { key: 'app', operator: 'In', values: ['db'] }] } })),
    weighted(2, term('', { labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }, { key: 'none', operator: 'DoesNotExist' }] } }))),
  [zoned('a', 'north', app('web')), zoned('b', 'south', app('db')), zoned('c', undefined, app('web'))], {}, [20, 100, 0]],
  ['who dislikes it where it cannot tell', dislikes(weighted(5, term('db'))), [zoned('a', 'north', app('db')), zoned('b', undefined, app('db'))], {}, [0, 100]],
  ['others like it, in its namespace by label', { ...web, meta: { namespace: 'red' } },
    [zoned('a', 'north', app('db', likes(weighted(5, term('web', { namespaceSelector: { matchLabels: { team: 'red' } } }))))), zoned('b', 'south', app('db', likes(weighted(9, term('web')))))], {}, [100, 0]],
  ['likes and dislikes, its own and those of others', { ...web, spec: { affinity: { ...likes(weighted(8, term('web', region))).spec?.affinity, ...dislikes(weighted(5, term('db'))).spec?.affinity } } },
    [labelled('a', { region: 'r' }, app('web')), labelled('b', { zone: 'n' }, app('db')), labelled('c', { region: 'q' }, app('x', likes(weighted(8, term('web', region))))), labelled('d', { zone: 's' }, app('x', dislikes(weighted(5, term('web')))))],
    {}, [100, 0, 100, 0]],
  ['others need it in two ways', web, [zoned('a', 'north', app('db', near(term('web'), term('web')))), zoned('b', 'south', app('db', near(term('web')))), zoned('c', undefined)], {}, [100, 50, 0]],
  ['others need it elsewhere', { ...web, meta: { namespace: 'blue' } }, [zoned('a', 'north', app('db', near(term('web', { namespaces: ['default'], namespaceSelector: { matchLabels: { team: 'red' } } }))))], {}, 'Skip'],
  ['no nodes', likes(weighted(5, term('db'))), [], {}, 'Skip'],
])('score: %s', (_, sketch, nodes, args, expected) => expect(scores(sketch, nodes, args)).toEqual(expected));

type Change = AssignedPodChange | NodeChange | OwnChange;
const helps = (sketch: PodSketch, change: Change): boolean => {
  const rules = (plugin.wakeOn ?? []).filter((wake) => change.kinds.some((kind) => (wake.kinds as readonly string[]).includes(kind)));
  return rules.some((wake) => (wake.helps as ((pod: unknown, change: Change) => boolean) | undefined)?.(info(sketch), change) ?? true);
};
const assigned = (kind: AssignedPodChange['kinds'][number], pod: PodInfo, old?: PodInfo): AssignedPodChange => ({ subject: 'AssignedPod', kinds: [kind], pod, old });
const factsOf = (labels: Record<string, string>) => nodeFacts(node({ labels }));
const nodeChange = (now: Record<string, string>, old?: Record<string, string>): NodeChange =>
  ({ subject: 'Node', kinds: [old ? 'NodeLabelsChanged' : 'NodeAdded'], node: factsOf(now), old: old && factsOf(old) });

test.each<[string, PodSketch, Change, boolean]>([
  ['who it wants to be with came', near(term('db')), assigned('PodAssigned', app('db')), true],
  ['somebody else came', near(term('db')), assigned('PodAssigned', app('web')), false],
  ['who it keeps away from came', away(term('db')), assigned('PodAssigned', app('db')), false],
  ['who it keeps away from went', away(term('db')), assigned('PodGone', app('db')), true],
  ['somebody else went', away(term('db')), assigned('PodGone', app('web')), false],
  ['who kept away from it went', web, assigned('PodGone', app('db', away(term('web')))), true],
  ['somebody became who it wants to be with', near(term('db')), assigned('PodLabelsChanged', app('db'), app('web')), true],
  ['somebody still is who it wants to be with', near(term('db')), assigned('PodLabelsChanged', app('db', { labels: { app: 'db', x: 'y' } }), app('db')), false],
  ['somebody is no more who it keeps away from', away(term('db')), assigned('PodLabelsChanged', app('web'), app('db')), true],
  ['namespaces by label: any may be meant', near(term('db', { namespaceSelector: { matchLabels: { team: 'red' } } })), assigned('PodAssigned', foreign('db', 'red')), true],
  ['a node of a zone came', near(term('db')), nodeChange({ zone: 'a' }), true],
  ['a node without zone came', near(term('db')), nodeChange({}), false],
  ['a node without zone came, away is fine', away(term('db')), nodeChange({}), true],
  ['any node came, where others keep away', web, nodeChange({}), true],
  ['a node moved', near(term('db')), nodeChange({ zone: 'a' }, { zone: 'b' }), true],
  ['a node got another label', away(term('db')), nodeChange({ zone: 'a', x: 'y' }, { zone: 'a' }), false],
  ['its own labels', web, { subject: 'Self', kinds: ['OwnLabelsChanged'], pod: info() }, true],
])('wakes: %s', (_, sketch, change, expected) => expect(helps(sketch, change)).toBe(expected));
