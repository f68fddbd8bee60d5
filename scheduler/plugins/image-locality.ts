/** Rather where the pod's images are already (kube-scheduler plugins/imagelocality). */
import type { core } from '../../api';
import { maxNodeScore, skip, stateKey, type NodeFacts, type NodeView, type SchedulerPlugin, type Sign } from '../framework';
import { bump } from './counting';

const mib = 1024 * 1024;
/** Less is fetched in no time. */
const least = 23 * mib;
const mostPerImage = 1000 * mib;

/** On how many nodes there is each image. */
class ImageNodes implements NodeView {
  readonly counts = new Map<string, number>();

  node({ images }: NodeFacts, sign: Sign): void {
    for (const image of images.keys()) bump(this.counts, image, sign);
  }
}

/** As kubelets report them: never without a tag or a digest. */
export const normalized = (image: string): string => (image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image);

const imagesOf = ({ initContainers = [], containers, volumes = [] }: core.PodSpec): string[] => [
  ...[...initContainers, ...containers].map(({ image }) => normalized(image ?? '')),
  ...volumes.flatMap(({ image }) => (image ? [normalized(image.reference ?? '')] : [])),
];

interface Wanted {
  readonly images: readonly string[];
  /** Bytes at which a node gets the highest score. */
  readonly most: number;
  /** Share of the nodes that have an image: what few have counts little, lest all pods go there. */
  readonly share: ReadonlyMap<string, number>;
}

const wanted = stateKey<Wanted>('ImageLocality');

function bytesOn({ images }: NodeFacts, { images: names, share }: Wanted): number {
  if (images.size === 0) return 0;
  return names.reduce((sum, name) => sum + Math.trunc((images.get(name) ?? 0) * (share.get(name) ?? 0)), 0);
}

export const imageLocality = (): SchedulerPlugin => ({
  name: 'ImageLocality',
  preScore({ pod: { pod }, snapshot, state }) {
    const { counts } = snapshot.view('ImageLocality', () => new ImageNodes());
    const images = pod.spec && counts.size ? imagesOf(pod.spec) : [];
    if (!images.some((image) => counts.has(image))) return skip;
    const share = new Map(images.map((image) => [image, (counts.get(image) ?? 0) / snapshot.nodes.length]));
    state.write(wanted, { images, share, most: mostPerImage * images.length });
    return undefined;
  },
  score({ state }, { facts }) {
    const want = state.read(wanted);
    if (!want) return 0;
    const bytes = Math.min(Math.max(bytesOn(facts, want), least), want.most);
    return Math.trunc((maxNodeScore * (bytes - least)) / (want.most - least));
  },
});
