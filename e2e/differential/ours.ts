/** What minikapi's scheduler does with the same input: all by itself, or pod by pod along somebody else's recording. */
import type { Manifest } from '../../cmd/manifests';
import { answer } from '../../cmd/schedule/answer';
import { questionOf } from '../../cmd/schedule/question';
import type { Report } from '../../cmd/schedule/report';
import { compare, type Compared, type Recorded } from './recording';

export interface Input {
  readonly snapshot: readonly Manifest[];
  /** Pods; whoever has templates gets names that nobody can foretell. */
  readonly pods: readonly Manifest[];
  /** A file with a KubeSchedulerConfiguration; absent: the default one. */
  readonly configuration?: string;
}

const ask = ({ snapshot, pods, configuration }: Input, seed: number): Promise<Report> =>
  answer(questionOf(snapshot, pods, () => undefined), { seed, configuration, poolLabel: '', notes: [], explain: 'all' });

/** All at once: the most important first. Those that have found no node come last. */
export const placed = async (input: Input, seed = 1): Promise<Recorded[]> => recordedOf(await ask(input, seed));

function recordedOf({ pods, preempted }: Report): Recorded[] {
  return [...pods].sort((a, b) => (a.turn ?? pods.length + 1) - (b.turn ?? pods.length + 1)).map(({ namespace, name, node, equals, points, reason }) => {
    const pod = `${namespace}/${name}`;
    const gone = preempted.filter(({ by }) => by === pod).map((victim) => `${victim.namespace}/${victim.name}`).sort();
    return { pod, ...(node === undefined ? { reason } : { node, best: equals, points }), ...(gone.length && { preempted: gone }) };
  });
}

/**
 * Each pod where those before it are as they were recorded: so that one tie that went the other way says nothing about those
 * that come after it.
 */
export async function alongside({ snapshot, pods, configuration }: Input, theirs: readonly Recorded[], seed = 1): Promise<Compared[]> {
  const compared: Compared[] = [];
  // Who waits there is not asked about.
  let there = snapshot.filter(({ kind, object }) => kind !== 'Pod' || (object as Fields).spec?.nodeName !== undefined);
  for (const line of theirs) {
    const pod = pods.find((manifest) => idOf(manifest) === line.pod);
    if (!pod) throw new Error(`the recording speaks of a pod that is not asked for: ${line.pod}`);
    const ours = recordedOf(await ask({ snapshot: there, pods: [pod], configuration }, seed)).find((one) => one.pod === line.pod);
    compared.push(compare(line, ours ?? { pod: line.pod }));
    there = [...there.filter((manifest) => manifest.kind !== 'Pod' || !line.preempted?.includes(idOf(manifest))), ...(line.node === undefined ? [] : [onNode(pod, line.node)])];
  }
  return compared;
}

interface Fields { readonly metadata?: { readonly namespace?: string; readonly name?: string }; readonly spec?: { readonly nodeName?: string } }

const idOf = ({ object }: Manifest): string => `${(object as Fields).metadata?.namespace ?? 'default'}/${(object as Fields).metadata?.name}`;

const onNode = (pod: Manifest, nodeName: string): Manifest =>
  ({ ...pod, object: { ...pod.object, spec: { ...(pod.object as Fields).spec, nodeName }, status: { phase: 'Running' } } });
