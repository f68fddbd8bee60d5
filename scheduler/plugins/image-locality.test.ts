import { emptyNode, nodeFacts } from '../node-info';
import { container, cycleOf, node } from '../testing/objects';
import { imageLocality, normalized } from './image-locality';

const mib = 1024 * 1024;
const having = (name: string, images: Record<string, number>) => {
  const plain = node({ name });
  return emptyNode(nodeFacts({ ...plain, status: { ...plain.status, images: Object.entries(images).map(([image, sizeBytes]) => ({ names: [image], sizeBytes })) } }), 0);
};

const nodes = [having('large', { 'app:v1': 800 * mib, 'db:latest': 100 * mib }), having('small', { 'db:latest': 100 * mib }), having('none', {}), having('huge', { 'huge:1': 9000 * mib })];
const plugin = imageLocality();

const scores = (...images: string[]) => {
  const cycle = cycleOf({ spec: { containers: images.slice(0, 1).map((image) => container({}, { image })), initContainers: images.slice(1).map((image) => container({}, { image })) } }, ...nodes);
  const answer = plugin.preScore?.(cycle, nodes);
  return answer ? answer.code : nodes.map((one) => plugin.score?.(cycle, one));
};

test.each<[string, string[], unknown]>([
  ['an image that one of four has counts a quarter', ['app:v1'], [18, 0, 0, 0]], // (200 - 23) / 977
  ['no tag means latest', ['db'], [2, 2, 0, 0]], // (50 - 23) / 977
  ['init containers count, and make the scale longer', ['app:v1', 'db'], [11, 1, 0, 0]], // (250 - 23) / 1977
  ['there is a highest score', ['huge:1'], [0, 0, 0, 100]],
  ['nobody has it', ['other:v1'], 'Skip'],
])('%s', (_, images, expected) => expect(scores(...images)).toEqual(expected));

test('image volumes count', () => {
  const cycle = cycleOf({ spec: { containers: [container({}, { image: 'other' })], volumes: [{ name: 'v', image: { reference: 'huge:1' } }] } }, ...nodes);
  expect(plugin.preScore?.(cycle, nodes)).toBeUndefined();
  expect(nodes.map((one) => plugin.score?.(cycle, one))).toEqual([0, 0, 0, 100]);
});

test.each([['nginx', 'nginx:latest'], ['host:5000/nginx', 'host:5000/nginx:latest'], ['nginx:1', 'nginx:1'], ['nginx@sha256:ab', 'nginx@sha256:ab']])(
  '%s is reported as %s', (image, name) => expect(normalized(image)).toBe(name));
